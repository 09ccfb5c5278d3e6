"""What the n-gram engine sees of a text: words of one script, and the keys of their n-grams."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.language.scripts import INDEX, script_table

#: The longest n-gram; the longest word that is a feature as a whole; the longest that counts.
MAX_ORDER, MAX_WHOLE, MAX_WORD = 5, 24, 60
#: Beside the orders of n-grams: all of them and the word as a whole, and the word alone.
WHOLE, WORDS_ONLY = MAX_ORDER + 1, 0
#: `_`, which is no letter, on both sides of a word.
BOUNDARY = np.uint64(0x5F)

#: How much words count: half where they begin with a capital, for most of these are names, which
#: news in every language has in common. Where all do, as in German or a headline in capitals, it
#: makes no difference to the order of languages.
NAME, COMMON_WORD = 1, 2

#: The hash: FNV-1a over code points with a wider multiplier, finished as in SplitMix64.
SEED = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xD6E8FEB86659FD93)

#: What `letters_of` tells besides the letter: no letter of the script; a mark that is passed
#: over; and, as bits, a capital, and a letter of another script that counts inside a word only.
BREAK, SKIP = np.uint32(0), np.uint32(1)
CAPITAL, GUEST = np.uint32(1 << 20), np.uint32(1 << 21)
LETTER = CAPITAL - np.uint32(1)
#: Code points from here on are no letters of any script that the engine tells languages of.
LIMIT = 0x10000

#: Latin letters that stand in for Cyrillic ones they look like: publishers' systems and careless
#: keyboards produce them, in Serbian whole articles of them.
_LATIN_FOR_CYRILLIC = dict(zip("aceopxyijs", "асеорхуіјѕ", strict=True))


#: Marks that are written or left out at will: accents that no precomposed letter has (tones and
#: stress), Arabic vowel signs and the tatweel.
_MARKS = (
    *range(0x0300, 0x0370),
    *range(0x064B, 0x0660),
    0x0640,
    0x0670,
)


@cache
def letters_of(script: str) -> NDArray[np.uint32]:
    """For each code point below `LIMIT` the lower-case letter that it is in words of `script`."""
    letters = np.full(LIMIT, BREAK, dtype=np.uint32)
    for code in np.flatnonzero(script_table()[:LIMIT] == INDEX[script]):
        # A few capitals lower to a letter and a mark (İ): the letter counts.
        lower = chr(code).lower()[0]
        letters[code] = ord(lower) | (CAPITAL if lower != chr(code) else 0)
    for code in _MARKS:
        letters[code] = SKIP
    if script == "Cyrl":
        for latin, cyrillic in _LATIN_FOR_CYRILLIC.items():
            letters[ord(latin)] = GUEST | ord(cyrillic)
            letters[ord(latin.upper())] = GUEST | CAPITAL | ord(cyrillic)
    return letters
