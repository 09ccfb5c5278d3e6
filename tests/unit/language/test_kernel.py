"""The compiled loops and plain numpy see the same features and add up the same sums."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.code_points import code_points
from streams.language.default_engine import rounds
from streams.language.features import WHOLE, WORDS_ONLY, letters_of
from streams.language.model import AddSpan, compiled_scorer, plain_scorer, read_model
from streams.language.ngrams_numpy import span_keys
from tests.support.sentences import SENTENCES

pytest.importorskip("numba", reason="numba is missing")

TEXTS = (
    *SENTENCES.values(),
    "",
    "a",
    "a ab abc abcd abcde abcdef",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    f"{'q' * 60} {'q' * 61} q",
    "Ẹ̀kọ́ àti ìwé",
    "Мoсквa и NATO",  # with Latin o and a
    "قَالَ الرَّئِيسُ",
    "\ud800x\udfff 🙂y",
)


@cache
def scorers() -> tuple[AddSpan, AddSpan]:
    features = read_model()[1]
    return compiled_scorer(features), plain_scorer(features)


def sums(text: str, script: str, longest: int) -> list[tuple[int, list[int]]]:
    """What each way finds: how many features, and the scores."""
    codes, letters = code_points(text), letters_of(script)
    totals = []
    for add_span in scorers():
        scores = np.zeros(256, np.int32)
        totals.append((add_span(codes, 0, len(codes), longest, letters, scores), scores.tolist()))
    return totals


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("script", ["Latn", "Cyrl", "Arab"])
@pytest.mark.parametrize("longest", [WORDS_ONLY, 3, WHOLE])
def test_both_ways_give_equal_sums(text: str, script: str, longest: int) -> None:
    compiled, plain = sums(text, script, longest)
    assert compiled == plain


@given(
    st.text(st.characters(exclude_categories=()), max_size=200), st.sampled_from(["Latn", "Cyrl"])
)
@settings(deadline=None)
def test_both_ways_give_equal_sums_for_any_text(text: str, script: str) -> None:
    compiled, plain = sums(text, script, WHOLE)
    assert compiled == plain


def test_a_word_with_a_capital_counts_half() -> None:
    (known, scores), _ = sums("Regierung", "Latn", WHOLE)
    (known_in_small, scores_in_small), _ = sums("regierung", "Latn", WHOLE)
    assert known_in_small == 2 * known > 0
    assert scores_in_small == [2 * score for score in scores]


@given(st.text(max_size=80), st.integers(1, 20))
def test_a_word_counts_once_wherever_a_text_is_cut(text: str, step: int) -> None:
    codes, letters = code_points(text), letters_of("Latn")
    whole = np.sort(span_keys(codes, 0, len(codes), letters)[0])
    parts = [
        span_keys(codes, start, min(start + step, len(codes)), letters)[0]
        for start in range(0, len(codes), step)
    ]
    assert np.array_equal(np.sort(np.concatenate([*parts, whole[:0]])), whole)


def test_letters_that_only_look_cyrillic_count_inside_a_cyrillic_word() -> None:
    letters = letters_of("Cyrl")

    def keys(text: str) -> set[int]:
        codes = code_points(text)
        return set(span_keys(codes, 0, len(codes), letters)[0].tolist())

    assert keys("рекao") == keys("рекао")  # the first with Latin a and o
    assert not keys("cope")


def test_marks_that_may_be_left_out_make_no_difference() -> None:
    letters = letters_of("Arab")
    plain, vowelled = code_points("الرئيس"), code_points("الرَّئِيسُ")
    assert set(span_keys(plain, 0, 6, letters)[0]) == set(
        span_keys(vowelled, 0, len(vowelled), letters)[0]
    )


@given(st.integers(0, 100_000))
def test_no_part_of_a_text_is_read_twice(length: int) -> None:
    blocks = [block for blocks in rounds(length) for block in blocks]
    ordered = sorted(blocks)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ordered))
    assert all(0 <= start <= end <= length for start, end in blocks)
    if length <= 2_000:
        assert sum(end - start for start, end in blocks) == length
