"""Chinese, Simplified or Traditional, Cantonese, or Japanese without kana: by the characters.

The codec rule: the national character sets draw the line. GB 2312 holds the characters of the
mainland's reform, Big5 those of Taiwan and Hong Kong, JIS X 0208 Japan's own. The set that can
write most of a text is the one it was written with. The standard library ships all three.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.language.ranking import Ranking
from streams.language.scripts import Codes

#: Bits of `character_sets`.
GB2312, BIG5, JIS, CANTONESE = 1, 2, 4, 8
_CODECS = {GB2312: "gb2312", BIG5: "big5", JIS: "shift_jis"}
_UNIFIED = range(0x4E00, 0xA000)

#: Characters that written Cantonese needs and Standard Chinese all but never uses: particles,
#: pronouns and verbs of everyday speech.
_CANTONESE_ONLY = "嘅咗喺哋啲嘢唔冇嚟咁嗰嘞噉佢啱攞揾搵俾畀嗌瞓嬲攰諗睇佬仔掂𠺢咪㗎喎啫囉嗱嘥孭氹"


#: One such character in this many is Cantonese; a name or a quoted word in a longer text is not.
_CANTONESE_EVERY = 60
#: A name with a rare character in a headline, at most.
_FOREIGN_EVERY = 30
#: The confidence where every set fits: the usual language of such text, or what the hint says.
_TOSS_UP = 0.6

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
    for character in _CANTONESE_ONLY:
        if ord(character) < 0x10000:
            sets[ord(character)] |= CANTONESE
    return sets


def rank_han(codes: Codes, candidates: tuple[str, ...], hint: str | None) -> Ranking:
    """The best of `candidates` for text in Han characters with hardly any kana."""
    sets = character_sets()[codes[codes < 0x10000]]
    sets = sets[sets != 0]
    missing = {bit: int(np.count_nonzero(sets & bit == 0)) for bit in _CODECS}
    cantonese = np.count_nonzero(sets & CANTONESE) * _CANTONESE_EVERY >= max(len(sets), 1)

    def fitness(language: str) -> tuple[int, bool, bool, int]:
        """The fewest missing first; what cannot be told apart is left to the hint."""
        marked = language == "yue" and cantonese
        return missing[_WRITTEN_WITH[language]], not marked, language != hint, _USUAL[language]

    # Japanese writes nothing that JIS lacks; Traditional Chinese often fits JIS by chance, and
    # so does a mix of both forms better than either set.
    japanese = missing[JIS] * _FOREIGN_EVERY <= len(sets)
    fitting = [c for c in candidates if c != "ja" or japanese]
    best, *others = sorted(fitting, key=fitness)
    # Cantonese has the set of zh-Hant, and JIS holds most of it besides: neither is a rival.
    rivals = [o for o in others if o not in {"yue", "ja"}] or others
    margin = missing[_WRITTEN_WITH[rivals[0]]] - missing[_WRITTEN_WITH[best]]
    return Ranking(best, _confidence(margin), rivals[0])


def _confidence(margin: int) -> float:
    """Each character that only one set holds halves the doubt, from one in ten."""
    return 1 - 0.1 * 0.5 ** (min(margin, 8) - 1) if margin else _TOSS_UP
