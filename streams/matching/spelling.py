"""Letters that are written for each other: `یيى` in Persian, `şș` in Romanian, `ज़|ज` in Hindi."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product

#: How many spellings of one word are looked for; the first is its own.
_MAX_SPELLINGS = 64


class Spelling:
    """How a language may write what a dictionary writes in one way."""

    def __init__(
        self, groups: Sequence[str] = (), symbols: Mapping[str, str] | None = None
    ) -> None:
        """Take the groups of letters that stand for each other.

        Args:
            groups: letters in a row, or with `|` between what is longer than one.
            symbols: what stands for any of several letters, as capitals do in vowel harmony.
        """
        alternatives: dict[str, tuple[str, ...]] = dict(_decomposed())
        self._groups: dict[str, tuple[str, ...]] = {}
        for group in groups:
            members = tuple(group.split("|") if "|" in group else group)
            self._groups |= dict.fromkeys(members, members)
            alternatives |= {member: tuple(dict.fromkeys((member, *members))) for member in members}
        for symbol, letters in (symbols or {}).items():
            several = (alternatives.get(letter, (letter,)) for letter in letters)
            alternatives[symbol] = tuple(dict.fromkeys(a for some in several for a in some))
        self._alternatives = alternatives
        units = sorted(map(re.escape, alternatives), key=len, reverse=True)
        self._unit = re.compile("|".join((*units, ".")), re.DOTALL)

    def regex(self, text: str) -> str:
        """`text` as a regular expression that matches each of its spellings."""
        return "".join(map(self._unit_regex, self._unit.findall(text)))

    def spellings(self, text: str) -> Iterator[str]:
        """Spellings of `text`, its own first; all of them where they are few.

        Of many, those come first that make the same choice everywhere, as people do.
        """
        units = self._unit.findall(text)
        choices = [self._alternatives.get(unit, (unit,)) for unit in units]
        groups = [self._groups.get(unit, (unit,)) for unit in units]
        uniform = (
            "".join(group[min(place, len(group) - 1)] for group in groups)
            for place in range(max(map(len, groups), default=0))
        )
        every = map("".join, islice(product(*choices), _MAX_SPELLINGS))
        return iter(dict.fromkeys((text, *uniform, *every)))

    def _unit_regex(self, unit: str) -> str:
        alternatives = self._alternatives.get(unit)
        if alternatives is None:
            return re.escape(unit)
        if all(len(alternative) == 1 for alternative in alternatives):
            return f"[{re.escape(''.join(alternatives))}]"
        return f"(?:{'|'.join(map(re.escape, sorted(alternatives, key=len, reverse=True)))})"


@cache
def _decomposed() -> dict[str, tuple[str, ...]]:
    """Vowel signs of Indic scripts in two parts: folding leaves these as they are."""
    letters = map(chr, range(0x0900, 0x0E00))
    return {
        letter: (letter, parts)
        for letter in letters
        if (parts := unicodedata.normalize("NFD", letter)) != letter
        and unicodedata.normalize("NFC", parts) == letter
    }
