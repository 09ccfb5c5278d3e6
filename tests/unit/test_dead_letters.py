"""A dead letter is the original, unchanged, with the reason in headers; and can be read back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dead_letters import (
    PREFIX,
    dead_letter,
    headers_of,
    original_headers,
    read_dead_letter,
    time_of,
)
from streams.errors import InvalidArticleError
from streams.records import DeadLetter, InputRecord

WHEN = datetime(2026, 2, 25, 6, 13, 20, 123_000, UTC)
RECORD = InputRecord(
    "articles", 3, 17, 1_772_000_000_123, b"key\xff", b"value\x00", [("a", b"1"), ("a", b"\xff")]
)
ERROR = InvalidArticleError("Expected `str`, got `int`", path="$.id")


def carried(letter: DeadLetter, topic: str = "dead") -> InputRecord:
    """The record that carries a dead letter, as it stands on its topic."""
    return InputRecord(topic, 0, 99, 1, letter.key, letter.value, headers_of(letter))


def test_a_dead_letter_holds_the_original_and_what_was_wrong() -> None:
    assert dead_letter(RECORD, stage="validate", error=ERROR, path=ERROR.path) == DeadLetter(
        topic="articles",
        partition=3,
        offset=17,
        timestamp=WHEN,
        stage="validate",
        error="InvalidArticleError",
        message="Expected `str`, got `int`",
        path="$.id",
        key=b"key\xff",
        value=b"value\x00",
        headers=(("a", b"1"), ("a", b"\xff")),
    )


def test_the_reason_stands_in_text_headers_behind_the_originals() -> None:
    headers = headers_of(dead_letter(RECORD, stage="validate", error=ERROR, path="$.id"))
    assert headers[:2] == [("a", b"1"), ("a", b"\xff")]
    assert {name.removeprefix(PREFIX): value.decode() for name, value in headers[2:]} == {
        "topic": "articles",
        "partition": "3",
        "offset": "17",
        "timestamp": "2026-02-25T06:13:20.123000+00:00",
        "stage": "validate",
        "error": "InvalidArticleError",
        "path": "$.id",
        "message": "Expected `str`, got `int`",
    }


HEADERS = st.lists(st.tuples(st.text(max_size=5), st.binary(max_size=5)), max_size=4)


@given(
    key=st.none() | st.binary(max_size=9),
    value=st.none() | st.binary(max_size=9),
    headers=HEADERS,
    timestamp=st.integers(-1, 10**17),
    message=st.text(max_size=20),
)
def test_what_is_written_is_read_back(
    key: bytes | None, value: bytes | None, headers: Any, timestamp: int, message: str
) -> None:
    record = InputRecord("articles", 1, 2, timestamp, key, value, headers)
    letter = dead_letter(record, stage="screen", error=ValueError(message))
    assert read_dead_letter(carried(letter)) == letter


def test_a_letter_that_fails_again_carries_one_reason_and_the_original_headers() -> None:
    again = InputRecord("articles", 0, 5, 1, b"k", b"v", carried(_letter()).headers)
    letter = dead_letter(again, stage="decode", error=ERROR)
    assert letter.headers == (*RECORD.headers,)
    names = [name for name, _ in headers_of(letter)]
    assert sum(name.startswith(PREFIX) for name in names) == 8


def _letter() -> DeadLetter:
    return dead_letter(RECORD, stage="validate", error=ERROR)


def test_headers_of_ours_are_taken_off_and_no_others() -> None:
    ours = (PREFIX + "stage", b"decode")
    assert original_headers([("a", b"1"), ours, ("wirewatch", b"")]) == (
        ("a", b"1"),
        ("wirewatch", b""),
    )


def test_a_long_message_is_cut_because_headers_count_towards_the_size() -> None:
    letter = dead_letter(RECORD, stage="screen", error=ValueError("x" * 100_000))
    assert len(letter.message) == 1_000


def test_a_message_with_half_a_surrogate_pair_can_be_sent() -> None:
    letter = dead_letter(RECORD, stage="screen", error=ValueError("a\ud800b"))
    assert dict(headers_of(letter))[PREFIX + "message"] == b"a?b"


@pytest.mark.parametrize(
    ("timestamp", "when"),
    [
        (1_772_000_000_123, WHEN),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (-1, datetime(1970, 1, 1, tzinfo=UTC)),
        # Microseconds, from a producer that mistook the unit: the year 58,122.
        (1_772_000_000_123_000, datetime.max.replace(tzinfo=UTC)),
        (2**63 - 1, datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_every_timestamp_that_kafka_allows_is_a_time(timestamp: int, when: datetime) -> None:
    assert time_of(InputRecord("articles", 0, 0, timestamp, None, None)) == when


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"stage": b"decode"},
        {"topic": b"articles", "stage": b"decode"},
        {"topic": b"articles", "partition": b"x", "offset": b"1", "timestamp": b"2026-01-01"},
        {"topic": b"articles", "partition": b"1", "offset": b"1", "timestamp": b"yesterday"},
        {"topic": b"\xff", "partition": None, "offset": b"1", "timestamp": b""},
    ],
)
def test_what_somebody_else_put_on_the_topic_is_told_from_where_it_stands(
    headers: dict[str, Any],
) -> None:
    given_headers = [("a", b"1"), *((PREFIX + name, value) for name, value in headers.items())]
    record = InputRecord("dead", 0, 99, 1_772_000_000_123, b"k", b"v", given_headers)
    assert read_dead_letter(record) == DeadLetter(
        topic="dead",
        partition=0,
        offset=99,
        timestamp=WHEN,
        stage="unknown",
        error="",
        message="",
        key=b"k",
        value=b"v",
        headers=(("a", b"1"),),
    )
