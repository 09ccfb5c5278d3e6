"""Chinese, Simplified or Traditional, Cantonese, or Japanese without kana: by the characters.

The codec rule: the national character sets draw the line. GB 2312 holds the characters of the
mainland's reform, Big5 those of Taiwan and Hong Kong, JIS X 0208 Japan's own. The set that can
write most of a text is the one it was written with. The standard library ships all three.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes
from streams.language.ranking import Ranking

#: Bits of `character_sets`.
GB2312, BIG5, JIS, CANTONESE, RARE_IN_JAPANESE = 1, 2, 4, 8, 16
_CODECS = {GB2312: "gb2312", BIG5: "big5", JIS: "shift_jis"}
_UNIFIED = range(0x4E00, 0xA000)
#: Level 1 of JIS X 0208, in Shift JIS: the characters of modern Japanese. Level 2 has the older
#: forms, many of which are Traditional Chinese.
_JIS_LEVEL_1 = range(0x889F, 0x9873)

#: Characters that written Cantonese needs and Standard Chinese all but never uses: particles,
#: pronouns and verbs of everyday speech.
_CANTONESE_ONLY = "嘅咗喺哋啲嘢唔冇嚟咁嗰嘞噉佢啱攞揾搵俾畀嗌瞓嬲攰諗睇佬仔掂𠺢咪㗎喎啫囉嗱嘥孭氹"


#: One such character in this many is Cantonese; a name or a quoted word in a longer text is not.
_CANTONESE_EVERY = 60
#: A name with a rare character in a headline, at most.
_FOREIGN_EVERY = 30
#: Characters outside of level 1, at most.
_RARE_EVERY = 5
#: The confidence where every set fits: the usual language of such text, or what the hint says.
_TOSS_UP = 0.6

_IDEOGRAPHIC_COMMA = 0x3001
_WRITTEN_WITH = {"zh-Hans": GB2312, "zh-Hant": BIG5, "yue": BIG5, "ja": JIS}
_USUAL = {language: order for order, language in enumerate(_WRITTEN_WITH)}


@cache
def character_sets() -> NDArray[np.uint8]:
    """For each code point below U+10000 the national sets that hold it, as bits."""
    sets = np.zeros(0x10000, dtype=np.uint8)
    for code in _UNIFIED:
        character = chr(code)
        for bit, codec in _CODECS.items():
            if character.encode(codec, "ignore"):
                sets[code] |= bit
        if int.from_bytes(character.encode("shift_jis", "ignore"), "big") not in _JIS_LEVEL_1:
            sets[code] |= RARE_IN_JAPANESE
    for character in _CANTONESE_ONLY:
        if ord(character) < 0x10000:
            sets[ord(character)] |= CANTONESE
    return sets


def rank_han(codes: Codes, candidates: tuple[str, ...], hint: str | None) -> Ranking:
    """The best of `candidates` for text in Han characters with hardly any kana."""
    sets = character_sets()[np.where(codes < 0x10000, codes, 0)]
    comma = _has_comma_between(codes, sets)
    sets = sets[sets != 0]
    missing = {bit: int(np.count_nonzero(sets & bit == 0)) for bit in _CODECS}
    rare = int(np.count_nonzero(sets & RARE_IN_JAPANESE))
    markers = int(np.count_nonzero(sets & CANTONESE))
    cantonese = markers * _CANTONESE_EVERY >= max(len(sets), 1)

    def fitness(language: str) -> tuple[int, bool, bool, int]:
        """The fewest missing first; what cannot be told apart is left to the hint."""
        marked = (language == "yue" and cantonese) or (language == "ja" and not rare and comma)
        return missing[_WRITTEN_WITH[language]], not marked, language != hint, _USUAL[language]

    # Japanese writes nothing that JIS lacks; Traditional Chinese often fits JIS by chance, and
    # so does a mix of both forms better than either set, but with many a rare character.
    japanese = missing[JIS] * _FOREIGN_EVERY <= len(sets) and rare * _RARE_EVERY <= len(sets)
    fitting = [c for c in candidates if c != "ja" or japanese]
    best, *others = sorted(fitting, key=fitness)
    if not others:  # Chinese, where Japanese alone is expected besides
        return Ranking(best, _confidence(missing[JIS]), "ja")
    if best == "yue":
        return Ranking(best, _confidence(markers), others[0])
    if best == "zh-Hant" and "ja" in fitting and not rare:
        return Ranking(best, _TOSS_UP, "ja")
    # Cantonese has the set of zh-Hant, and JIS holds most of it besides: neither is a rival.
    rivals = [o for o in others if o not in {"yue", "ja"}] or others
    margin = missing[_WRITTEN_WITH[rivals[0]]] - missing[_WRITTEN_WITH[best]]
    return Ranking(best, _confidence(margin), rivals[0])


def _has_comma_between(codes: Codes, sets: NDArray[np.uint8]) -> bool:
    """Whether the ideographic comma stands between two Han characters.

    Japanese headlines have it after their subject. Chinese has another comma there, and this one
    in lists only.
    """
    commas = np.flatnonzero(codes[1:-1] == _IDEOGRAPHIC_COMMA)
    return bool(((sets[commas] != 0) & (sets[commas + 2] != 0)).any())


def _confidence(margin: int) -> float:
    """Each character that only one set holds halves the doubt, from one in ten."""
    return 1 - 0.1 * 0.5 ** (min(margin, 8) - 1) if margin else _TOSS_UP
