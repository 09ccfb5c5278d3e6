"""Hashes of strings, and where filters tell of them: for numbers and for whole arrays of them.

Everything is an unsigned 64-bit integer and wraps around.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", np.uint64, NDArray[np.uint64])

_FIRST, _SECOND, _THIRD = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
)
SEED, _SHIFT = np.uint64(0x27220A95FE9D0B57), np.uint64(29)
#: The filter of positions is three tables, one after the other: for strings of one code point,
#: of two, and for the first three of longer ones; as powers of two.
_ONE, _TWO, _THREE = 16, 14, 17
POSITIONS = (1 << _ONE) + (1 << _TWO) + (1 << _THREE)
_LOW = np.uint64((1 << _ONE) - 1)
_TO_TWO, _TO_THREE = np.uint64(64 - _TWO), np.uint64(64 - _THREE)
_AFTER_ONE, _AFTER_TWO = np.uint64(1 << _ONE), np.uint64((1 << _ONE) + (1 << _TWO))


def hashed(state: T, code: T) -> T:
    """The hash of a string and one more code point; it begins with `SEED`."""
    state = (state ^ code) * _FIRST
    return state ^ (state >> _SHIFT)


def place_of_one(first: T) -> T:
    """Where the filter of positions tells of strings of one code point."""
    return first & _LOW


def place_of_two(first: T, second: T) -> T:
    """Where it tells of strings of two."""
    return _AFTER_ONE + ((first * _FIRST + second * _SECOND) >> _TO_TWO)


def place_of_three(first: T, second: T, third: T) -> T:
    """Where it tells of strings that begin with these three."""
    mixed: T = first * _FIRST + second * _SECOND + third * _THIRD
    return _AFTER_TWO + (mixed >> _TO_THREE)


PLACES: tuple[Callable[..., NDArray[np.uint64]], ...] = (place_of_one, place_of_two, place_of_three)
