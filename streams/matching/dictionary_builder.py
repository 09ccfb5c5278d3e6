"""Dictionaries are made here: strings are collected, and laid out for `scanning`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

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


Pairs = NDArray[np.uint32]


class DictionaryBuilder:
    """Collects strings, and the numbers that they stand for."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        # By string; and flat, as there may be millions: a string, and one of the numbers it has.
        self._flags = bytearray()
        self._alone = bytearray()
        self._meanings = array("I")
        self._witnesses = array("I")

    def add(self, string: str, *, inside: bool) -> int:
        """Look for a string, which stands for nothing as long as nobody says what.

        Args:
            string: not empty.
            inside: whether it may stand inside a word, as far as who asks for it is concerned.

        Returns:
            The number of the string, which `Dictionary.scan` tells it by.
        """
        number = self._strings.setdefault(string, len(self._flags))
        if number == len(self._flags):
            self._flags.append(BESIDE)
            self._alone.append(False)
        if inside:
            self._flags[number] |= INSIDE
        return number

    def mean(self, string: int, meaning: int, witnesses: Iterable[int] = ()) -> None:
        """A string stands for a number, besides those that it had.

        Args:
            string: its number.
            meaning: what it stands for.
            witnesses: strings of which one is wherever it means that; none where nobody knows.
        """
        self._flags[string] &= ~BESIDE
        self._meanings.extend((string, meaning))
        before = len(self._witnesses)
        for witness in witnesses:
            self._witnesses.extend((string, witness))
        # One meaning that needs nothing beside it is enough.
        self._alone[string] |= len(self._witnesses) == before

    def compile(self) -> CompiledDictionary:
        """The dictionary of all that was added."""
        count = len(self._flags)
        strings = _Strings(list(self._strings), np.array(self._flags, np.uint64))
        table, slots = strings.table()
        meanings, ends = _by_string(self._meanings, count)
        pairs = np.frombuffer(self._witnesses, np.uint32).reshape(-1, 2)
        alone = np.frombuffer(self._alone, np.bool_)
        witnesses, behind = _by_string(np.unique(pairs[~alone[pairs[:, 0]]], axis=0), count)
        first = np.uint32(count + 1)
        return CompiledDictionary(
            positions=strings.positions().tobytes(),
            prefixes=strings.prefixes().tobytes(),
            table=table.tobytes(),
            slots=slots,
            witnesses=np.concatenate(([first], behind + first, witnesses))
            .astype(np.uint32)
            .tobytes(),
            meanings=meanings.tobytes(),
            ends=ends.tobytes(),
        )


def _by_string(pairs: Pairs | array[int], count: int) -> tuple[Pairs, Pairs]:
    """The numbers of all strings, string after string, and where those of each end."""
    found = np.asarray(pairs, np.uint32).reshape(-1, 2)
    ordered = found[np.argsort(found[:, 0], kind="stable"), 1]
    ends = np.cumsum(np.bincount(found[:, 0], minlength=count), dtype=np.uint32)
    return ordered, ends


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
