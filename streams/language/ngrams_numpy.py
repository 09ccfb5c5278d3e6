"""The evidence in a text's n-grams where numba is not installed: the same sums, more slowly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes
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

Keys = NDArray[np.uint32]
Factors = NDArray[np.int32]
_States = NDArray[np.uint64]


def span_keys(
    codes: Codes, start: int, end: int, letters: NDArray[np.uint32], longest: int = WHOLE
) -> tuple[Keys, Factors]:
    """The keys of the features of the words that begin in `codes[start:end]`, with repeats.

    With each goes how often it counts. `ngrams.add_span` says what a word and a feature are,
    `ngrams.word_keys` what `longest` is.
    """
    values = np.append(letters[np.minimum(codes, LIMIT - 1)], BREAK)
    while 0 < start < end and values[start - 1] != BREAK:
        start += 1
    while start < end < len(codes) and values[end - 1] != BREAK:
        end += 1
    values = values[start:end]
    values = values[values != SKIP]
    padded, sizes, word_factors = _padded_words(values)
    factors = np.repeat(word_factors, sizes)
    starts = np.cumsum(sizes) - sizes
    # How many code points of its word there are from each one on.
    left = np.repeat(starts + sizes, sizes) - np.arange(len(padded))
    states = np.full(len(padded), SEED, np.uint64)
    places = np.arange(len(padded))
    top = min(longest, MAX_ORDER)
    found, found_factors = [np.empty(0, np.uint32)], [np.empty(0, np.int32)]
    for order in range(1, (MAX_WHOLE + 2 if longest in {WHOLE, WORDS_ONLY} else top) + 1):
        if order == top + 1:
            places = starts[(sizes > top) & (sizes <= MAX_WHOLE + 2)]
        places = places[left[places] >= order]
        states[places] = _step(states[places], padded[places + order - 1])
        if order == 1 <= top:
            complete = places[padded[places] != BOUNDARY]
        elif order <= top:
            complete = places
        else:
            complete = places[left[places] == order]
        found.append(_key(states[complete]))
        found_factors.append(factors[complete])
    return np.concatenate(found), np.concatenate(found_factors)


def _padded_words(values: NDArray[np.uint32]) -> tuple[_States, NDArray[np.intp], Factors]:
    """The words among `values` with their boundaries, one after the other; sizes and factors."""
    edges = np.diff(np.concatenate(([0], values != BREAK, [0])).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    natives = np.concatenate(([0], np.cumsum((values != BREAK) & (values < GUEST))))
    kept = (natives[ends] > natives[starts]) & (ends - starts <= MAX_WORD)
    starts, ends = starts[kept], ends[kept]
    sizes = ends - starts + 2
    padded = np.full(int(sizes.sum()), BOUNDARY, np.uint64)
    first = np.cumsum(sizes) - sizes + 1
    inside = np.arange(len(padded)) - np.repeat(first, sizes)
    letter = (inside >= 0) & (inside < np.repeat(ends - starts, sizes))
    source = np.repeat(starts, sizes) + inside
    padded[letter] = values[source[letter]] & LETTER
    capitals = values[starts] & CAPITAL != 0
    return padded, sizes, np.where(capitals, NAME, COMMON_WORD).astype(np.int32)


def _step(states: _States, codes: _States) -> _States:
    states = (states ^ codes) * PRIME
    return states ^ (states >> np.uint64(29))


def _key(states: _States) -> Keys:
    keys = (states ^ (states >> np.uint64(32))) * MIX
    return (keys ^ (keys >> np.uint64(32))).astype(np.uint32)
