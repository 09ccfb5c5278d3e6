"""Runs of a text in another language or script: quotations, bilingual notices, credits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes, code_points
from streams.language.catalogue import UNDETERMINED
from streams.language.detector import Passage
from streams.language.ranking import Span
from streams.language.scripts import INDEX, script_table
from streams.records import Language

Detect = Callable[[str, str | None], Language]
#: Of parts of a text, given by their places, those that may not be in the language of the whole.
Doubt = Callable[[Codes, Sequence[Span]], Sequence[Span]]

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


def split(text: str, main: Language, detect: Detect, doubt: Doubt) -> list[Passage]:
    """The passages of `text` in order, covering it.

    Args:
        text: what was received; offsets are code points into it.
        main: the language of the whole, which everything belongs to that is too short to tell.
        detect: tells the language of a piece.
        doubt: names the parts of the main script that are worth the question.
    """
    found: list[Passage] = []
    for start, end, language in _pieces(text, main, detect, doubt):
        if found and _same(found[-1].language, language):
            before = found.pop()
            found.append(Passage(start=before.start, end=end, language=before.language))
        else:
            found.append(Passage(start=start, end=end, language=language))
    return found or [Passage(start=0, end=len(text), language=main)]


def _pieces(
    text: str, main: Language, detect: Detect, doubt: Doubt
) -> Iterator[tuple[int, int, Language]]:
    """Every part of `text` with its language, in order; parts that follow may have the same."""
    codes = code_points(text)
    for start, end, foreign_script in _script_runs(codes):
        if foreign_script:
            language = detect(text[start:end], None)
            yield start, end, main if language.code == UNDETERMINED else language
            continue
        units = [unit.span() for unit in _UNIT.finditer(text, start, end)]
        long_enough = [unit for unit in units if unit[1] - unit[0] >= _MIN_LETTERS_SAME_SCRIPT]
        last = start
        for first, after in doubt(codes, long_enough):
            language = detect(text[first:after], main.code)
            if language.code != UNDETERMINED and language.confidence >= _MIN_CONFIDENCE:
                if last < first:
                    yield last, first, main
                yield first, after, language
                last = after
        if last < end:
            yield last, end, main


def _script_runs(codes: Codes) -> Iterator[tuple[int, int, bool]]:
    """Runs of one script that cover a text, and whether it is another than the most frequent.

    Runs that are too short to be a passage belong to the run before.
    """
    groups = _groups()[codes]
    letters = np.flatnonzero(groups)
    if not len(letters):
        return
    of_letters = groups[letters]
    main = int(np.bincount(of_letters).argmax())
    changes = np.flatnonzero(np.diff(of_letters)) + 1
    start, kind = 0, None
    for first, after in pairwise([0, *changes.tolist(), len(letters)]):
        group = int(of_letters[first])
        if group != main and after - first < _MIN_LETTERS_OTHER_SCRIPT:
            continue
        if kind is None:
            kind = group
        elif group != kind:
            place = int(letters[first])
            yield start, place, kind != main
            start, kind = place, group
    yield start, len(codes), kind != main


@cache
def _groups() -> NDArray[np.uint8]:
    """The script of each code point, with those that one language mixes taken as one."""
    table = script_table().copy()
    for script in ("Hira", "Kana", "Bopo"):
        table[table == INDEX[script]] = INDEX["Hani"]
    table[table == INDEX["Zinh"]] = 0
    return table


def _same(one: Language, other: Language) -> bool:
    return _SAME.get(one.code, one.code) == _SAME.get(other.code, other.code)
