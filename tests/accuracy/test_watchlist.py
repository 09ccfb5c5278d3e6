"""What the built-in watchlist reaches on the evaluation data, so that it cannot silently get worse.

The floors lie a little below what it reaches: they catch a loss, not a change of a row.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.accuracy.watchlist import Score, score
from tests.support.evaluation import rows

pytestmark = [pytest.mark.eval, pytest.mark.timeout(300)]

GOLD, NEWS = "watchlist_gold.jsonl", "watchlist_parallel_news.jsonl"
given_or_detected = pytest.mark.parametrize("detected", [False, True], ids=["given", "detected"])


@cache
def reached(name: str, detected: bool) -> Score:
    return score(rows(name), detected=detected)["all"]


@given_or_detected
@pytest.mark.parametrize(
    ("name", "precision", "recall"), [(GOLD, 0.99, 0.98), (NEWS, 0.995, 0.97)], ids=["gold", "news"]
)
def test_mentions_by_line(name: str, precision: float, recall: float, detected: bool) -> None:
    found = reached(name, detected)
    assert found.hits > 100, "there is something to find"
    assert found.precision >= precision
    assert found.recall >= recall


@given_or_detected
def test_spans_of_china_and_taiwan_are_exact(detected: bool) -> None:
    found = reached(GOLD, detected)
    assert found.spans["CN, TW hits"] > 50, "there is something to find"
    assert found.span("CN, TW exact", "CN, TW hits") >= 0.97
