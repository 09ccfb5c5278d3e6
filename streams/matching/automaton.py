"""One automaton over all literal strings that are looked for, in every language at once."""

from __future__ import annotations

from array import array
from itertools import accumulate, chain

from daachorse import CharwiseDoubleArrayAhoCorasick

from streams.records import Record


class CompiledAutomaton(Record, frozen=True):
    """An automaton as bytes: its states, and what its strings stand for.

    Attributes:
        states: as daachorse serialises them; empty for an automaton over nothing.
        meanings: the numbers that strings stand for, string after string (uint32).
        ends: where the numbers of each string end in `meanings` (uint32).
    """

    states: bytes
    meanings: bytes
    ends: bytes


class Automaton:
    """Finds every occurrence of many strings in one pass, and tells what each stands for.

    The cost of a scan hardly grows with the number of strings (`make bench-matching`).
    """

    __slots__ = ("_ends", "_meanings", "_states")

    def __init__(self, compiled: CompiledAutomaton) -> None:
        """Load what `compile_automaton` made."""
        self._states = (
            CharwiseDoubleArrayAhoCorasick.deserialize(compiled.states) if compiled.states else None
        )
        self._meanings = array("I", compiled.meanings)
        self._ends = array("I", compiled.ends)

    def scan(self, text: str) -> list[tuple[int, int, int]]:
        """Every occurrence as `(start, end, string)`, overlapping ones included.

        `start` and `end` are code points; `string` is the number to ask `meanings` about.
        """
        return [] if self._states is None else self._states.find_overlapping(text)

    def meanings(self, string: int) -> array[int]:
        """The numbers that a string stands for."""
        start = self._ends[string - 1] if string else 0
        return self._meanings[start : self._ends[string]]


class AutomatonBuilder:
    """Collects strings, and the numbers that they stand for."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        self._meanings: list[list[int]] = []

    def add(self, string: str, *meanings: int) -> int:
        """Look for a string; it stands for these numbers besides those that it had.

        Returns:
            The number of the string, which `Automaton.scan` tells it by.
        """
        number = self._strings.setdefault(string, len(self._meanings))
        if number == len(self._meanings):
            self._meanings.append([])
        self._meanings[number] += meanings
        return number

    def compile(self) -> CompiledAutomaton:
        """The automaton over all that was added."""
        strings = list(self._strings)
        return CompiledAutomaton(
            # An automaton over nothing cannot be built.
            states=CharwiseDoubleArrayAhoCorasick(strings).serialize() if strings else b"",
            meanings=array("I", chain.from_iterable(self._meanings)).tobytes(),
            ends=array("I", accumulate(map(len, self._meanings))).tobytes(),
        )
