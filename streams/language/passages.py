"""Runs of a text in another language or script: quotations, bilingual notices, credits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.language.catalogue import UNDETERMINED
from streams.language.detector import Passage
from streams.language.scripts import INDEX, code_points, script_table
from streams.records import Language

Detect = Callable[[str, str | None], Language]

#: Sentences and quotations: up to the mark that ends one, with the space before the next.
_UNIT = re.compile(
    r"[^.!?…。！？؟۔।\n«»“”„\"「」『』()（）]*[.!?…。！？؟۔।\n«»“”„\"「」『』()（）\s]*", re.DOTALL
)
#: Letters that a run must have to be called foreign: what is shorter is a name or a title.
_MIN_LETTERS_OTHER_SCRIPT = 10
_MIN_LETTERS_SAME_SCRIPT = 24
#: The language of the whole is the likeliest for each part; another one has to be sure.
_MIN_CONFIDENCE = 0.95
#: Chinese in its three forms is one language here: they quote each other character by character.
_SAME = {"zh-Hans": "zh", "zh-Hant": "zh", "yue": "zh"}

_Span = tuple[int, int]


def split(text: str, main: Language, detect: Detect) -> list[Passage]:
    """The passages of `text` in order, covering it.

    Args:
        text: what was received; offsets are code points into it.
        main: the language of the whole, which everything belongs to that is too short to tell.
        detect: tells the language of a piece.
    """
    found: list[Passage] = []
    for start, end, language in _pieces(text, main, detect):
        if found and _same(found[-1].language, language):
            before = found.pop()
            found.append(Passage(start=before.start, end=end, language=before.language))
        else:
            found.append(Passage(start=start, end=end, language=language))
    return found or [Passage(start=0, end=len(text), language=main)]


def _pieces(text: str, main: Language, detect: Detect) -> Iterator[tuple[int, int, Language]]:
    """Every part of `text` with its language, in order; parts that follow may have the same."""
    for (start, end), foreign_script in _script_runs(text):
        if foreign_script:
            language = detect(text[start:end], None)
            yield start, end, main if language.code == UNDETERMINED else language
            continue
        for unit in _UNIT.finditer(text, start, end):
            if unit.end() == unit.start():
                continue
            language = main
            if unit.end() - unit.start() >= _MIN_LETTERS_SAME_SCRIPT:
                other = detect(unit[0], main.code)
                if other.code != UNDETERMINED and other.confidence >= _MIN_CONFIDENCE:
                    language = other
            yield unit.start(), unit.end(), language


def _script_runs(text: str) -> Iterator[tuple[_Span, bool]]:
    """Runs of one script that cover `text`, and whether it is another than the most frequent.

    Runs that are too short to be a passage belong to the run before.
    """
    groups = _groups()[code_points(text)]
    letters = np.flatnonzero(groups)
    if not len(letters):
        return
    of_letters = groups[letters]
    main = int(np.bincount(of_letters).argmax())
    changes = np.flatnonzero(np.diff(of_letters)) + 1
    firsts = [0, *changes.tolist(), len(letters)]
    start, kind = 0, None
    for first, after in itertools.pairwise(firsts):
        group = int(of_letters[first])
        if group != main and after - first < _MIN_LETTERS_OTHER_SCRIPT:
            continue
        if kind is None:
            kind = group
        elif group != kind:
            place = int(letters[first])
            yield (start, place), kind != main
            start, kind = place, group
    yield (start, len(text)), kind != main


@cache
def _groups() -> NDArray[np.uint8]:
    """The script of each code point, with those that one language mixes taken as one."""
    table = script_table().copy()
    for script in ("Hira", "Kana", "Bopo"):
        table[table == INDEX[script]] = INDEX["Hani"]
    return table


def _same(one: Language, other: Language) -> bool:
    return _SAME.get(one.code, one.code) == _SAME.get(other.code, other.code)
