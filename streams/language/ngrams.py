"""The evidence in a text's n-grams, added up by code that numba compiles.

A word is a run of letters of one script, lower-cased, with a boundary mark on both sides. Its
features are its n-grams of one to five code points and, up to a length, the word as a whole. Each
has a 32-bit key; the model lists, for the keys it knows, how much they speak for which language.

Everything is integers, so that the sums are the same on every machine, and the same as those of
`ngrams_numpy`, which does without numba. Plain functions in the subset of Python that numba
compiles: loops here cost nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes
from streams.compiling import compiled
from streams.language.features import (
    BOUNDARY,
    BREAK,
    CAPITAL,
    COMMON_WORD,
    GUEST,
    LETTER,
    LIMIT,
    MAX_ORDER,
    MAX_WHOLE,
    MAX_WORD,
    MIX,
    NAME,
    PRIME,
    SEED,
    SKIP,
    WHOLE,
    WORDS_ONLY,
)
from streams.language.model import ZERO, Letters, Scores

Keys = NDArray[np.uint64]
Table = NDArray[np.uint32]
Postings = NDArray[np.uint8]


@compiled("int64(uint64[::1], int64, int64, uint64[::1])", writes=[3])
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


@compiled(
    "int64(uint64[::1], int64, int64, uint32[:,::1], uint64, uint8[:,::1], int32[::1])",
    writes=[0, 6],
)
def add_keys(  # noqa: PLR0917 - numba calls by position
    keys: Keys,
    count: int,
    factor: int,
    table: Table,
    slots: np.uint64,
    postings: Postings,
    scores: Scores,
) -> int:
    """Add what the model knows of `keys[:count]`, so many times, to the scores; how many it knows.

    The other arguments are those of `add_span`.
    """
    known = 0
    # First all look-ups, then all sums: so the memory answers several at a time.
    for number in range(count):
        key = keys[number]
        slot = (key * slots) >> np.uint64(32)
        while table[slot, 0] < key:
            slot += np.uint64(1)
        if table[slot, 0] == key:
            keys[known] = table[slot, 1]
            known += 1
    for number in range(known):
        begin = keys[number] >> np.uint64(7)
        for place in range(begin, begin + (keys[number] & np.uint64(127))):
            weight = np.int32(postings[place, 1]) - ZERO
            scores[postings[place, 0]] += np.int32(weight * factor)
    return known


@compiled("int64(uint32[::1], int64, int64, uint32[::1])")
def after_word(codes: Codes, start: int, end: int, letters: Letters) -> int:
    """Where the word ends that begins before `start`, or `end`; `start` where there is none."""
    place = start
    if place > 0:
        while place < end and codes[place - 1] < LIMIT and letters[codes[place - 1]] != BREAK:
            place += 1
    return place


@compiled(
    "int64(uint32[::1], int64, int64, int64, uint32[::1],"
    " uint32[:,::1], uint64, uint8[:,::1], int32[::1])",
    writes=[8],
)
def add_span(  # noqa: PLR0917 - numba calls by position
    codes: Codes,
    start: int,
    end: int,
    longest: int,
    letters: Letters,
    table: Table,
    slots: np.uint64,
    postings: Postings,
    scores: Scores,
) -> int:
    """Add the features of the words that begin in `codes[start:end]`.

    Args:
        codes: the code points of the text.
        start: where to begin; a word that begins before is passed over.
        end: where to stop; a word that begins before is finished.
        longest: which features count, see `word_keys`.
        letters: what each code point is, see `features.letters_of`.
        table: keys, and where the postings of each are, see `model.laid_out`.
        slots: how many slots of the table a key may belong to.
        postings: languages and weights.
        scores: the sums, one for each language, added to in place.

    Returns:
        How many features are known, each counted as often as its word counts.
    """
    word = np.empty(MAX_WORD + 2, np.uint64)
    word[0] = BOUNDARY
    keys = np.empty((MAX_WORD + 2) * MAX_ORDER + 1, np.uint64)
    length = 0
    native = capital = False
    found = 0
    place = after_word(codes, start, end, letters)
    while length > 0 or place < end:
        letter = BREAK
        if place < len(codes) and codes[place] < LIMIT:
            letter = letters[codes[place]]
        if letter == BREAK:
            if native and length <= MAX_WORD:
                word[length + 1] = BOUNDARY
                count = word_keys(word, length + 2, longest, keys)
                factor = NAME if capital else COMMON_WORD
                known = add_keys(keys, count, factor, table, slots, postings, scores)
                found += factor * known
            length = 0
            native = False
        elif letter != SKIP:
            if letter < GUEST:
                native = True
            if length == 0:
                capital = letter & CAPITAL != 0
            if length < MAX_WORD:
                word[length + 1] = letter & LETTER
            length += 1
        place += 1
    return found
