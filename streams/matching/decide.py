"""The two steps of matching: find the candidates of an article, then decide them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from streams.matching.characters import word_around
from streams.matching.judge import Field, Judge, PassageLanguage, Verdict
from streams.matching.normalise import Folded
from streams.matching.reading import Reader, Reading
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
        self._evidence = Reader(terms, terms.evidence)

    def find(self, texts: Sequence[tuple[FieldName, str]]) -> list[Field]:
        """The fields with what the automaton found; an empty list where it found nothing."""
        fields = []
        for name, text in texts:
            folded = Folded(text)
            fields.append(Field(name, folded, self._terms.names.scan(folded.text)))
        return fields if any(field.hits for field in fields) else []

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
        judge = Judge(
            terms=self._terms,
            reader=self._evidence,
            fields=fields,
            language=language,
            hint=hint,
            passage_language=passage_language,
        )
        verdicts = []
        for field in fields:
            best: dict[tuple[str, int, int], Verdict] = {}
            for hit in field.hits:
                readings = sorted(
                    self._names.read(field.folded.text, hit, language.code),
                    key=lambda reading: (
                        judge.is_foreign(reading),
                        reading.term.alias.language != language.code,
                    ),
                )
                for reading in readings:
                    key = (reading.term.concept, reading.start, reading.end)
                    known = best.get(key)
                    if known and (not known.by or _is_final(known, reading, judge)):
                        continue
                    verdict = judge.judge(field, reading)
                    if not known or not verdict.by:
                        best[key] = verdict
                if explain and not readings:
                    for verdict in self._no_names(field, hit):
                        reading = verdict.reading
                        best.setdefault((verdict.concept, reading.start, reading.end), verdict)
            verdicts += _longest(best.values())
        return verdicts

    def _no_names(self, field: Field, hit: tuple[int, int, int]) -> Iterator[Verdict]:
        """A string that stands inside another word: one verdict for each concept it is from."""
        text = field.folded.text
        start, end, string = hit
        first, last = word_around(text, start, end)
        concepts = set()
        for number in self._terms.names.meanings(string):
            term = self._terms[number]
            if term.concept not in concepts:
                concepts.add(term.concept)
                reading = Reading(term, start, end, first, last)
                yield Verdict(field, reading, "boundary", text[first:last])


def _is_final(verdict: Verdict, reading: Reading, judge: Judge) -> bool:
    """Whether words of the article's own language have spoken against a name of another."""
    return (
        verdict.by == "context"
        and not judge.is_foreign(verdict.reading)
        and judge.is_foreign(reading)
    )


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
        reading.term.alias.tier != "core",
        reading.start,
    )
