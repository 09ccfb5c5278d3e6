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


class _Known(NamedTuple):
    """The terms behind a string, by their shape.

    Attributes:
        generic: whether a word among them is in no language in particular.
        length: of the longest phrase.
    """

    words: tuple[Term, ...]
    strings: tuple[Term, ...]
    phrases: tuple[Term, ...]
    generic: bool
    length: int


class Reader:
    """Reads the hits of one automaton; remembers the words it has read."""

    __slots__ = ("_automaton", "_memory", "_strings", "_terms")

    def __init__(self, terms: Terms, automaton: Automaton) -> None:
        self._terms = terms
        self._automaton = automaton
        self._strings: dict[int, _Known] = {}
        self._memory: dict[tuple[int, str, str], tuple[tuple[Term, int, int], ...]] = {}

    def read(self, text: str, hit: tuple[int, int, int], language: str) -> Iterator[Reading]:
        """The readings of one hit.

        Args:
            text: folded text.
            hit: start, end and string, from the automaton.
            language: of the article, for names in no language in particular.
        """
        start, end, string = hit
        known = self._strings.get(string) or self._sort(string)
        if known.words:
            first, last = word_around(text, start, end)
            key = (string, text[first:last], language if known.generic else "")
            readings = self._memory.get(key)
            if readings is None:
                readings = self._remember(key, known.words)
            for term, offset, length in readings:
                yield Reading(term, first + offset, first + offset + length, first, last)
        for term in known.strings:
            if match := term.regex(language).match(text, start):
                yield Reading(term, *match.span("core"), *match.span())
        if known.phrases:
            window = text[max(0, start - _REACH) : end + _REACH]
            starts = _starts(text, start, end, known.length)
            for term in known.phrases:
                if term.may_be_in(window):
                    match = _longest_match(term.regex(language), text, starts, end)
                    if match:
                        yield Reading(term, *match.span("core"), *match.span())

    def _sort(self, string: int) -> _Known:
        terms = [self._terms[number] for number in self._automaton.meanings(string)]
        words = tuple(term for term in terms if term.shape is Shape.WORD)
        phrases = tuple(term for term in terms if term.shape is Shape.PHRASE)
        self._strings[string] = _Known(
            words=words,
            strings=tuple(term for term in terms if term.shape is Shape.STRING),
            phrases=phrases,
            generic=any(term.alias.language == ANY_LANGUAGE for term in words),
            length=max((term.length for term in phrases), default=0),
        )
        return self._strings[string]

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


def _longest_match(
    regex: re.Pattern[str], text: str, starts: Sequence[int], end: int
) -> re.Match[str] | None:
    """The match that starts first, and reaches over the anchor."""
    for start in starts:
        match = regex.match(text, start)
        if match and end <= match.end():
            return match
    return None
