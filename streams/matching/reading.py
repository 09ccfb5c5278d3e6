"""What the text around a hit reads: which names stand there in full, and where their span is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from streams.code_points import Codes
from streams.matching.characters import is_unspaced
from streams.matching.concept import ANY_LANGUAGE
from streams.matching.dictionary import Dictionary, Found, Hit
from streams.matching.letters import letter_classes
from streams.matching.pattern import Shape
from streams.matching.phrases import Phrases
from streams.matching.scanning import REACH, starts_before
from streams.matching.terms import Term, Terms

#: How many words are remembered with what they read; text repeats its words.
_MEMORY = 200_000


class Names:
    """The names of one concept that a span may be, in whatever languages; never empty."""

    __slots__ = ("concept", "ranked", "terms")

    def __init__(self, terms: Sequence[Term]) -> None:
        self.concept = terms[0].concept
        self.terms = tuple(terms)
        #: Kept here by whoever ranks them: texts in the same language want the same order.
        self.ranked: dict[object, tuple[tuple[int, Term], ...]] = {}


class Reading(NamedTuple):
    """Names that stand in the text, as far as the word itself tells.

    Offsets are into folded text: `start`–`end` is the span, `word_start`–`word_end` the whole word
    or phrase, with its proclitics and particles.
    """

    names: Names
    start: int
    end: int
    word_start: int
    word_end: int

    def moved(self, by: int) -> Reading:
        """The same in a text of which this one is a part that starts at `by`."""
        names, *places = self
        return Reading(names, *(place + by for place in places))


class Hits:
    """What a dictionary found in one folded text.

    Attributes:
        text: the folded text.
        codes: its code points.
        worthwhile: the hits behind which a name may be, in the order of their starts.
    """

    __slots__ = ("_found", "_starts", "_strings", "codes", "text", "worthwhile")

    def __init__(self, text: str, codes: Codes, found: Found) -> None:
        self.text, self.codes, self.worthwhile = text, codes, found.hits
        self._found = found
        self._starts: list[int] = []
        self._strings: list[int] = []

    def around(self, hit: Hit) -> frozenset[int]:
        """The strings that were found near a hit: other words of a phrase may be among them."""
        if not self._starts:
            self._starts, self._strings = (
                self._found.rows[:, 0].tolist(),
                self._found.rows[:, 2].tolist(),
            )
        first = bisect_left(self._starts, hit[0] - REACH)
        last = bisect_left(self._starts, hit[1] + REACH)
        return frozenset(self._strings[first:last])


class _Behind:
    """The terms behind one string, by their shape."""

    __slots__ = ("phrases", "phrases_inside", "strings", "words")

    def __init__(self, terms: Sequence[Term]) -> None:
        self.words = tuple(term for term in terms if term.shape is Shape.WORD)
        strings = [term for term in terms if term.shape is Shape.STRING]
        self.strings = tuple((Names([term]), term) for term in strings)
        phrases = [term for term in terms if term.shape is Shape.PHRASE]
        self.phrases = Phrases(phrases) if phrases else None
        # Those that may stand where the string is inside a word, behind a proclitic.
        inside = [term for term in phrases if not term.starts_word]
        self.phrases_inside = Phrases(inside) if inside else None

    def may_stand_among(self, strings: frozenset[int]) -> bool:
        """Whether any of the terms may be there, as far as the strings that were found say."""
        return bool(
            self.words or self.strings or (self.phrases and self.phrases.possible_among(strings))
        )


class Reader:
    """Reads the hits of one dictionary; remembers the words it has read."""

    __slots__ = ("_behind", "_dictionary", "_memory", "_terms")

    def __init__(self, terms: Terms, dictionary: Dictionary) -> None:
        self._terms = terms
        self._dictionary = dictionary
        # By string: the terms in some language, and those in none in particular.
        self._behind: dict[int, tuple[_Behind, _Behind | None]] = {}
        self._memory: dict[tuple[int, str, str], tuple[tuple[Names, int, int], ...]] = {}

    def scan(self, text: str, codes: Codes, *, everywhere: bool = False) -> Hits:
        """Look for everything in folded text.

        Args:
            text: what is folded.
            codes: its code points.
            everywhere: look inside words that hold no name, too.
        """
        return Hits(text, codes, self._dictionary.scan(codes, everywhere=everywhere))

    def read(self, hits: Hits, hit: Hit) -> Iterator[Reading]:
        """The names of some language that stand at a hit."""
        return self._read(self._terms_behind(hit[2])[0], hits, hit, "")

    def has_plain_names(self, hits: Hits, hit: Hit) -> bool:
        """Whether a name in no language in particular may be behind a hit."""
        plain = self._terms_behind(hit[2])[1]
        return plain is not None and plain.may_stand_among(hits.around(hit))

    def read_plain(self, hits: Hits, hit: Hit, language: str) -> Iterator[Reading]:
        """The names in no language in particular, under the rules of the text's language."""
        plain = self._terms_behind(hit[2])[1]
        return self._read(plain, hits, hit, language) if plain else iter(())

    def read_all(self, text: str, codes: Codes, language: str) -> Iterator[Reading]:
        """Both, at every hit in folded text."""
        hits = self.scan(text, codes)
        for hit in hits.worthwhile:
            yield from self.read(hits, hit)
            yield from self.read_plain(hits, hit, language)

    def _terms_behind(self, string: int) -> tuple[_Behind, _Behind | None]:
        known = self._behind.get(string)
        if known is None:
            terms = [self._terms[number] for number in self._dictionary.meanings(string)]
            plain = [term for term in terms if term.alias.language == ANY_LANGUAGE]
            others = [term for term in terms if term.alias.language != ANY_LANGUAGE]
            known = _Behind(others), _Behind(plain) if plain else None
            self._behind[string] = known
        return known

    def _read(self, behind: _Behind, hits: Hits, hit: Hit, language: str) -> Iterator[Reading]:
        start, end, string, first, last = hit
        text = hits.text
        if behind.words:
            key = (string, text[first:last], language)
            readings = self._memory.get(key)
            if readings is None:
                readings = self._remember(key, behind.words)
            for names, offset, length in readings:
                yield Reading(names, first + offset, first + offset + length, first, last)
        for names, term in behind.strings:
            if match := term.regex(language).match(text, start):
                yield Reading(names, *match.span("core"), *match.span())
        phrases = behind.phrases if first == start else behind.phrases_inside
        if phrases:
            possible = phrases.possible_among(hits.around(hit))
            starts = _starts(hits, hit, phrases.length) if possible else []
            for term in possible:
                found = _match_over(term.regex(language), text, starts[-term.length :], end)
                if found:
                    yield Reading(Names([term]), *found.span("core"), *found.span())

    def _remember(
        self, key: tuple[int, str, str], terms: tuple[Term, ...]
    ) -> tuple[tuple[Names, int, int], ...]:
        """What a word reads: the names that it is a form of, together where the span is one."""
        _, word, language = key
        spans: dict[tuple[str, int, int], list[Term]] = {}
        for term in terms:
            if match := term.regex(language).fullmatch(word):
                spans.setdefault((term.concept, *match.span("core")), []).append(term)
        if len(self._memory) >= _MEMORY:
            self._memory.clear()
        self._memory[key] = tuple(
            (Names(found), start, end - start) for (_, start, end), found in spans.items()
        )
        return self._memory[key]


def _starts(hits: Hits, hit: Hit, length: int) -> list[int]:
    """Where a phrase may start, the farthest first.

    Args:
        hits: what was found in the text.
        hit: the anchor of the phrase.
        length: of the phrase, at the most.
    """
    start, first = hit[0], hit[3]
    if is_unspaced(hits.text[start]):
        return list(range(max(0, start - length + 1), start + 1))
    starts = np.empty(length - 1, np.int32)
    count = starts_before(hits.codes, letter_classes(), first, starts)
    return [*starts[:count][::-1].tolist(), first]


def _match_over(
    regex: re.Pattern[str], text: str, starts: Sequence[int], end: int
) -> re.Match[str] | None:
    """The match that starts first and reaches over the anchor."""
    for start in starts:
        match = regex.match(text, start)
        if match and end <= match.end():
            return match
    return None
