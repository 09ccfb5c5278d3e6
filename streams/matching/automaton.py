"""One automaton over all literal strings that are looked for, in every language at once."""

from __future__ import annotations

from collections.abc import Iterable

import daachorse


class Automaton:
    """Finds every occurrence of many strings in one pass, and tells what each stands for.

    The cost of a scan hardly grows with the number of strings (`make bench-matching`).
    """

    __slots__ = ("_daachorse", "_meanings")

    def __init__(self, strings: Iterable[tuple[str, int]]) -> None:
        """Build from pairs of a string and the number it stands for; strings may repeat."""
        meanings: dict[str, list[int]] = {}
        for string, meaning in strings:
            meanings.setdefault(string, []).append(meaning)
        self._meanings = [tuple(dict.fromkeys(found)) for found in meanings.values()]
        # An automaton over nothing cannot be built.
        self._daachorse = (
            daachorse.CharwiseDoubleArrayAhoCorasick(list(meanings)) if meanings else None
        )

    def scan(self, text: str) -> list[tuple[int, int, int]]:
        """Every occurrence as `(start, end, string)`, overlapping ones included.

        `start` and `end` are code points; `string` is the number to ask `meanings` about.
        """
        return [] if self._daachorse is None else self._daachorse.find_overlapping(text)

    def meanings(self, string: int) -> tuple[int, ...]:
        """The numbers that a string stands for."""
        return self._meanings[string]
