"""Dictionaries are made here: strings are collected, and laid out for `scanning`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from streams.code_points import code_points
from streams.matching import hashing
from streams.matching.dictionary import CompiledDictionary
from streams.matching.scanning import (
    ANYWHERE,
    BESIDE,
    ENDS,
    FLAGS,
    GOES_ON,
    INSIDE,
    STARTING,
)

#: An empty slot of the table has the highest hash there is.
_EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
#: Of so many bytes of the filter of prefixes one is taken, at the most.
_SPARSE = 8


class DictionaryBuilder:
    """Collects strings, and the numbers that they stand for."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        self._meanings: list[list[int]] = []
        self._inside: list[bool] = []
        # What a string needs beside it: nothing, where a set is empty.
        self._witnesses: list[set[int] | None] = []

    def add(self, string: str, *, inside: bool) -> int:
        """Look for a string, which stands for nothing as long as nobody says what.

        Args:
            string: not empty.
            inside: whether it may stand inside a word, as far as who asks for it is concerned.

        Returns:
            The number of the string, which `Dictionary.scan` tells it by.
        """
        number = self._strings.setdefault(string, len(self._meanings))
        if number == len(self._meanings):
            self._meanings.append([])
            self._inside.append(False)
            self._witnesses.append(None)
        self._inside[number] |= inside
        return number

    def mean(self, string: int, meaning: int, witnesses: Iterable[int] = ()) -> None:
        """A string stands for a number, besides those that it had.

        Args:
            string: its number.
            meaning: what it stands for.
            witnesses: strings of which one is wherever it means that; none where nobody knows.
        """
        self._meanings[string].append(meaning)
        known, added = self._witnesses[string], set(witnesses)
        # One meaning that needs nothing beside it is enough.
        self._witnesses[string] = (
            known | added if known and added else added if known is None else set()
        )

    def compile(self) -> CompiledDictionary:
        """The dictionary of all that was added."""
        witnesses = [found or () for found in self._witnesses]
        first = len(witnesses) + 1
        begins = accumulate(map(len, witnesses), initial=first)
        flags = [
            INSIDE * inside | BESIDE * (not meanings)
            for inside, meanings in zip(self._inside, self._meanings, strict=True)
        ]
        strings = _Strings(list(self._strings), np.array(flags, np.uint64))
        table, slots = strings.table()
        return CompiledDictionary(
            positions=strings.positions().tobytes(),
            prefixes=strings.prefixes().tobytes(),
            table=table.tobytes(),
            slots=slots,
            witnesses=array("I", chain(begins, *map(sorted, witnesses))).tobytes(),
            meanings=array("I", chain.from_iterable(self._meanings)).tobytes(),
            ends=array("I", accumulate(map(len, self._meanings))).tobytes(),
        )


class _Strings:
    """Strings as arrays of code points and hashes."""

    def __init__(self, strings: Sequence[str], flags: NDArray[np.uint64]) -> None:
        """`flags`: of each string, see `scanning.INSIDE`."""
        self._codes = code_points("".join(strings)).astype(np.uint64)
        self._lengths = np.fromiter(map(len, strings), np.int64, len(strings))
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._flags = flags
        self._hashes = np.full(len(strings), hashing.SEED)
        #: The hashes of what begins a string and is none itself, by length.
        self._begun: list[NDArray[np.uint64]] = []
        for length in range(1, self._lengths.max(initial=0) + 1):
            long = np.flatnonzero(self._lengths >= length)
            codes = self._codes[self._starts[long] + (length - 1)]
            self._hashes[long] = hashing.hashed(self._hashes[long], codes)
            self._begun.append(np.unique(self._hashes[self._lengths > length]))

    def positions(self) -> NDArray[np.uint8]:
        """The filter of positions."""
        found = np.zeros(hashing.POSITIONS, np.uint8)
        inside = (self._flags & np.uint64(INSIDE)).astype(bool)
        for kind, chosen in ((ANYWHERE, inside), (STARTING, ~inside)):
            for length, place in enumerate(hashing.PLACES, start=1):
                of_length = self._lengths == length if length < 3 else self._lengths >= length
                starts = self._starts[chosen & of_length]
                found[place(*(self._codes[starts + i] for i in range(length)))] |= kind
        return found

    def prefixes(self) -> NDArray[np.uint8]:
        """The filter of what begins strings, and of whole strings."""
        begun = np.concatenate((*self._begun, self._hashes[:0]))
        size = 1 << (_SPARSE * (len(begun) + len(self._hashes)) + 1).bit_length()
        found = np.zeros(size, np.uint8)
        for kind, hashes in ((GOES_ON, begun), (ENDS, self._hashes)):
            found[hashes & np.uint64(size - 1)] |= kind
        return found

    def table(self) -> tuple[NDArray[np.uint64], int]:
        """The table of strings by their hashes, and of how many slots each may belong to one.

        Hashes ascend, so that a miss is soon known: a hash is in the slot that its upper half
        tells, or in the next free one; beyond the last there always is an empty one.
        """
        order = np.argsort(self._hashes)
        hashes, numbers = self._hashes[order], np.arange(len(order))
        slots = len(hashes) * 4 // 3 + 1
        half = np.uint64(32)
        own = (((hashes >> half) * np.uint64(slots)) >> half).astype(np.int64)
        taken = np.maximum.accumulate(own - numbers) + numbers
        table = np.full((max(slots, taken.max(initial=0) + 1) + 1, 2), _EMPTY)
        table[taken, 0] = hashes
        table[taken, 1] = (order.astype(np.uint64) << np.uint64(FLAGS)) | self._flags[order]
        return table, slots
