"""What matching has to know of each code point, in one table."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.matching.characters import HANGUL_LETTER, LATIN_LETTER, OTHER_LETTER
from streams.matching.foldable import FOLDABLE, JOINED_LETTERS, MARKS

#: Classes of a code point: which words it is a letter of (`æ` is one of two kinds), or a digit; and
#: whether folding may change it, is a mark that takes the letter before it along, or a letter that
#: a non-joiner may join.
LATIN, HANGUL, OTHER, DIGIT, FOLDED, MARK, JOINED = 1, 2, 4, 8, 16, 32, 64
#: The letters among them.
LETTER = LATIN | HANGUL | OTHER
#: Beyond it there is nothing of any class: Han, tags, private use.
SIZE = 0x20000

Classes = NDArray[np.uint8]


@cache
def letter_classes() -> Classes:
    """The classes of each code point below `SIZE`."""
    every = "".join(chr(code) if not 0xD800 <= code < 0xE000 else "\0" for code in range(SIZE))
    patterns = ((LATIN, LATIN_LETTER), (HANGUL, HANGUL_LETTER), (OTHER, OTHER_LETTER))
    folding = ((FOLDED, FOLDABLE), (MARK, MARKS), (JOINED, JOINED_LETTERS))
    table = np.zeros(SIZE, np.uint8)
    for number, pattern in (*patterns, *folding):
        for run in re.finditer(f"(?:{pattern})+", every):
            table[run.start() : run.end()] |= number
    table[[code for code, character in enumerate(every) if character.isdigit()]] |= DIGIT
    table[0xD800:0xE000] = FOLDED  # halves of pairs, left out above
    table.flags.writeable = False
    return table
