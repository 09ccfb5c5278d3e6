"""Whether a name that stands in the text counts as a mention.

It counts when

1. its language is one the text may be in, or it stands just as it is written (`language`);
2. no trap of the same concept covers it, as `发展中国家` covers `中国` (`trap`);
3. the words around it are what its alias asks for (`context`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from operator import attrgetter, itemgetter
from typing import NamedTuple

from streams.matching.concept import ANY_LANGUAGE
from streams.matching.dictionary import Hit
from streams.matching.normalise import Folded
from streams.matching.pattern import Shape
from streams.matching.reading import Hits, Names, Reader, Reading
from streams.matching.rules import language_rules
from streams.matching.surroundings import Place, found_in
from streams.matching.terms import Term
from streams.records import FieldName, Language

#: The language of the passage at a place in a field; code points of the text as received.
PassageLanguage = Callable[[FieldName, int], Language]

#: Below this confidence, the language that came second is one the text may be in as well.
_UNSURE = 0.8
UNDETERMINED = "und"
#: The distance to a language that the article is not in.
_FOREIGN = 2
#: For so many languages names are kept in order; publishers' hints may be anything.
_MOST_RANKINGS = 1000
#: No trap is longer, in code points: those that start farther back are not looked at.
_LONGEST_TRAP = 200
#: How far around candidates traps are looked for: beyond the longest there is a word of room.
_AROUND = 300


class Field(NamedTuple):
    """One text field of an article, with what was found in it.

    Attributes:
        hits: of the dictionary of names, in folded text.
        readings: the names that stand there, if the text is in their language.
        plain: the hits behind which are names in no language in particular.
    """

    name: FieldName
    folded: Folded
    hits: Hits
    readings: Sequence[Reading]
    plain: Sequence[Hit]

    @property
    def has_candidates(self) -> bool:
        """Whether anything in it may be a mention, so that its language matters."""
        return bool(self.readings or self.plain)

    def candidates(self) -> tuple[int, int]:
        """Where in folded text the first of them starts and the last ends; there must be one."""
        starts = [*(reading.start for reading in self.readings), *(hit[0] for hit in self.plain)]
        ends = [*(reading.end for reading in self.readings), *(hit[1] for hit in self.plain)]
        return min(starts), max(ends)


class Verdict(NamedTuple):
    """What became of a candidate: a mention, or what stopped it.

    Attributes:
        term: the name that it is, of those that the span may be.
        by: the kind of rule that stopped it (`boundary`, `language`, `trap`, `context`); empty
            for a mention.
        because: what that rule saw: the trap, the word, the language.
    """

    field: Field
    reading: Reading
    term: Term
    by: str = ""
    because: str = ""

    @property
    def concept(self) -> str:
        """The concept it is a mention of, or would have been."""
        return self.term.concept


class _Trap(NamedTuple):
    language: str
    start: int
    end: int


class Evidence(NamedTuple):
    """What reads traps and contexts; shared by all articles."""

    traps: Reader
    contexts: Reader


class Judge:
    """Judges the readings of one article."""

    def __init__(
        self,
        evidence: Evidence,
        fields: Sequence[Field],
        language: Language,
        hint: str | None,
        passage_language: PassageLanguage,
    ) -> None:
        """Take what there is to know of the article.

        Args:
            evidence: reads its traps and contexts.
            fields: all of its fields.
            language: what it is in.
            hint: what its publisher says it is in.
            passage_language: asked about a name in a language that the article is not in.
        """
        self._evidence = evidence
        self._fields = fields
        self._code = language.code
        self._languages = _possible_languages(language, hint)
        self._passage_language = passage_language
        self._traps: dict[FieldName, dict[str, list[_Trap]]] = {}
        self._in_article: dict[re.Pattern[str], str | None] = {}

    def decide(self, field: Field, readings: Sequence[Reading]) -> Verdict:
        """The verdict on readings of the same span: that of the first name that counts.

        Names in the language of the article come first, then those in languages that it may be
        taken for. When the words around a name speak against it in one of them, no language
        further off has a say: China is Thursday in Shona, whatever it is in Chewa.
        """
        first: Verdict | None = None
        nearest = _FOREIGN
        for distance, term, reading in self._ranked(readings):
            if first and first.by == "context" and distance > nearest:
                break
            verdict = self._judge(field, reading, term, distance)
            if not verdict.by:
                return verdict
            if first is None:
                first, nearest = verdict, distance
        assert first is not None  # noqa: S101 - names are never empty
        return first

    def _ranked(self, readings: Sequence[Reading]) -> Iterable[tuple[int, Term, Reading]]:
        """The names of readings by how far their language is from that of the article."""
        if len(readings) == 1:
            reading = readings[0]
            return ((d, term, reading) for d, term in self._rank(reading.names))
        ranked = ((d, t, reading) for reading in readings for d, t in self._rank(reading.names))
        return sorted(ranked, key=itemgetter(0))

    def _rank(self, names: Names) -> tuple[tuple[int, Term], ...]:
        key = (self._code, self._languages)
        if key not in names.ranked:
            if len(names.ranked) >= _MOST_RANKINGS:
                names.ranked.clear()
            ranked = ((self._distance(term), term) for term in names.terms)
            names.ranked[key] = tuple(sorted(ranked, key=itemgetter(0)))
        return names.ranked[key]

    def _distance(self, term: Term) -> int:
        code = term.alias.language
        if code in {self._code, ANY_LANGUAGE}:
            return 0
        return 1 if base_language(code) in self._languages else _FOREIGN

    def _judge(self, field: Field, reading: Reading, term: Term, distance: int) -> Verdict:
        alias = term.alias
        if distance == _FOREIGN and not self._counts_abroad(field, reading, term):
            return Verdict(field, reading, term, "language", language_rules(alias.language).name)
        trap = self._trap_over(field, reading, term)
        if trap is not None:
            return Verdict(field, reading, term, "trap", field.folded.text[trap.start : trap.end])
        if alias.needs and not self._has_context(term.concept, alias.needs):
            return Verdict(field, reading, term, "context", f"no mention of {alias.needs}")
        objection = self._objection(field, reading, term)
        return Verdict(field, reading, term, "context" if objection else "", objection)

    def _counts_abroad(self, field: Field, reading: Reading, term: Term) -> bool:
        """Whether a name counts in text that is not in its language."""
        alias = term.alias
        if alias.distinct:
            return True
        if not alias.bound:
            surface = field.folded.text[reading.start : reading.end]
            if term.shape is not Shape.WORD or surface.casefold() == alias.text.casefold():
                return True
        start, _ = field.folded.span(reading.start, reading.end)
        passage = self._passage_language(field.name, start)
        return base_language(alias.language) in _possible_languages(passage, None)

    def _objection(self, field: Field, reading: Reading, term: Term) -> str:
        """What the words around a reading have against it; empty where they have nothing."""
        alias = term.alias
        if not (alias.unless or alias.only):
            return ""
        place = Place(field.folded.text, reading.word_start, reading.word_end)
        around = alias.language, place, self._find_in_article
        if alias.unless and (word := found_in(alias.unless, *around)):
            return f"“{word}” is there"
        if alias.only and not found_in(alias.only, *around):
            return "none of the words that it needs is there"
        return ""

    def _trap_over(self, field: Field, reading: Reading, term: Term) -> _Trap | None:
        """The trap that covers a reading."""
        if field.name not in self._traps:
            self._traps[field.name] = self._traps_in(field)
        traps = self._traps[field.name].get(term.concept, ())
        languages = _trap_languages(self._code, term.alias.language)
        first = bisect_left(traps, reading.end - _LONGEST_TRAP, key=attrgetter("start"))
        for trap in islice(traps, first, None):
            if trap.start > reading.start:
                break
            if trap.end >= reading.end and trap.language in languages:
                return trap
        return None

    def _traps_in(self, field: Field) -> dict[str, list[_Trap]]:
        """The traps around the candidates of a field by concept, in the order of their start."""
        traps = dict[str, list[_Trap]]()
        first, last = field.candidates()
        first, last = max(0, first - _AROUND), last + _AROUND
        text, codes = field.folded.text[first:last], field.folded.codes[first:last]
        for found in self._evidence.traps.read_all(text, codes, self._code):
            reading = found.moved(first)
            for term in reading.names.terms:
                if not self._objection(field, reading, term):
                    language = base_language(term.alias.language)
                    trap = _Trap(language, reading.start, reading.end)
                    traps.setdefault(term.concept, []).append(trap)
        for of_concept in traps.values():
            of_concept.sort(key=attrgetter("start"))
        return traps

    def _has_context(self, concept: str, context: str) -> bool:
        """Whether a context of a concept is anywhere in the article."""
        return (concept, context) in self._contexts

    @cached_property
    def _contexts(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (term.concept, term.alias.context)
            for field in self._fields
            for reading in self._evidence.contexts.read_all(
                field.folded.text, field.folded.codes, self._code
            )
            for term in reading.names.terms
        )

    def _find_in_article(self, regex: re.Pattern[str]) -> str | None:
        """What a pattern first matches in the article; looked for once, not for each candidate."""
        if regex not in self._in_article:
            hits = (regex.search(field.folded.text) for field in self._fields)
            self._in_article[regex] = next((hit.group(1) for hit in hits if hit), None)
        return self._in_article[regex]


@lru_cache(maxsize=10_000)
def _trap_languages(article: str, name: str) -> frozenset[str]:
    """Whose traps hold for a name: everybody's, the article's and the name's own language's."""
    return frozenset((ANY_LANGUAGE, base_language(article), base_language(name)))


def _possible_languages(language: Language, hint: str | None) -> frozenset[str]:
    """The languages a text may be in: those named, and those that each may be taken for."""
    unsure = language.runner_up if language.confidence < _UNSURE else None
    return _with_likes(language.code, unsure, hint)


@lru_cache(maxsize=10_000)
def _with_likes(*codes: str | None) -> frozenset[str]:
    possible = set()
    for code in codes:
        if code and code != UNDETERMINED:
            possible |= {base_language(code), *language_rules(code).like}
    return frozenset(possible)


@lru_cache(maxsize=10_000)
def base_language(code: str) -> str:
    """The language of a BCP 47 code, without script and region."""
    return code.replace("_", "-").partition("-")[0].lower()
