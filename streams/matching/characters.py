"""Which characters make a word, and where one ends.

A word is a run of letters and their marks. Scripts that write no spaces (Han, kana, Thai, Lao,
Khmer, Burmese, Tibetan) have no words in this sense: their characters are boundaries to the
letters of the others, so that `China` is a word in `在China投资`. Hangul has words of its own, so
that `China` is one in `China는` as well. Digits and underscores are boundaries everywhere.
"""

from __future__ import annotations

import re
import unicodedata

#: Scripts without spaces between words, as ranges of a character class.
UNSPACED_RANGES = (
    r"\u0e00-\u0eff"  # Thai, Lao
    r"\u0f00-\u0fff"  # Tibetan
    r"\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    r"\u1780-\u17ff"  # Khmer
    r"\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
HANGUL_RANGES = r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"


def _mark_ranges() -> str:
    """Every combining mark of the scripts with spaces, as ranges of a character class."""
    unspaced = re.compile(f"[{UNSPACED_RANGES}]")
    codes = [
        code
        for code in (*range(0x300, 0x1E00), *range(0x20D0, 0x2100), *range(0xA66F, 0xAC00))
        if unicodedata.category(chr(code)).startswith("M") and not unspaced.match(chr(code))
    ]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_MARKS = _mark_ranges()
#: U+200C between two letters of the Arabic script joins them into one word (folding has taken
#: away every other U+200C); U+02BC and U+02BB are letters of Uzbek, Ukrainian and Hawaiian.
_JOINERS = "\u200c"

#: One letter or mark of a script with spaces, Hangul apart; as a regular expression.
LETTER = rf"(?:[^\W\d_{UNSPACED_RANGES}{HANGUL_RANGES}]|[{_MARKS}{_JOINERS}])"
#: One Hangul syllable or letter.
HANGUL = rf"[{HANGUL_RANGES}]"

#: Signs that belong to the syllable before them: a name that one follows has not ended.
#: Thai and Lao write some vowels as letters (Unicode Standard 16.1, 16.2).
SYLLABLE_GOES_ON = (
    r"[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e"
    r"\u0eb0-\u0ebd\u0ec8-\u0ece"
    r"\u0f71-\u0f84\u0f90-\u0fbc"
    r"\u102b-\u103e\u1056-\u1059\u105e-\u1060"
    r"\u17b4-\u17d3]"
)
#: Vowels written before the consonant that they follow in speech: a name does not start there.
SYLLABLE_STARTED = r"[\u0e40-\u0e44\u0ec0-\u0ec4]"

_WORD_CHARACTER = re.compile(LETTER)
_HANGUL_CHARACTER = re.compile(HANGUL)
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED_RANGES}]")


def is_unspaced(text: str) -> bool:
    """Whether `text` has a character of a script that writes no spaces between words."""
    return _UNSPACED_CHARACTER.search(text) is not None


def is_hangul(text: str) -> bool:
    """Whether `text` has a Hangul character."""
    return _HANGUL_CHARACTER.search(text) is not None


def letter_of(text: str) -> str:
    """The regular expression of one letter of the kind that `text`'s words are made of."""
    return HANGUL if is_hangul(text) else LETTER


def word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The word that `text[start:end]` lies in, as a half-open range of code points.

    Args:
        text: folded text.
        start: where a run of letters starts.
        end: where it ends; `text[start]` decides which letters count.
    """
    is_letter = (
        _HANGUL_CHARACTER.match if _HANGUL_CHARACTER.match(text, start) else _WORD_CHARACTER.match
    )
    while start > 0 and is_letter(text, start - 1):
        start -= 1
    size = len(text)
    while end < size and is_letter(text, end):
        end += 1
    return start, end
