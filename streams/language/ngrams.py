"""The evidence in a text's n-grams, added up by code that numba compiles.

A word is a run of letters of one script, lower-cased, with a boundary mark on both sides. Its
features are its n-grams of one to five code points and, up to a length, the word as a whole. Each
has a 32-bit key; the model lists, for the keys it knows, how much they speak for which language.

Everything is integers, so that the sums are the same on every machine, and the same as those of
`ngrams_numpy`, which does without numba. Plain functions in the subset of Python that numba
compiles: loops here cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from streams.language.features import (
    BOUNDARY,
    BREAK,
    GUEST,
    LIMIT,
    MAX_ORDER,
    MAX_WHOLE,
    MAX_WORD,
    MIX,
    PRIME,
    SEED,
    SKIP,
    WHOLE,
    WORDS_ONLY,
)
from streams.language.model import ZERO, Letters, Scores
from streams.language.scripts import Codes

Keys = NDArray[np.uint64]
Table = NDArray[np.uint32]
Postings = NDArray[np.uint8]

#: Code points come from `np.frombuffer`, which gives an array that cannot be written to.
_CODES = types.Array(types.uint32, 1, "C", readonly=True)
_KEYS, _SCORES = types.uint64[::1], types.int32[::1]
_TABLE, _POSTINGS = types.uint32[:, ::1], types.uint8[:, ::1]


_F = TypeVar("_F", bound=Callable[..., object])


def _compiled(signature: object) -> Callable[[_F], _F]:
    """Compile for one signature at import, once per machine where a cache can be written."""

    def decorate(function: _F) -> _F:
        try:
            compiled = njit(signature, nogil=True, cache=True)(function)
        except RuntimeError:  # no place for a cache: a read-only file system
            compiled = njit(signature, nogil=True)(function)
        return cast(_F, compiled)

    return decorate


@_compiled(types.int64(_KEYS, types.int64, types.int64, _KEYS))
def word_keys(word: Keys, size: int, longest: int, keys: Keys) -> int:
    """Write the keys of the features of one padded word to `keys`; how many they are.

    Args:
        word: its code points, boundaries included.
        size: how many these are.
        longest: the order of the longest n-grams; `WHOLE` for all, and the word itself;
            `WORDS_ONLY` for the word alone.
        keys: room for the result.
    """
    top = min(longest, MAX_ORDER)
    entire = (longest in (WHOLE, WORDS_ONLY)) and size <= MAX_WHOLE + 2
    count = 0
    for first in range(size):
        state = SEED
        for last in range(first, size):
            order = last - first + 1
            if order > top and (first > 0 or not entire):
                break
            state = (state ^ word[last]) * PRIME
            state ^= state >> np.uint64(29)
            whole = first == 0 and last == size - 1
            if (order > top and not whole) or (order == 1 and word[first] == BOUNDARY):
                continue
            key = (state ^ (state >> np.uint64(32))) * MIX
            keys[count] = (key ^ (key >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
            count += 1
    return count


@_compiled(types.int64(_KEYS, types.int64, _TABLE, _POSTINGS, _SCORES))
def add_keys(keys: Keys, count: int, table: Table, postings: Postings, scores: Scores) -> int:
    """Add what the model knows of `keys[:count]` to the scores; how many it knows."""
    slots = np.uint64(len(table) - 1)
    found = 0
    # First all look-ups, then all sums: so the memory answers several at a time.
    for number in range(count):
        key = keys[number]
        slot = key & slots
        while table[slot, 1] != 0 and table[slot, 0] != key:
            slot = (slot + np.uint64(1)) & slots
        keys[found] = table[slot, 1]
        found += table[slot, 1] != 0
    for number in range(found):
        begin = keys[number] >> np.uint64(7)
        for entry in range(begin, begin + (keys[number] & np.uint64(127))):
            scores[postings[entry, 0]] += np.int32(postings[entry, 1]) - ZERO
    return found


@_compiled(
    types.int64(_CODES, types.int64, types.int64, types.int64, _CODES, _TABLE, _POSTINGS, _SCORES)
)
def add_span(  # noqa: PLR0917 - numba calls by position
    codes: Codes,
    start: int,
    end: int,
    longest: int,
    letters: Letters,
    table: Table,
    postings: Postings,
    scores: Scores,
) -> int:
    """Add the features of the words that begin in `codes[start:end]`; how many are known.

    Args:
        codes: the code points of the text.
        start: where to begin; a word that begins before is passed over.
        end: where to stop; a word that begins before is finished.
        longest: which features count, see `word_keys`.
        letters: what each code point is, see `features.letters_of`.
        table: by hash, a key, and where its postings begin (25 bits) and how many they are (7).
        postings: languages and weights.
        scores: the sums, one for each language, added to in place.
    """
    word = np.empty(MAX_WORD + 2, np.uint64)
    word[0] = BOUNDARY
    keys = np.empty((MAX_WORD + 2) * MAX_ORDER + 1, np.uint64)
    length = 0
    native = False
    found = 0
    place = start
    if place > 0:
        while place < end and codes[place - 1] < LIMIT and letters[codes[place - 1]] != BREAK:
            place += 1
    while length > 0 or place < end:
        letter = BREAK
        if place < len(codes) and codes[place] < LIMIT:
            letter = letters[codes[place]]
        if letter == BREAK:
            if native and length <= MAX_WORD:
                word[length + 1] = BOUNDARY
                count = word_keys(word, length + 2, longest, keys)
                found += add_keys(keys, count, table, postings, scores)
            length = 0
            native = False
        elif letter != SKIP:
            if letter < GUEST:
                native = True
            if length < MAX_WORD:
                word[length + 1] = letter & np.uint32(GUEST - 1)
            length += 1
        place += 1
    return found


@_compiled(types.void(types.uint32[::1], types.uint32[::1], _TABLE))
def fill_table(keys: NDArray[np.uint32], places: NDArray[np.uint32], table: Table) -> None:
    """Lay out keys and what they stand for in an empty table, whose size is a power of two."""
    slots = np.uint64(len(table) - 1)
    for entry in range(len(keys)):
        slot = np.uint64(keys[entry]) & slots
        while table[slot, 1] != 0:
            slot = (slot + np.uint64(1)) & slots
        table[slot, 0] = keys[entry]
        table[slot, 1] = places[entry]
