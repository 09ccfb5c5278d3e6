"""Bosnian, Croatian and Serbian by rule: the reflexes of yat, and where Bosnian sides.

The corpora behind the lists mix the standards: the encyclopedias took over each other's articles,
Serbian has texts from Bosnia in it. Two regularities of the grammars put most of it right.
"""

from __future__ import annotations

from collections.abc import Iterator

from tools.language_model.frequencies import Shares

_VOWELS = "aeiou"


def separate(croatian: Shares, bosnian: Shares, serbian: Shares) -> None:
    """Sort the words of the three lists by standard, in place."""
    marked = set()
    for word in sorted(croatian.keys() | bosnian.keys()):
        for ekavian in _ekavian_forms(word):
            if _is_pair(word, ekavian, croatian, bosnian, serbian):
                marked |= {word, ekavian}
                serbian[word] = serbian.get(word, 0) / 10
                for shares in (croatian, bosnian):
                    if ekavian in shares:
                        shares[ekavian] /= 10
    # Bosnian has the sounds of Croatian, and of the vocabulary more that is Serbian.
    for word in sorted((croatian.keys() | serbian.keys()) - marked):
        west, east = croatian.get(word, 1e-8), serbian.get(word, 1e-8)
        if east > 3 * west:
            bosnian[word] = max(bosnian.get(word, 0), (bosnian.get(word, 1e-8) * east) ** 0.5)
        elif west > 3 * east and word in bosnian:
            bosnian[word] *= 0.4


def _ekavian_forms(word: str) -> Iterator[str]:
    """`word` with one `ije` or `je` after a consonant as `e`: mlijeko, mleko; mjesto, mesto."""
    for reflex in ("ije", "je"):
        place = word.find(reflex, 1)
        while place > 0:
            if word[place - 1] not in _VOWELS:
                yield f"{word[:place]}e{word[place + len(reflex) :]}"
            place = word.find(reflex, place + 1)


def _is_pair(word: str, ekavian: str, croatian: Shares, bosnian: Shares, serbian: Shares) -> bool:
    """Whether both are words, each the usual one on its side."""
    west = max(croatian.get(word, 0), bosnian.get(word, 0))
    east = serbian.get(ekavian, 0)
    return (
        east > 2e-6
        and east > serbian.get(word, 0)
        and west > max(croatian.get(ekavian, 0), bosnian.get(ekavian, 0))
    )
