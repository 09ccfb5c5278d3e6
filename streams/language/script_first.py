"""The detector: script facts, then the engine's ranking of the languages that they leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from streams.code_points import Codes, code_points
from streams.language.catalogue import CANDIDATES, UNDETERMINED, hinted, script_of
from streams.language.chinese import rank_han
from streams.language.detector import Passage
from streams.language.masking import mask
from streams.language.passages import split
from streams.language.ranking import Ranker, Ranking, Span
from streams.language.routing import Route, route
from streams.language.scripts import (
    COMMON,
    INDEX,
    INHERITED,
    WEIGHTS,
    count_scripts,
)
from streams.records import Language

#: Code points of a text that are looked at; news says what it is written in long before.
CAP = 16_384
#: A script of one language settles it; the doubt left is a language that we do not know.
_ONLY_CANDIDATE = 0.99
_MARKS = INDEX[INHERITED]

#: News in every script has names and brands in Latin letters, in a headline more of them than of
#: its own. What is in two scripts is in the Latin one only if it has Latin words without capitals.
_NAMES = re.compile(r"[^\W\d_]*[A-Z][^\W\d_]*")
#: The share of letters that leaves the other script no chance.
_ALL_BUT_NAMES = 0.95


class ScriptFirstDetector:
    """A `Detector` over any `Ranker`, for the languages expected. Threads may share it."""

    def __init__(self, ranker: Ranker, expected: frozenset[str]) -> None:
        self.name = ranker.name
        self._ranker = ranker
        self._expected = expected
        self._candidates = {
            script: tuple(
                language
                for language in languages
                if language in expected
                # A script of one language needs no engine, and Han is decided by its characters.
                and (len(languages) == 1 or script == "Hani" or language in ranker.languages)
            )
            for script, languages in CANDIDATES.items()
        }

    def detect(self, text: str, hint: str | None = None) -> Language:
        """The main language of `text`; `hint` (BCP 47) is weighed, not trusted."""
        text = text[:CAP]
        visible = mask(text)
        codes = code_points(visible)
        counts = count_scripts(codes)
        found = route(counts)
        if found.script == "Latn" and found.share < _ALL_BUT_NAMES:
            found = _route_without_names(visible) or found
        candidates = self._candidates.get(found.script, ())
        ranking: Ranking | None
        if not candidates:
            return self._undetermined(found.script, self._why_no_candidate(text, found.script))
        if len(candidates) == 1:
            ranking = Ranking(candidates[0], _ONLY_CANDIDATE * (1 + found.share) / 2, None)
        elif found.script == "Hani":
            ranking = rank_han(codes, candidates, _among(candidates, hint))
        else:
            if counts[_MARKS]:
                codes = code_points(unicodedata.normalize("NFC", visible))
            ranking = self._ranker.rank(codes, candidates, _among(candidates, hint))
        if ranking is None:
            return self._undetermined(found.script, "no word that tells languages apart")
        return Language(
            code=ranking.language,
            script=script_of(ranking.language),
            # Four digits: what lies below differs between machines and means nothing.
            confidence=round(ranking.confidence, 4),
            engine=self.name,
            runner_up=ranking.runner_up,
        )

    def detect_passages(self, text: str, hint: str | None = None) -> list[Passage]:
        """The runs of `text` in order, covering it; one for a text in a single language."""
        main = self.detect(text, hint)
        candidates = next((c for c in self._candidates.values() if main.code in c), ())

        def doubt(codes: Codes, spans: Sequence[Span]) -> Sequence[Span]:
            if len(candidates) < 2 or main.script in {"Hans", "Hant", "Jpan"}:
                return ()
            return self._ranker.doubtful(codes, spans, candidates, main.code)

        return split(text, main, self.detect, doubt)

    def _undetermined(self, script: str, reason: str) -> Language:
        return Language(code=UNDETERMINED, script=script, engine=self.name, reason=reason)

    def _why_no_candidate(self, text: str, script: str) -> str:
        if script == COMMON:
            if not text.strip():
                return "no text"
            return "nothing but addresses or markup" if _has_letters(text) else "no letters"
        languages = CANDIDATES.get(script)
        if languages is None:
            return f"no language is known that is written in {script}"
        if self._expected.isdisjoint(languages):
            return f"none of the languages expected is written in {script}"
        return f"{self.name} tells no languages apart that are written in {script}"


def _among(candidates: tuple[str, ...], hint: str | None) -> str | None:
    """The one of `candidates` that a publisher's hint means, if any."""
    return next((language for language in hinted(hint) if language in candidates), None)


def _route_without_names(text: str) -> Route | None:
    found = route(count_scripts(code_points(_NAMES.sub(" ", text))))
    return found if found.share else None


def _has_letters(text: str) -> bool:
    return bool((count_scripts(code_points(text)) * WEIGHTS).any())
