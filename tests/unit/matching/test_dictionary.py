"""A dictionary finds every string that stands in a text, where it may stand, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.code_points import code_points
from streams.matching import scanning
from streams.matching.dictionary import Dictionary, Hit
from streams.matching.dictionary_builder import DictionaryBuilder
from streams.matching.letters import letter_classes

#: Letters of several kinds, two that are of two kinds, a digit, boundaries, beyond the table.
ALPHABET = "abæÆäбв한글アイ中国กا\u0301\u200c7²' -\n\ud800😀𠀀"
STRINGS = st.lists(st.text(ALPHABET, min_size=1, max_size=5), unique=True, max_size=12)


def dictionary(*strings: str, inside: bool = True) -> Dictionary:
    builder = DictionaryBuilder()
    for number, string in enumerate(strings):
        builder.mean(builder.add(string, inside=inside), number)
    return Dictionary(builder.compile())


def found(known: Dictionary, text: str, **options: bool) -> list[Hit]:
    return known.scan(code_points(text), **options).hits


def spans(known: Dictionary, text: str, **options: bool) -> list[str]:
    return [text[start:end] for start, end, *_ in found(known, text, **options)]


@given(strings=STRINGS, text=st.text(ALPHABET, max_size=60))
def test_every_occurrence_is_found(strings: list[str], text: str) -> None:
    expected = [
        (start, start + len(string), number)
        for start in range(len(text))
        for number, string in enumerate(strings)
        if text.startswith(string, start)
    ]
    hits = found(dictionary(*strings), text)
    assert sorted(tuple(hit[:3]) for hit in hits) == sorted(expected)
    assert [hit[0] for hit in hits] == sorted(hit[0] for hit in hits)


def test_nothing_is_found_where_nothing_is_looked_for() -> None:
    assert found(dictionary(), "China") == []
    assert found(dictionary("China"), "") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in ina", ["in", "in"]),
        ("China", []),
        ("инin", ["in"]),  # another kind of letters is another word
        ("7in_in-in'in", ["in"] * 4),
        ("中in", ["in"]),
    ],
)
def test_what_only_starts_words_is_found_at_their_start(text: str, expected: list[str]) -> None:
    known = dictionary("in", inside=False)
    assert spans(known, text) == expected


def test_an_explanation_wants_to_know_of_the_others_as_well() -> None:
    known = dictionary("in", inside=False)
    assert spans(known, "China in", everywhere=True) == ["in", "in"]


@pytest.mark.parametrize(
    ("text", "name", "word"),
    [
        ("the Chinas’", "China", "Chinas"),
        ("inChinaもの", "China", "inChina"),
        ("из-Китая", "Кита", "Китая"),
        ("在中国人", "中国", "中国"),
        ("Ossæтиia", "ти", "æти"),
    ],
)
def test_a_hit_tells_the_word_that_it_is_in(text: str, name: str, word: str) -> None:
    ((_, _, _, first, last),) = found(dictionary(name), text)
    assert text[first:last] == word


def test_of_letters_without_an_end_only_the_nearest_are_told() -> None:
    ((start, end, _, first, last),) = found(dictionary("China"), "a" * 500 + "China" + "a" * 500)
    assert (start - first, last - end) == (100, 100)


def test_a_string_that_needs_another_is_told_of_only_beside_it() -> None:
    builder = DictionaryBuilder()
    forces = builder.add("forces", inside=False)
    builder.mean(builder.add("defence", inside=False), 1, witnesses=[forces])
    known = Dictionary(builder.compile())
    assert found(known, "defence of the realm") == []
    assert found(known, "armed forces") == []
    text = "forces, defence"
    assert spans(known, text) == ["defence"]
    assert spans(known, "forces" + " " * 160 + "defence") == []
    # Whoever asks about the defence can see the forces.
    assert len(known.scan(code_points(text)).rows) == 2


def test_a_meaning_that_needs_nothing_is_enough() -> None:
    builder = DictionaryBuilder()
    forces, defence = (builder.add(string, inside=False) for string in ("forces", "defence"))
    builder.mean(defence, 1, witnesses=[forces])
    builder.mean(defence, 2)
    builder.mean(defence, 3, witnesses=[forces])
    assert found(Dictionary(builder.compile()), "defence") != []


def test_many_hits_take_no_more_room_than_they_need() -> None:
    known = dictionary("a", "aa", "aaa", "aaaa", "aaaaa")
    assert len(found(known, "a" * 1_000)) == 5 * 1_000 - (1 + 2 + 3 + 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two X", ["two", "one"]),
        ("one, “two” X", ["two", "one"]),
        ("42 km X", ["km", "42"]),
        ("a" + " " * 40 + "X", ["a"]),
        ("a" + " " * 41 + "X", []),
        ("中国 X", []),
    ],
)
def test_words_before_another_are_found_from_near_to_far(text: str, words: list[str]) -> None:
    starts = np.empty(5, np.int32)
    place = text.index("X")
    count = scanning.starts_before(code_points(text), letter_classes(), place, starts)
    assert [text[start:].split(maxsplit=1)[0].strip(",“”") for start in starts[:count]] == words


_PROGRAM = """
from streams.code_points import code_points
from streams.matching.dictionary_builder import DictionaryBuilder
from streams.matching.dictionary import Dictionary
builder = DictionaryBuilder()
for number, string in enumerate(("Chin", "Кита", "中国", "中", "forces")):
    builder.mean(builder.add(string, inside=number % 2 == 0), number)
known = Dictionary(builder.compile())
text = "China’s forces, Indochina; в Китае 中国人, Machina"
for everywhere in (False, True):
    found = known.scan(code_points(text), everywhere=everywhere)
    print(found.rows.tolist(), found.hits)
"""


def test_without_numba_the_same_is_found() -> None:
    pytest.importorskip("numba", reason="numba is missing")
    without = f"import sys; sys.modules['numba'] = None\n{_PROGRAM}"
    said = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-W", "error", "-c", program],
            check=True, capture_output=True, text=True,
        ).stdout
        for program in (_PROGRAM, without)
    ]  # fmt: skip
    assert said[0] == said[1]
    assert "[0, 4, 0, 0, 5]" in said[0]
