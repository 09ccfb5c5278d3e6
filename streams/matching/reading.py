"""What the text around a hit reads: which names stand there in full, and where their span is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from streams.matching.automaton import Automaton
from streams.matching.characters import is_unspaced, is_word_character, word_around
from streams.matching.concept import ANY_LANGUAGE
from streams.matching.pattern import Shape
from streams.matching.terms import Term, Terms

#: How many code points may stand between two words of a phrase.
_GAP = 4
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


class Reader:
    """Reads the hits of one automaton; remembers the words it has read."""

    __slots__ = ("_automaton", "_memory", "_strings", "_terms")

    def __init__(self, terms: Terms, automaton: Automaton) -> None:
        self._terms = terms
        self._automaton = automaton
        self._strings: dict[int, tuple[tuple[Term, ...], tuple[Term, ...], bool]] = {}
        self._memory: dict[tuple[int, str, str], tuple[tuple[Term, int, int], ...]] = {}

    def read(self, text: str, hit: tuple[int, int, int], language: str) -> Iterator[Reading]:
        """The readings of one hit.

        Args:
            text: folded text.
            hit: start, end and string, from the automaton.
            language: of the article, for names in no language in particular.
        """
        start, end, string = hit
        words, others, generic = self._strings.get(string) or self._sort(string)
        if words:
            first, last = word_around(text, start, end)
            key = (string, text[first:last], language if generic else "")
            known = self._memory.get(key)
            if known is None:
                known = self._remember(key, words)
            for term, offset, length in known:
                yield Reading(term, first + offset, first + offset + length, first, last)
        for term in others:
            match = _match_around(term, text, start, end, language)
            if match:
                yield Reading(term, *match.span("core"), *match.span())

    def _sort(self, string: int) -> tuple[tuple[Term, ...], tuple[Term, ...], bool]:
        """The terms behind a string: words, others, and whether a word is in no language."""
        terms = [self._terms[number] for number in self._automaton.meanings(string)]
        words = tuple(term for term in terms if term.shape is Shape.WORD)
        self._strings[string] = (
            words,
            tuple(term for term in terms if term.shape is not Shape.WORD),
            any(term.alias.language == ANY_LANGUAGE for term in words),
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


def _starts(text: str, start: int, end: int, term: Term) -> list[int]:
    """Where a mention with an anchor at `text[start:end]` may start, the farthest first."""
    if is_unspaced(term.alias.text):
        return list(range(max(0, start - term.length), start + 1))
    first, _ = word_around(text, start, end)
    starts = [first]
    for _ in range(term.length - 1):
        place = first
        while place > 0 and first - place <= _GAP and not is_word_character(text[place - 1]):
            place -= 1
        if place in {0, first} or first - place > _GAP:
            break
        first, _ = word_around(text, place - 1, place)
        starts.append(first)
    return starts[::-1]


def _match_around(
    term: Term, text: str, start: int, end: int, language: str
) -> re.Match[str] | None:
    """A match of a term that is not one word, over its anchor at `text[start:end]`.

    It starts at the anchor or at one of the words before it; of several, the longest is taken.
    """
    regex = term.regex(language)
    if term.shape is Shape.STRING:
        return regex.match(text, start)
    for place in _starts(text, start, end, term):
        match = regex.match(text, place)
        if match and end <= match.end():
            return match
    return None
