"""The phrases behind one string, told apart by the other words that each of them needs."""

from __future__ import annotations

from collections.abc import Sequence

from streams.matching.automaton import Automaton, compile_automaton
from streams.matching.terms import Term

#: How many sets of words are remembered with the phrases that they may be.
_MEMORY = 10_000


class Phrases:
    """Many phrases hold the same name: an automaton over their other words says which may stand.

    Attributes:
        length: of the longest, in words, or in code points where there are none.
    """

    __slots__ = (
        "_automaton",
        "_complete",
        "_meanings",
        "_memory",
        "_terms",
        "_without_parts",
        "length",
    )

    def __init__(self, terms: Sequence[Term]) -> None:
        self.length = max(term.length for term in terms)
        self._terms = tuple(terms)
        self._without_parts = [n for n, term in enumerate(terms) if not term.parts]
        #: By phrase, a bit for each of its parts.
        self._complete = [(1 << len(term.parts)) - 1 for term in terms]
        # By string, the phrases that have it in a part, each with the bit of that part.
        meanings: dict[str, list[tuple[int, int]]] = {}
        for number, term in enumerate(terms):
            for place, part in enumerate(term.parts):
                for string in part:
                    meanings.setdefault(string, []).append((number, 1 << place))
        self._automaton = Automaton(
            compile_automaton(zip(meanings, range(len(meanings)), strict=True))
        )
        self._meanings = list(meanings.values())
        # Windows hold few words of phrases, and the same ones again and again.
        self._memory: dict[frozenset[int], tuple[Term, ...]] = {}

    def possible_in(self, window: str) -> tuple[Term, ...]:
        """The phrases of which `window` holds every part."""
        strings = frozenset([string for _, _, string in self._automaton.scan(window)])
        terms = self._memory.get(strings)
        if terms is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            terms = self._memory[strings] = self._with_parts(strings)
        return terms

    def _with_parts(self, strings: frozenset[int]) -> tuple[Term, ...]:
        """The phrases of which every part is among `strings`."""
        found: dict[int, int] = {}
        for string in strings:
            for number, bit in self._meanings[string]:
                found[number] = found.get(number, 0) | bit
        complete = [number for number, bits in found.items() if bits == self._complete[number]]
        return tuple(self._terms[number] for number in sorted((*self._without_parts, *complete)))
