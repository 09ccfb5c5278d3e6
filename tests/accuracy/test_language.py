"""What the default engine reaches on the evaluation data, so that it cannot silently get worse.

The floors lie a little below what it reaches: they catch a loss, not a change of a row.
"""

from __future__ import annotations

import pytest

from streams.language import create_detector
from streams.records import Language
from tests.accuracy.language import KINDS, Text, reliability, score, texts

pytestmark = [pytest.mark.eval, pytest.mark.timeout(300)]

Answered = dict[str, tuple[list[Text], list[Language]]]


@pytest.fixture(scope="module")
def answered() -> Answered:
    detect = create_detector().detect
    samples = {kind: texts(kind) for kind in KINDS}
    return {kind: (rows, [detect(text) for text, _ in rows]) for kind, rows in samples.items()}


@pytest.mark.parametrize(
    ("kind", "floor", "floor_of_others"),
    [
        ("articles", 99.95, 97.0),
        ("sentences", 99.7, 94.3),
        ("headlines", 98.5, 91.0),
        ("pairs", 92.0, 81.0),
        ("words", 78.0, 66.5),
    ],
)
def test_accuracy(answered: Answered, kind: str, floor: float, floor_of_others: float) -> None:
    sample, answers = answered[kind]
    found = score(sample, [answer.code for answer in answers])
    assert found.langdetect_languages >= floor
    assert found.other_languages >= floor_of_others


@pytest.mark.parametrize(
    ("kind", "floor"), [("headlines", 99), ("sentences", 99), ("articles", 99)]
)
def test_simplified_and_traditional(answered: Answered, kind: str, floor: float) -> None:
    sample, answers = answered[kind]
    assert score(sample, [answer.code for answer in answers]).chinese_variant >= floor


def test_the_confidence_is_the_share_that_is_right(answered: Answered) -> None:
    pairs = [
        (answer.confidence, answer.code == text.language)
        for sample, answers in answered.values()
        for text, answer in zip(sample, answers, strict=True)
    ]
    for name, count, stated, right in reliability(pairs):
        assert count > 100, name
        assert abs(stated - right) < 0.05, (name, stated, right)
