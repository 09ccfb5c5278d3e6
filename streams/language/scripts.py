"""Which script each code point belongs to, as far as news is written in it.

Ranges follow the blocks of Unicode 16 (`Blocks.txt`); only letters and the marks that belong to
them count, so digits, signs and punctuation inside a block have no script. Codes are ISO 15924.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes

Counts = NDArray[np.int64]

#: No script at all: digits, punctuation, symbols, emoji, controls, lone surrogates.
COMMON = "Zyyy"
#: Marks that compose with the letter before: a text that has any may have to be composed first.
INHERITED = "Zinh"

_BLOCKS: dict[str, tuple[tuple[int, int], ...]] = {
    "Latn": (
        (0x0041, 0x005A), (0x0061, 0x007A), (0x00AA, 0x02AF), (0x1D00, 0x1D25), (0x1D2C, 0x1D5C),
        (0x1D62, 0x1D65), (0x1D6B, 0x1D77), (0x1D79, 0x1DBE), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F),
        (0xA722, 0xA7FF), (0xAB30, 0xAB64), (0xFB00, 0xFB06), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A),
    ),
    "Grek": ((0x0370, 0x03FF), (0x1F00, 0x1FFF)),
    "Cyrl": ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "Armn": ((0x0531, 0x058F), (0xFB13, 0xFB17)),
    "Hebr": ((0x0591, 0x05F4), (0xFB1D, 0xFB4F)),
    "Arab": (
        (0x0610, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC),
    ),
    "Syrc": ((0x0700, 0x074F), (0x0860, 0x086F)),
    "Thaa": ((0x0780, 0x07BF),),
    "Nkoo": ((0x07C0, 0x07FF),),
    "Deva": ((0x0900, 0x097F), (0xA8E0, 0xA8FF)),
    "Beng": ((0x0980, 0x09FF),),
    "Guru": ((0x0A00, 0x0A7F),),
    "Gujr": ((0x0A80, 0x0AFF),),
    "Orya": ((0x0B00, 0x0B7F),),
    "Taml": ((0x0B80, 0x0BFF),),
    "Telu": ((0x0C00, 0x0C7F),),
    "Knda": ((0x0C80, 0x0CFF),),
    "Mlym": ((0x0D00, 0x0D7F),),
    "Sinh": ((0x0D80, 0x0DFF),),
    "Thai": ((0x0E00, 0x0E7F),),
    "Laoo": ((0x0E80, 0x0EFF),),
    "Tibt": ((0x0F00, 0x0FFF),),
    "Mymr": ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "Geor": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    "Ethi": ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    "Cher": ((0x13A0, 0x13FF), (0xAB70, 0xABBF)),
    "Cans": ((0x1400, 0x167F), (0x18B0, 0x18FF)),
    "Tglg": ((0x1700, 0x171F),),
    "Khmr": ((0x1780, 0x17FF),),
    "Mong": ((0x1800, 0x18AF),),
    "Olck": ((0x1C50, 0x1C7F),),
    "Tfng": ((0x2D30, 0x2D7F),),
    "Hira": ((0x3041, 0x309F),),
    "Kana": ((0x30A1, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D)),
    "Bopo": ((0x3105, 0x312F), (0x31A0, 0x31BF)),
    "Yiii": ((0xA000, 0xA48F),),
    "Java": ((0xA980, 0xA9DF),),
    "Mtei": ((0xABC0, 0xABFF), (0xAAE0, 0xAAFF)),
    "Hang": ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97F), (0xAC00, 0xD7FB)),
    "Hani": (
        (0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
    ),
    "Adlm": ((0x1E900, 0x1E95F),),
}  # fmt: skip

SCRIPTS = (COMMON, INHERITED, *_BLOCKS)
INDEX = {script: number for number, script in enumerate(SCRIPTS)}

#: One ideograph or syllable says as much as a short word in letters; counting it double keeps
#: Latin brand names from winning a headline.
WEIGHTS = np.array([2 if s in {"Hani", "Hira", "Kana", "Hang"} else 1 for s in SCRIPTS])
WEIGHTS[:2] = 0

#: Code points that tell the shares of scripts well enough.
_ENOUGH = 1_000

#: Blocks this large hold letters only, and asking for each would cost the start-up.
_ALL_LETTERS = frozenset({"Hani", "Hang", "Yiii"})


@cache
def script_table() -> NDArray[np.uint8]:
    """For each code point the index of its script in `SCRIPTS`."""
    table = np.zeros(0x110000, dtype=np.uint8)
    table[0x0300:0x0370] = INDEX[INHERITED]
    for script, blocks in _BLOCKS.items():
        number = INDEX[script]
        for first, last in blocks:
            if script in _ALL_LETTERS:
                table[first : last + 1] = number
                continue
            for code in range(first, last + 1):
                if unicodedata.category(chr(code))[0] in "LM":
                    table[code] = number
    return table


def count_scripts(codes: Codes) -> Counts:
    """How many letters of each script `codes` has, by index in `SCRIPTS`; [0] counts the rest.

    Of a long text every n-th code point is counted: shares are all that matters.
    """
    step = -(-len(codes) // _ENOUGH) or 1
    counts = np.bincount(script_table()[codes[::step]], minlength=len(SCRIPTS))
    if step > 1 and not counts[2:].any():
        return np.bincount(script_table()[codes], minlength=len(SCRIPTS))
    return counts
