"""Which characters make a word, and where one ends.

A word is a run of letters and their marks in one script. Latin, Hangul, and the other scripts with
spaces are told apart, so that `China` is a word in `China는` and in `Chinaలో`; scripts that write
no spaces (Han, kana, Thai, Lao, Khmer, Burmese, Tibetan) have no words in this sense, and their
characters are boundaries to the letters of the others, as in `在China投资`. Digits, underscores,
apostrophes and hyphens are boundaries everywhere.
"""

from __future__ import annotations

import re
import unicodedata

#: Scripts without spaces between words, as ranges of a character class.
_UNSPACED = (
    r"\u0e00-\u0eff"  # Thai, Lao
    r"\u0f00-\u0fff"  # Tibetan
    r"\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    r"\u1780-\u17ff"  # Khmer
    r"\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_HANGUL = r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
#: Latin letters and their marks. The modifier letters among them are apostrophes of Uzbek,
#: Ukrainian and Hawaiian as well, which are letters there.
_LATIN = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0300-\u036f"
    r"\u1d00-\u1dff\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f"
)
APOSTROPHES = "'’ʼ‘ʻ`´׳"
#: Ossetian types its ӕ as the Latin one; a non-joiner joins two letters of the Arabic script into
#: one word (folding has taken away every other).
_ALSO_OTHERS = "æÆ\u200c"
#: Beyond it there are no letters but Han.
_LAST = 0x1FFFF


def _others() -> str:
    """Letters and marks of the other scripts with spaces, as ranges of a character class.

    Code points that are not assigned count with their neighbours: fewer ranges are compiled sooner.
    """
    no_others = re.compile(rf"[\d_{_UNSPACED}{_HANGUL}{_LATIN}]")
    ranges: list[list[int]] = []
    bridge = True
    for code in range(_LAST + 1):
        character = chr(code)
        category = unicodedata.category(character)
        letter = category[0] in "LMN" and not no_others.match(character)
        letter |= character in _ALSO_OTHERS
        if letter and ranges and bridge:
            ranges[-1][1] = code
        elif letter:
            ranges.append([code, code])
        bridge = letter or (bridge and category == "Cn")
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


#: One letter or mark of a kind, as a regular expression.
LATIN_LETTER = f"[{_LATIN}]"
HANGUL_LETTER = f"[{_HANGUL}]"
_OTHER = _others()
OTHER_LETTER = f"[{_OTHER}]"
#: One letter or mark of any script with spaces.
ANY_LETTER = f"[{_LATIN}{_HANGUL}{_OTHER}]"

#: One letter or mark of a script without spaces.
UNSPACED_CHARACTER = f"[{_UNSPACED}]"

#: Signs that belong to the syllable before them: a name that one follows has not ended.
#: Thai and Lao write some vowels as letters (Unicode Standard 16.1, 16.2).
SYLLABLE_GOES_ON = (
    r"[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e"
    r"\u0eb0-\u0ebd\u0ec8-\u0ece"
    r"\u0f71-\u0f84\u0f90-\u0fbc"
    r"\u102b-\u103e\u1056-\u1059\u105e-\u1060"
    r"\u17b4-\u17d3]"
)
#: The scripts that this is about.
SYLLABIC = r"[\u0e00-\u109f\u1780-\u17ff\uaa60-\uaa7f]"
#: Vowels written before the consonant that they follow in speech: a name does not start there.
SYLLABLE_STARTED = r"[\u0e40-\u0e44\u0ec0-\u0ec4]"

_find_unspaced = re.compile(UNSPACED_CHARACTER).search
_find_syllabic = re.compile(SYLLABIC).search


class _Kinds(dict[str, str]):
    """Character → the expression of the letters that it makes words with; empty for none.

    Filled as characters are met: a look-up costs a tenth of a match.
    """

    def __missing__(self, character: str) -> str:
        kinds = (LATIN_LETTER, HANGUL_LETTER, OTHER_LETTER)
        kind = next((kind for kind in kinds if re.fullmatch(kind, character)), "")
        self[character] = kind
        return kind


_KINDS = _Kinds()


def is_unspaced(text: str) -> bool:
    """Whether `text` has a character of a script that writes no spaces between words."""
    return _find_unspaced(text) is not None


def is_syllabic(text: str) -> bool:
    """Whether `text` is in a script that groups letters into syllables, without spaces."""
    return _find_syllabic(text) is not None


def letter_of(text: str) -> str:
    """The regular expression of one letter of the kind that the words of `text` are made of."""
    return next(filter(None, map(_KINDS.__getitem__, text)), OTHER_LETTER)
