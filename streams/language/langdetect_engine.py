"""The engine `langdetect`: the well-known library, made repeatable.

Where langdetect-rs is installed (extra `fast-langdetect`) it does the work: a port to Rust with
the same labels and two orders of magnitude less time. Otherwise langdetect itself does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from streams.code_points import Codes, text_of
from streams.language.ranking import Ranking, Span

#: Code points that langdetect reads; on longer ones its labels no longer change.
_CAP = 2_000
#: langdetect samples n-grams at random: without a seed its answers change from run to run.
_SEED = 0
#: langdetect is as sure of a word as of an article. Measured on words, pairs, headlines and
#: sentences (`python -m tests.accuracy.language`), its share of wrong answers is this by letters.
_WRONG_PER_LETTER = 2.8
_AT_MOST = 0.995
#: A publisher's statement weighs as much as ten to one: enough to settle what one or two words
#: leave open, and overruled by any sentence.
_HINT_ODDS = 10.0

#: Lone surrogates, which the compiled port refuses, and runs of letters that no word is as long as.
_NOT_WORDS = re.compile(r"[\ud800-\udfff]+|[^\W\d_]{61,}")

#: Our tags for langdetect's; Chinese never gets here, see `chinese`.
_TAGS = {"no": "nb"}


class LangdetectRanker:
    """A `Ranker` over langdetect or langdetect-rs, which have one interface."""

    name = "langdetect"

    def __init__(self, library: ModuleType) -> None:
        self._factory = _factory(library)
        self._exception: type[Exception] = library.LangDetectException
        self._tags = {_TAGS.get(tag, tag): tag for tag in self._factory.get_lang_list()}
        self.languages = frozenset(self._tags)

    def rank(self, codes: Codes, candidates: tuple[str, ...], hint: str | None) -> Ranking | None:
        """The best of the candidates by langdetect's n-gram profiles."""
        known = {self._tags[c]: c for c in candidates}
        detector = self._factory.create()
        detector.set_prior_map(dict.fromkeys(known, 1.0))
        text = _NOT_WORDS.sub(" ", text_of(codes[:_CAP]))
        try:
            detector.append(text)
            found = detector.get_probabilities()
        except self._exception:
            return None
        if not found:
            return None
        best = known[found[0].lang]
        runner_up = known[found[1].lang] if len(found) > 1 else None
        letters = sum(map(str.isalpha, text))
        confidence = found[0].prob * min(max(1 - _WRONG_PER_LETTER / letters, 0.05), _AT_MOST)
        if hint is not None and hint != best and (1 - confidence) * _HINT_ODDS > confidence:
            return Ranking(hint, _HINT_ODDS * (1 - confidence) / (1 + _HINT_ODDS), best)
        return Ranking(best, confidence, runner_up)

    def doubtful(
        self,
        codes: Codes,  # noqa: ARG002
        spans: Sequence[Span],
        candidates: tuple[str, ...],  # noqa: ARG002
        language: str,  # noqa: ARG002
    ) -> Sequence[Span]:
        """All of them: langdetect has no way to look that is cheaper than `rank`."""
        return spans


def available_library() -> ModuleType:
    """langdetect-rs where it is installed, langdetect otherwise."""
    compiled = find_spec("langdetect_rs") is not None
    return import_module("langdetect_rs" if compiled else "langdetect")


@cache
def _factory(library: ModuleType) -> Any:  # noqa: ANN401 - neither library has types
    """The library's profiles, read once per process: langdetect needs seconds for them."""
    factory = library.DetectorFactory()
    factory.load_profile(library.PROFILES_DIRECTORY)
    factory.set_seed(_SEED)
    return factory
