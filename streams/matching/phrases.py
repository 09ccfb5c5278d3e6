"""The phrases behind one string, told apart by the other words that each of them needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from streams.matching.automaton import Automaton, compile_automaton
from streams.matching.terms import Term


class Phrases:
    """Many phrases hold the same name; an automaton over their other words says which may stand.

    Attributes:
        length: of the longest, in words, or in code points where there are none.
    """

    __slots__ = ("_parts", "_terms", "_words", "length")

    def __init__(self, terms: Sequence[Term]) -> None:
        self.length = max(term.length for term in terms)
        self._terms = tuple(terms)
        # A part is numbered; it is there when any of its strings is.
        self._parts: list[int] = []
        strings: list[tuple[str, int]] = []
        for number, term in enumerate(terms):
            for part in term.parts:
                strings.extend((string, len(self._parts)) for string in part)
                self._parts.append(number)
        self._words = Automaton(compile_automaton(strings))

    def possible_in(self, window: str) -> Iterator[Term]:
        """The phrases of which `window` holds every part."""
        found = {
            part
            for _, _, string in self._words.scan(window)
            for part in self._words.meanings(string)
        }
        counts = Counter(self._parts[part] for part in found)
        for number, term in enumerate(self._terms):
            if counts[number] == len(term.parts):
                yield term
