"""What the text around a hit reads: which names stand there in full, and where their span is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streams.matching.automaton import Automaton
from streams.matching.characters import is_unspaced, word_around, word_starts_before
from streams.matching.concept import ANY_LANGUAGE
from streams.matching.pattern import Shape
from streams.matching.terms import Term, Terms

#: A hit of an automaton: start and end in folded text, and the number of the string.
Hit = tuple[int, int, int]

#: How far from its anchor the words of a phrase are looked for, in code points.
_REACH = 150
#: How many words are remembered with what they read; text repeats its words.
_MEMORY = 200_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A name that stands in the text, as far as the word itself tells.

    Offsets are into folded text: `start`–`end` is the span, `word_start`–`word_end` the whole word
    or phrase, with its proclitics and particles.
    """

    term: Term
    start: int
    end: int
    word_start: int
    word_end: int


class _Shapes(NamedTuple):
    """Terms behind a string by their shape; `length` is that of the longest phrase."""

    words: tuple[Term, ...]
    strings: tuple[Term, ...]
    phrases: tuple[Term, ...]
    length: int

    @classmethod
    def of(cls, terms: Sequence[Term]) -> _Shapes:
        words, strings, phrases = (
            tuple(term for term in terms if term.shape is shape)
            for shape in (Shape.WORD, Shape.STRING, Shape.PHRASE)
        )
        return cls(words, strings, phrases, max((term.length for term in phrases), default=0))


class Reader:
    """Reads the hits of one automaton; remembers the words it has read."""

    __slots__ = ("_automaton", "_memory", "_strings", "_terms")

    def __init__(self, terms: Terms, automaton: Automaton) -> None:
        self._terms = terms
        self._automaton = automaton
        # By string: the terms in some language, and those in none in particular.
        self._strings: dict[int, tuple[_Shapes, _Shapes]] = {}
        self._memory: dict[tuple[int, str, str], tuple[tuple[Term, int, int], ...]] = {}

    def read(self, text: str, hit: Hit) -> Iterator[Reading]:
        """The names of some language that stand at a hit in folded text."""
        return self._read(self._shapes(hit[2])[0], text, hit, "")

    def has_plain_names(self, hit: Hit) -> bool:
        """Whether a name in no language in particular is behind a hit."""
        return any(self._shapes(hit[2])[1])

    def read_plain(self, text: str, hit: Hit, language: str) -> Iterator[Reading]:
        """The names in no language in particular, under the rules of the text's language."""
        return self._read(self._shapes(hit[2])[1], text, hit, language)

    def read_all(self, text: str, hit: Hit, language: str) -> Iterator[Reading]:
        """Both."""
        yield from self.read(text, hit)
        yield from self.read_plain(text, hit, language)

    def _shapes(self, string: int) -> tuple[_Shapes, _Shapes]:
        known = self._strings.get(string)
        if known is None:
            terms = [self._terms[number] for number in self._automaton.meanings(string)]
            plain = [term for term in terms if term.alias.language == ANY_LANGUAGE]
            known = _Shapes.of([term for term in terms if term not in plain]), _Shapes.of(plain)
            self._strings[string] = known
        return known

    def _read(self, terms: _Shapes, text: str, hit: Hit, language: str) -> Iterator[Reading]:
        start, end, string = hit
        if terms.words:
            first, last = word_around(text, start, end)
            key = (string, text[first:last], language)
            readings = self._memory.get(key)
            if readings is None:
                readings = self._remember(key, terms.words)
            for term, offset, length in readings:
                yield Reading(term, first + offset, first + offset + length, first, last)
        for term in terms.strings:
            if match := term.regex(language).match(text, start):
                yield Reading(term, *match.span("core"), *match.span())
        if terms.phrases:
            window = text[max(0, start - _REACH) : end + _REACH]
            starts = _starts(text, start, end, terms.length)
            for term in terms.phrases:
                if term.may_be_in(window):
                    found = _match_over(term.regex(language), text, starts, end)
                    if found:
                        yield Reading(term, *found.span("core"), *found.span())

    def _remember(
        self, key: tuple[int, str, str], terms: tuple[Term, ...]
    ) -> tuple[tuple[Term, int, int], ...]:
        _, word, language = key
        found = []
        for term in terms:
            match = term.regex(language).fullmatch(word)
            if match:
                start, end = match.span("core")
                found.append((term, start, end - start))
        if len(self._memory) >= _MEMORY:
            self._memory.clear()
        self._memory[key] = tuple(found)
        return self._memory[key]


def _starts(text: str, start: int, end: int, length: int) -> list[int]:
    """Where a phrase with an anchor at `text[start:end]` may start, the farthest first."""
    if is_unspaced(text[start:end]):
        return list(range(max(0, start - length), start + 1))
    first, _ = word_around(text, start, end)
    return [*reversed(word_starts_before(text, first, length - 1)), first]


def _match_over(
    regex: re.Pattern[str], text: str, starts: Sequence[int], end: int
) -> re.Match[str] | None:
    """The match that starts first and reaches over the anchor."""
    for start in starts:
        match = regex.match(text, start)
        if match and end <= match.end():
            return match
    return None
