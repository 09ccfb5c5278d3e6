"""All literal strings that are looked for, in every language at once, and what they stand for."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np

from streams.code_points import Codes
from streams.matching import scanning
from streams.matching.letters import letter_classes
from streams.records import Record

#: An occurrence of a string: where it starts and ends, its number, and where the word starts and
#: ends that it lies in (the nearest letters of it, where they go on for longer than any word).
Hit = list[int]


class Found(NamedTuple):
    """What stands in a text.

    Attributes:
        rows: every occurrence, in the order of their starts, as `scanning.find_strings` writes it.
        hits: those that stand for something, as far as the strings near them tell.
    """

    rows: scanning.Rows
    hits: list[Hit]


class CompiledDictionary(Record, frozen=True):
    """A dictionary as bytes.

    Attributes:
        positions, prefixes, table, slots, witnesses: as `scanning.find_strings` takes them.
        meanings: the numbers that strings stand for, string after string (uint32).
        ends: where the numbers of each string end in `meanings` (uint32).
    """

    positions: bytes
    prefixes: bytes
    table: bytes
    slots: int
    witnesses: bytes
    meanings: bytes
    ends: bytes


class Dictionary:
    """Finds every occurrence of many strings in one pass, and tells what each stands for.

    The cost of a scan hardly grows with the number of strings (`make bench-matching`).
    """

    __slots__ = ("_arrays", "_ends", "_meanings", "_witnesses")

    def __init__(self, compiled: CompiledDictionary) -> None:
        """Load what a `DictionaryBuilder` made."""
        self._arrays = (
            np.frombuffer(compiled.positions, np.uint8),
            np.frombuffer(compiled.prefixes, np.uint8),
            np.frombuffer(compiled.table, np.uint64).reshape(-1, 2),
            np.uint64(compiled.slots),
        )
        self._witnesses = np.frombuffer(compiled.witnesses, np.uint32)
        self._meanings = array("I", compiled.meanings)
        self._ends = array("I", compiled.ends)

    def scan(self, codes: Codes, *, everywhere: bool = False) -> Found:
        """Every occurrence in a text, overlapping ones included.

        Args:
            codes: the text.
            everywhere: also where a string is inside a word and nothing that it stands for is.
        """
        classes = letter_classes()
        rows = np.empty((len(codes) // 2 + 16, 4), np.int32)
        count = scanning.find_strings(codes, classes, *self._arrays, everywhere, rows)
        if count > len(rows):
            rows = np.empty((count, 4), np.int32)
            scanning.find_strings(codes, classes, *self._arrays, everywhere, rows)
        if not count:
            return _NOTHING
        chosen = np.empty((count, 5), np.int32)
        left = scanning.choose(codes, classes, rows, count, self._witnesses, chosen)
        return Found(rows[:count], chosen[:left].tolist())

    def meanings(self, string: int) -> array[int]:
        """The numbers that a string stands for."""
        start = self._ends[string - 1] if string else 0
        return self._meanings[start : self._ends[string]]


_NOTHING = Found(np.empty((0, 4), np.int32), [])
