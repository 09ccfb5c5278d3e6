"""The detector: script facts, then the engine's ranking of the languages that they leave."""

from __future__ import annotations

import unicodedata

from streams.language.catalogue import CANDIDATES, UNDETERMINED, hinted, script_of
from streams.language.chinese import rank_han
from streams.language.detector import Passage
from streams.language.masking import mask
from streams.language.passages import split
from streams.language.ranking import Ranker, Ranking
from streams.language.routing import route
from streams.language.scripts import COMMON, code_points, count_scripts
from streams.records import Language

#: Code points of a text that are looked at; news says what it is written in long before.
CAP = 16_384
#: A script of one language settles it; the doubt left is a language that we do not know.
_ONLY_CANDIDATE = 0.99


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
        found = route(count_scripts(codes))
        candidates = self._candidates.get(found.script, ())
        ranking: Ranking | None
        if not candidates:
            return self._undetermined(found.script, self._why_no_candidate(text, found.script))
        if len(candidates) == 1:
            ranking = Ranking(candidates[0], _ONLY_CANDIDATE * (1 + found.share) / 2, None)
        elif found.script == "Hani":
            ranking = rank_han(codes, candidates, hinted(hint))
        else:
            composed = unicodedata.normalize("NFC", visible)
            ranking = self._ranker.rank(composed, candidates, hinted(hint))
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
        return split(text, self.detect(text, hint), self.detect)

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


def _has_letters(text: str) -> bool:
    return bool(count_scripts(code_points(text))[1:].any())
