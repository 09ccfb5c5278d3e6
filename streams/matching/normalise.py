"""Folding: the text as matching compares it, with a map back to the text as received.

Folding takes away what a reader does not see or would not miss (soft hyphens, tatweel, bidi and
zero-width marks, vowel points of Arabic and Hebrew, stress marks on Cyrillic) and writes what can
be written in several ways in one (NFC; presentation forms, ligatures and full-width letters in
their ordinary form). It never touches the marks of Indic scripts and Thai, and it keeps accents:
`Čína` does not become `cina`. Most text has nothing to fold, and one search says so.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from streams.code_points import code_points
from streams.matching.foldable import (
    BOUND_MARKS,
    INVISIBLE,
    LOOSE_MARKS,
    NON_JOINER,
    SURROGATE,
)
from streams.matching.letters import FOLDED, letter_classes
from streams.matching.scanning import foldable_runs, holds

_ATTACHED = f"{LOOSE_MARKS}{BOUND_MARKS}{INVISIBLE}{NON_JOINER}"
#: No writing attaches more to one letter (UAX #15, stream-safe text). A cluster without bounds
#: would take quadratic time: marks are put in order by insertion.
_MOST_ATTACHED = 30
_CLUSTER = re.compile(
    f"[^{_ATTACHED}][{_ATTACHED}]{{0,{_MOST_ATTACHED}}}|[{_ATTACHED}]{{1,{_MOST_ATTACHED}}}"
)
_ENDS_INVISIBLY = re.compile(f"[{INVISIBLE}{NON_JOINER}]+$")
_DROPPED = re.compile(f"[{LOOSE_MARKS}{INVISIBLE}{NON_JOINER}]")
_HALF_PAIR = re.compile(f"[{SURROGATE}]")


class Folded:
    """Folded text, and where each part of it came from.

    Attributes:
        text: what matching reads.
        codes: its code points.
        original: the text as received.
    """

    __slots__ = ("_map", "_runs", "codes", "original", "text")

    def __init__(self, original: str) -> None:
        self.original = original
        #: What was folded, as ranges of the original.
        self._runs: list[list[int]] = []
        self._map: _Map | None = None
        self.text, self.codes = original, code_points(original)
        if not original.isascii() and holds(self.codes, letter_classes(), FOLDED):
            self.text = self._fold(original)
            self.codes = code_points(self.text)

    def _fold(self, original: str) -> str:
        runs = np.empty((len(original) // 2 + 1, 2), np.int32)
        self._runs = runs[: foldable_runs(self.codes, letter_classes(), runs)].tolist()
        pieces: list[str] = []
        taken = 0
        for start, end in self._runs:
            fold_run = _fold_short_run if end - start < _MOST_ATTACHED else _fold_run
            pieces += (original[taken:start], fold_run(original[start:end]))
            taken = end
        pieces.append(original[taken:])
        return "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) stands in the original: half-open, code points.

        A part of something that was folded as a whole gives the whole.
        """
        if not self._runs:
            return start, end
        # Most texts hold no name: the map is made when the first one asks for it.
        self._map = self._map or _Map(self.original, self._runs)
        return self._map.source(start)[0], self._map.source(end - 1)[1]


class _Map:
    """From folded text back to the original, piece by piece."""

    __slots__ = ("_sources", "_starts")

    def __init__(self, original: str, runs: Iterable[Sequence[int]]) -> None:
        # Per piece of folded text: where it starts; where its source starts and ends, and
        # whether it is verbatim (each code point one code point) or a replacement.
        self._starts: list[int] = []
        self._sources: list[tuple[int, int, bool]] = []
        length = taken = 0
        for start, end in chain(runs, [(len(original), len(original))]):
            if start > taken:
                self._starts.append(length)
                self._sources.append((taken, start, True))
                length += start - taken
            for cluster in _CLUSTER.finditer(original, start, end):
                if piece := _fold_cluster(cluster.group()):
                    # What is invisible at the end of a letter is no part of it.
                    end_seen = cluster.start() + len(_ENDS_INVISIBLY.sub("", cluster.group()))
                    self._starts.append(length)
                    self._sources.append((cluster.start(), end_seen, False))
                    length += len(piece)
            taken = end

    def source(self, position: int) -> tuple[int, int]:
        """The range of the original that the folded code point at `position` came from."""
        piece = bisect_right(self._starts, position) - 1
        start, end, verbatim = self._sources[piece]
        if not verbatim:
            return start, end
        start += position - self._starts[piece]
        return start, start + 1


def _fold_run(run: str) -> str:
    """What clusters become."""
    return "".join(map(_fold_cluster, _CLUSTER.findall(run)))


#: The same, remembered: text repeats its clusters.
_fold_short_run = lru_cache(maxsize=4096)(_fold_run)


def _fold_cluster(cluster: str) -> str:
    """What one character becomes, with all that is attached to it."""
    cluster = _HALF_PAIR.sub("\ufffd", cluster)
    return _DROPPED.sub("", unicodedata.normalize("NFKC", cluster))


def fold(text: str) -> str:
    """Folded text alone, for names that are compared with text."""
    return Folded(unicodedata.normalize("NFC", text)).text
