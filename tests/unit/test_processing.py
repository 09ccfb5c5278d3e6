"""One record in, the records it causes out: alerts, or a dead letter, or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streams.dead_letters import PREFIX, read_dead_letter
from streams.processing import Processor
from streams.records import InputRecord, OutputRecord
from streams.screening import Screener
from streams.topics import topics
from tests.support.detectors import BrokenDetector, ToldDetector
from tests.support.matching import named

WHEN = 1_772_000_000_123
NARNIA = b'{"id":"a","version":"2","body":"In Narnia"}'


def processor(detector: Any = None) -> Processor:
    screener = Screener(named("en", "Narnia"), detector or ToldDetector())
    return Processor(screener, topics("p"), max_article_bytes=1_000)


def process(value: bytes | None, *, timestamp: int = WHEN, **parts: Any) -> list[OutputRecord]:
    record = InputRecord("p.articles", 1, 7, timestamp, b"key", value, [("h", b"1")])
    return processor(**parts).process(record)


def reason(output: OutputRecord) -> dict[str, str]:
    return {n.removeprefix(PREFIX): v.decode() for n, v in output.headers if n.startswith(PREFIX)}


def test_an_article_without_a_mention_causes_nothing() -> None:
    assert process(b'{"id":"a","body":"In the wardrobe"}') == []


def test_an_alert_is_keyed_by_its_watch_and_carries_cloud_event_headers() -> None:
    (output,) = process(NARNIA)
    alert = json.loads(output.value or b"")
    assert (output.topic, output.key) == ("p.alerts", b"x")
    assert dict(output.headers) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_type": b"wirewatch.alert.v1",
        "ce_id": alert["id"].encode(),
        "ce_source": b"/wirewatch/watches/x",
        "ce_time": b"2026-02-25T06:13:20.123000+00:00",
    }
    assert alert["received_at"] == "2026-02-25T06:13:20.123000Z"


def test_an_alert_depends_on_the_record_and_on_nothing_else() -> None:
    assert process(NARNIA) == process(NARNIA)


@pytest.mark.parametrize(
    ("value", "stage", "error", "path"),
    [
        (None, "decode", "DecodeError", ""),
        (b"", "decode", "DecodeError", ""),
        (b"\xff", "decode", "DecodeError", ""),
        (b'{"id":7,"title":"t"}', "validate", "InvalidArticleError", "$.id"),
        (b'{"id":"a"}', "validate", "InvalidArticleError", "$"),
        (b" " * 1_001, "size", "ArticleTooLargeError", ""),
    ],
)
def test_what_is_no_article_becomes_a_dead_letter(
    value: bytes | None, stage: str, error: str, path: str
) -> None:
    (output,) = process(value)
    assert (output.topic, output.key, output.value) == ("p.articles.dead-letters", b"key", value)
    assert processor().is_dead_letter(output)
    found = reason(output)
    assert (found["stage"], found["error"], found["path"]) == (stage, error, path)
    assert (found["topic"], found["partition"], found["offset"]) == ("p.articles", "1", "7")


def test_an_article_that_screening_fails_on_is_contained() -> None:
    (output,) = process(NARNIA, detector=BrokenDetector())
    assert output.value == NARNIA
    assert reason(output)["stage"] == "screen"
    assert reason(output)["message"] == "ZeroDivisionError: asked for None"


def test_an_article_that_nobody_asks_about_cannot_fail() -> None:
    assert process(b'{"id":"a","body":"In the wardrobe"}', detector=BrokenDetector()) == []


@pytest.mark.parametrize("timestamp", [-1, 0, WHEN * 1_000, 2**63 - 1])
@pytest.mark.parametrize("value", [NARNIA, b"\xff"])
def test_no_timestamp_stops_a_worker(timestamp: int, value: bytes) -> None:
    (output,) = process(value, timestamp=timestamp)
    assert processor().is_dead_letter(output) == (value != NARNIA)


def test_an_alert_that_is_refused_makes_a_dead_letter_of_its_article() -> None:
    record = InputRecord("p.articles", 1, 7, WHEN, b"key", NARNIA, [("h", b"1")])
    output = processor().dead_letter(record, ValueError("too large"), stage="publish")
    letter = read_dead_letter(InputRecord("x", 0, 0, 0, output.key, output.value, output.headers))
    assert (letter.stage, letter.message, letter.value) == ("publish", "too large", NARNIA)
    assert letter.headers == (("h", b"1"),)
