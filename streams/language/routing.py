"""Script facts first: what the letters alone say about the language."""

from __future__ import annotations

from typing import NamedTuple

from streams.language.scripts import COMMON, INDEX, SCRIPTS, WEIGHTS, Counts

_HAN, _HIRAGANA, _KATAKANA, _HANGUL = (INDEX[s] for s in ("Hani", "Hira", "Kana", "Hang"))
#: Japanese mixes kana into its Han characters; Chinese has none but in names it quotes. One kana
#: to ten Han is far above the one and far below the other.
_KANA_TO_HAN = 0.1


class Route(NamedTuple):
    """The main script of a text."""

    #: ISO 15924; `Jpan` where kana are mixed in, `Hani` where Han characters stand alone.
    script: str
    #: How much of the letters is in that script, 0 to 1.
    share: float


NOTHING = Route(COMMON, 0.0)


def route(counts: Counts) -> Route:
    """The main script by `count_scripts`; `NOTHING` where there is no letter."""
    weighed = counts * WEIGHTS
    total = int(weighed.sum())
    if total == 0:
        return NOTHING
    kana = int(weighed[_HIRAGANA] + weighed[_KATAKANA])
    han, hangul = int(weighed[_HAN]), int(weighed[_HANGUL])
    # Han characters go with the syllables they are mixed with.
    if han:
        weighed[_HIRAGANA] = weighed[_KATAKANA] = 0
        if hangul > han * _KANA_TO_HAN:
            weighed[_HANGUL], weighed[_HAN] = hangul + han, kana
        else:
            weighed[_HAN] = han + kana
    elif kana:
        weighed[_HIRAGANA], weighed[_KATAKANA] = kana, 0
    main = int(weighed.argmax())
    share = int(weighed[main]) / total
    if main in {_HAN, _HIRAGANA, _KATAKANA}:
        if kana > han * _KANA_TO_HAN:
            return Route("Jpan", share)
        return Route("Hani", share)
    return Route(SCRIPTS[main], share)
