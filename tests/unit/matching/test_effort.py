"""However an article is made, matching it takes work in proportion to its length."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from streams.matching.normalise import Folded
from streams.matching.watchlist import Watchlist
from tests.support.effort import growth, retained
from tests.support.matching import judged, named

#: Four times the text may cost so much more: 4 is linear, 16 quadratic.
LINEAR = 8.0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\u0301", id="accents"),
        pytest.param("\u0301", id="marks without a letter"),
        pytest.param("\u0301\u0316", id="marks above and below"),
        pytest.param("ا\u064b\u0651ل", id="vowel points"),
        pytest.param("ا\u0640\u0640", id="tatweel"),
        pytest.param("\u0640", id="nothing but tatweel"),
        pytest.param("a\u200c", id="non-joiners to be dropped"),
        pytest.param("ا\u200c", id="non-joiners to be kept"),
        pytest.param("\u00ad\u200f", id="invisible"),
        pytest.param("\ud800a", id="surrogates"),
        pytest.param("\ufdfaa", id="ligatures"),
        pytest.param("\u1112\u1161\u11ab", id="Hangul letters"),
    ],
)  # fmt: skip
def test_folding_is_one_pass(text: str) -> None:
    # What was folded before is remembered: each run starts with another letter.
    letters = map(chr, itertools.count(ord("一")))
    assert growth(lambda count: Folded(next(letters) + text * count), 3_000) < LINEAR


def test_finding_the_way_back_does_not_depend_on_where() -> None:
    def all_spans(count: int) -> None:
        folded = Folded("ا\u0640ل" * count)
        for place in range(0, len(folded.text), 10):
            folded.span(place, place + 1)

    assert growth(all_spans, 2_000) < LINEAR


NARNIA = named("ru", "Нарния", "Страж Нарнии", traps=["Нарния-город"], adjectives=["нарнийский"])


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param("Нарния и Нарнию, ", 500, id="mentions"),
        pytest.param("нарнийский Страж Нарнии ", 500, id="overlapping mentions"),
        pytest.param("Нарния-город ", 500, id="traps"),
        pytest.param("Нарнияяя ", 500, id="other words"),
        pytest.param("Нарния", 50, id="one word of names"),
        pytest.param("нарнийск", 50, id="one word of adjectives"),
        pytest.param("Страж" + " " * 200, 500, id="a phrase that never goes on"),
        pytest.param("Страж Страж ", 1_000, id="a phrase that starts over and over"),
    ],
)  # fmt: skip
def test_candidates_are_decided_in_one_pass(text: str, size: int) -> None:
    assert growth(lambda count: judged(NARNIA, text * count, "ru"), size) < LINEAR


def test_a_word_of_a_million_letters_is_one_word() -> None:
    assert growth(lambda count: judged(NARNIA, "Нарния" + "я" * count, "ru"), 10_000) < LINEAR


@pytest.mark.parametrize(
    "evidence",
    [{"near": ["lamp"]}, {"previous": ["lamp"]}, {"next": ["lamp"]}, {"article": ["lamp"]}],
    ids="-".join,
)
@pytest.mark.parametrize("key", ["unless", "only"])
def test_the_words_around_are_looked_at_in_one_pass(key: str, evidence: dict[str, Any]) -> None:
    narnia = named("en", {"text": "Narnia", key: evidence})
    assert growth(lambda count: judged(narnia, "Narnia is there. " * count), 250) < LINEAR


def different(make: Callable[[int], str], watchlist: Watchlist | None = None) -> Callable[[], None]:
    """Work on twenty texts that have no part in common."""

    def work() -> None:
        for number in range(20):
            if watchlist:
                judged(watchlist, make(number), "ru")
            else:
                Folded(make(number))

    return work


def test_folding_remembers_no_long_run() -> None:
    work = different(lambda number: "a" + "\u0301" * (20_000 + number))
    assert retained(work) < 200_000


def test_matching_remembers_no_long_word() -> None:
    work = different(lambda number: "Нарния" + "я" * (10_000 + number), NARNIA)
    assert retained(work) < 200_000
