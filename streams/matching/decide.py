"""The two steps of matching: find the candidates of an article, then decide them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter

from streams.matching.judge import Evidence, Field, Judge, PassageLanguage, Verdict
from streams.matching.normalise import Folded
from streams.matching.pattern import Shape
from streams.matching.reading import Names, Reader, Reading
from streams.matching.terms import Terms
from streams.records import FieldName, Language


class Matcher:
    """Finds and decides: one for each compiled set of concepts, shared by all articles.

    Each concept is decided on its own, so that adding one never changes what another finds.
    """

    __slots__ = ("_evidence", "_names", "_terms")

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._names = Reader(terms, terms.names)
        self._evidence = Evidence(Reader(terms, terms.traps), Reader(terms, terms.contexts))

    def find(self, texts: Sequence[tuple[FieldName, str]], *, explain: bool = False) -> list[Field]:
        """The fields, each with the names that stand in it, whatever language it is in.

        Args:
            texts: the fields of an article.
            explain: find the strings as well that are part of words which hold no name.
        """
        names, fields = self._names, []
        for name, text in texts:
            folded = Folded(text)
            hits = names.scan(folded.text, folded.codes, everywhere=explain)
            readings = [reading for hit in hits.worthwhile for reading in names.read(hits, hit)]
            plain = [hit for hit in hits.worthwhile if names.has_plain_names(hits, hit)]
            fields.append(Field(name, folded, hits, readings, plain))
        return fields

    def decide(
        self,
        fields: Sequence[Field],
        language: Language,
        hint: str | None,
        passage_language: PassageLanguage,
        *,
        explain: bool = False,
    ) -> list[Verdict]:
        """What becomes of each candidate, in the order of the text.

        Of overlapping mentions of one concept the longest counts.

        Args:
            fields: all fields of the article, from `find`.
            language: what the article is in.
            hint: what its publisher says it is in.
            passage_language: asked about a name in a language that the article is not in.
            explain: tell of the strings that turned out to be no name at all as well.
        """
        judge = Judge(self._evidence, fields, language, hint, passage_language)
        verdicts = []
        for field in fields:
            decided = [
                judge.decide(field, readings)
                for readings in self._by_span(field, language.code).values()
            ]
            if explain:
                decided += self._no_names(field, language.code)
            verdicts += _longest(decided)
        return verdicts

    def _by_span(self, field: Field, language: str) -> dict[tuple[str, int, int], list[Reading]]:
        """The readings of a field that say the same: concept and span."""
        read_plain, hits = self._names.read_plain, field.hits
        plain = (reading for hit in field.plain for reading in read_plain(hits, hit, language))
        spans: dict[tuple[str, int, int], list[Reading]] = {}
        for reading in chain(field.readings, plain):
            key = (reading.names.concept, reading.start, reading.end)
            spans.setdefault(key, []).append(reading)
        return spans

    def _no_names(self, field: Field, language: str) -> Iterator[Verdict]:
        """Strings that start a name, in words that are none: one verdict for each concept."""
        text = field.folded.text
        for start, end, string, first, last in field.hits.worthwhile:
            terms = [self._terms[number] for number in self._terms.names.meanings(string)]
            words = [term for term in terms if term.shape is not Shape.PHRASE]
            for term in sorted(words, key=lambda term: term.alias.language != language):
                reading = Reading(Names([term]), start, end, first, last)
                yield Verdict(field, reading, term, "boundary", text[first:last])


def _longest(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Of overlapping mentions of a concept the longest, and of what was stopped what is outside.

    A candidate inside a mention of its concept is part of that, whatever stopped it alone.
    """
    kept: dict[str, list[tuple[int, int, Verdict]]] = {}
    for verdict in sorted(verdicts, key=_precedence):
        start, end = verdict.reading.start, verdict.reading.end
        spans = kept.setdefault(verdict.concept, [])
        place = bisect_left(spans, start, key=itemgetter(0))
        free_before = place == 0 or spans[place - 1][1] <= start
        free_behind = place == len(spans) or end <= spans[place][0]
        if free_before and free_behind:
            spans.insert(place, (start, end, verdict))
    found = (verdict for spans in kept.values() for _, _, verdict in spans)
    return sorted(found, key=lambda verdict: (verdict.reading.start, verdict.reading.end))


def _precedence(verdict: Verdict) -> tuple[bool, bool, int, bool, int]:
    reading = verdict.reading
    return (
        bool(verdict.by),
        verdict.by == "boundary",
        reading.start - reading.end,
        verdict.term.alias.tier != "core",
        reading.start,
    )
