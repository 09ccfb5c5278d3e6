"""The phrases behind one string, told apart by the other words that each of them needs."""

from __future__ import annotations

from collections.abc import Sequence

from streams.matching.terms import Term

#: How many sets of words are remembered with the phrases that they may be.
_MEMORY = 10_000


class Phrases:
    """Many phrases hold the same name: the strings around it say which of them may stand there.

    Attributes:
        length: of the longest, in words, or in code points where there are none.
    """

    __slots__ = ("_memory", "_parts", "_terms", "length")

    def __init__(self, terms: Sequence[Term]) -> None:
        self.length = max(term.length for term in terms)
        self._terms = tuple((term, [frozenset(part) for part in term.parts]) for term in terms)
        self._parts = frozenset(s for term in terms for part in term.parts for s in part)
        # Text holds few words of phrases, and the same ones again and again.
        self._memory: dict[frozenset[int], tuple[Term, ...]] = {}

    def possible_among(self, strings: frozenset[int]) -> tuple[Term, ...]:
        """The phrases of which every part is among the strings that were found."""
        strings &= self._parts
        terms = self._memory.get(strings)
        if terms is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            terms = self._memory[strings] = tuple(
                term for term, parts in self._terms if not any(map(strings.isdisjoint, parts))
            )
        return terms
