"""Whether a name that stands in the text counts as a mention.

It counts when

1. its language is one the text may be in, or it stands just as it is written (`language`);
2. no trap of the same concept covers it, as `发展中国家` covers `中国` (`trap`);
3. the words around it are what its alias asks for (`context`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from streams.matching.concept import ANY_LANGUAGE
from streams.matching.normalise import Folded
from streams.matching.pattern import Shape
from streams.matching.reading import Hit, Reader, Reading
from streams.matching.rules import language_rules
from streams.matching.surroundings import Place, found_in
from streams.matching.terms import Terms
from streams.records import FieldName, Language

#: The language of the passage at a place in a field; code points of the text as received.
PassageLanguage = Callable[[FieldName, int], Language]

#: Below this confidence, the language that came second is one the text may be in as well.
_UNSURE = 0.8
UNDETERMINED = "und"
#: The distance to a language that the article is not in.
_FOREIGN = 2
#: No trap is longer, in code points: those that start farther back are not looked at.
_LONGEST_TRAP = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One text field of an article, with what was found in it.

    Attributes:
        hits: of the automaton, in folded text.
        readings: the names that stand there, if the text is in their language.
        plain: the hits behind which are names in no language in particular.
    """

    name: FieldName
    folded: Folded
    hits: Sequence[Hit]
    readings: Sequence[Reading]
    plain: Sequence[Hit]

    @property
    def has_candidates(self) -> bool:
        """Whether anything in it may be a mention, so that its language matters."""
        return bool(self.readings or self.plain)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a candidate: a mention, or what stopped it.

    Attributes:
        by: the kind of rule that stopped it (`boundary`, `language`, `trap`, `context`); empty
            for a mention.
        because: what that rule saw: the trap, the word, the language.
    """

    field: Field
    reading: Reading
    by: str = ""
    because: str = ""

    @property
    def concept(self) -> str:
        """The concept it is a mention of, or would have been."""
        return self.reading.term.concept


@dataclass(frozen=True, slots=True)
class _Trap:
    language: str
    start: int
    end: int


class Judge:
    """Judges the readings of one article."""

    def __init__(
        self,
        *,
        terms: Terms,
        reader: Reader,
        fields: Sequence[Field],
        language: Language,
        hint: str | None,
        passage_language: PassageLanguage,
    ) -> None:
        """Take what there is to know of the article.

        Args:
            terms: what its traps and contexts are.
            reader: reads them.
            fields: all of its fields.
            language: what it is in.
            hint: what its publisher says it is in.
            passage_language: asked about a name in a language that the article is not in.
        """
        self._terms = terms
        self._reader = reader
        self._fields = fields
        self._language = _base(language.code)
        self._code = language.code
        self._languages = _possible_languages(language, hint)
        self._passage_language = passage_language

    def decide(self, field: Field, readings: Sequence[Reading]) -> Verdict:
        """The verdict on readings of the same span: that of the first that counts, if any does.

        Languages that the article is in come first, and when words of its own speak against a
        name, no other language has a say.
        """
        verdicts: list[Verdict] = []
        for reading in sorted(readings, key=self._distance):
            if verdicts and verdicts[0].by == "context" and self._distance(reading) == _FOREIGN:
                break
            verdict = self._judge(field, reading)
            if not verdict.by:
                return verdict
            verdicts.append(verdict)
        return verdicts[0]

    def _distance(self, reading: Reading) -> int:
        """How far the language of a name is from that of the article."""
        code = reading.term.alias.language
        if code in {self._code, ANY_LANGUAGE}:
            return 0
        return 1 if _base(code) in self._languages else _FOREIGN

    def _judge(self, field: Field, reading: Reading) -> Verdict:
        alias = reading.term.alias
        if not self._language_fits(field, reading):
            return Verdict(field, reading, "language", language_rules(alias.language).name)
        trap = self._trap_over(field, reading)
        if trap is not None:
            return Verdict(field, reading, "trap", field.folded.text[trap.start : trap.end])
        if alias.needs and (reading.term.concept, alias.needs) not in self._contexts:
            return Verdict(field, reading, "context", f"no mention of {alias.needs}")
        objection = self._objection(field, reading)
        return Verdict(field, reading, "context" if objection else "", objection)

    def _objection(self, field: Field, reading: Reading) -> str:
        """What the words around a reading have against it; empty where they have nothing."""
        alias = reading.term.alias
        if not (alias.unless or alias.only):
            return ""
        place = Place(field.folded.text, reading.word_start, reading.word_end)
        around = alias.language, place, self._all_text
        if alias.unless and (word := found_in(alias.unless, *around)):
            return f"“{word}” is there"
        if alias.only and not found_in(alias.only, *around):
            return "none of the words that it needs is there"
        return ""

    def _language_fits(self, field: Field, reading: Reading) -> bool:
        alias = reading.term.alias
        if alias.distinct or self._distance(reading) < _FOREIGN:
            return True
        if not alias.bound:
            surface = field.folded.text[reading.start : reading.end]
            if reading.term.shape is not Shape.WORD or surface.casefold() == alias.text.casefold():
                return True
        start, _ = field.folded.span(reading.start, reading.end)
        passage = self._passage_language(field.name, start)
        return _base(alias.language) in _possible_languages(passage, None)

    def _trap_over(self, field: Field, reading: Reading) -> _Trap | None:
        """The trap that covers a reading."""
        traps = self._traps.get((field.name, reading.term.concept))
        if not traps:
            return None
        languages = {ANY_LANGUAGE, self._language, _base(reading.term.alias.language)}
        first = bisect_left(traps, reading.end - _LONGEST_TRAP, key=attrgetter("start"))
        for trap in traps[first:]:
            if trap.start > reading.start:
                break
            if trap.end >= reading.end and trap.language in languages:
                return trap
        return None

    @cached_property
    def _traps(self) -> dict[tuple[FieldName, str], list[_Trap]]:
        """By field and concept, in the order of their start."""
        traps: dict[tuple[FieldName, str], list[_Trap]] = {}
        for field, reading in self._evidence:
            alias = reading.term.alias
            if alias.role == "trap" and not self._objection(field, reading):
                trap = _Trap(_base(alias.language), reading.start, reading.end)
                traps.setdefault((field.name, reading.term.concept), []).append(trap)
        for found in traps.values():
            found.sort(key=attrgetter("start"))
        return traps

    @cached_property
    def _contexts(self) -> frozenset[tuple[str, str]]:
        """The contexts that are somewhere in the article, as (concept, context)."""
        return frozenset(
            (reading.term.concept, reading.term.alias.context) for _, reading in self._evidence
        )

    @cached_property
    def _evidence(self) -> list[tuple[Field, Reading]]:
        return [
            (field, reading)
            for field in self._fields
            for hit in self._terms.evidence.scan(field.folded.text)
            for reading in self._reader.read_all(field.folded.text, hit, self._code)
        ]

    def _all_text(self) -> Iterator[str]:
        return (field.folded.text for field in self._fields)


def _possible_languages(language: Language, hint: str | None) -> frozenset[str]:
    """The languages a text may be in: those named, and those that each may be taken for."""
    named = [language.code]
    if language.runner_up and language.confidence < _UNSURE:
        named.append(language.runner_up)
    if hint:
        named.append(hint)
    possible = set()
    for code in named:
        if code != UNDETERMINED:
            possible |= {_base(code), *language_rules(code).like}
    return frozenset(possible)


def _base(code: str) -> str:
    """The language of a BCP 47 code, without script and region."""
    return code.replace("_", "-").partition("-")[0].lower()
