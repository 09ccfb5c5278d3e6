"""Dead letters: the original record unchanged, and headers that say what was wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from streams.records import DeadLetter, Headers, InputRecord

#: Every header of ours starts with this; a replay takes them off again.
PREFIX = "wirewatch.dead-letter."
#: Longer messages are cut: headers count towards the size of a record.
_MAX_MESSAGE = 1000
#: Where the original is too large to be kept: how many bytes its value has.
_OMITTED = PREFIX + "omitted-bytes"
_MAX_KEPT_KEY = 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


def dead_letter(
    record: InputRecord, *, stage: str, error: BaseException, path: str = ""
) -> DeadLetter:
    """The dead letter of a record.

    Args:
        record: as it was received.
        stage: where it failed: `size`, `decode`, `validate`, `screen` or `publish`.
        error: what went wrong.
        path: where in the record, as a JSON path.
    """
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=time_of(record),
        stage=stage,
        error=type(error).__name__,
        message=str(error)[:_MAX_MESSAGE],
        path=path,
        key=record.key,
        value=record.value,
        headers=original_headers(record.headers),
    )


def time_of(record: InputRecord) -> datetime:
    """When the broker got a record; the epoch for one that carries no time.

    Brokers take any timestamp: one past the year 9999, such as microseconds from a producer that
    mistook the unit, becomes the last moment there is.
    """
    try:
        return _EPOCH + timedelta(milliseconds=max(record.timestamp, 0))
    except OverflowError:
        return _LATEST


def original_headers(headers: Headers) -> tuple[tuple[str, bytes], ...]:
    """The headers that a record came with, without any of ours."""
    return tuple((name, value) for name, value in headers if not name.startswith(PREFIX))


def headers_of(letter: DeadLetter) -> list[tuple[str, bytes]]:
    """The headers of the record that carries a dead letter: the original's, then ours."""
    reason = {
        "topic": letter.topic,
        "partition": str(letter.partition),
        "offset": str(letter.offset),
        "timestamp": letter.timestamp.isoformat(),
        "stage": letter.stage,
        "error": letter.error,
        "path": letter.path,
        "message": letter.message,
    }
    return [
        *letter.headers,
        *((PREFIX + name, text.encode("utf-8", "replace")) for name, text in reason.items()),
    ]


def shortened(
    key: bytes | None, value: bytes | None, headers: Headers
) -> tuple[bytes | None, None, list[tuple[str, bytes]]]:
    """Key, value and headers of a dead letter that would be too large with its original.

    It tells where the original stands, for as long as the articles topic keeps it.
    """
    ours = [(name, text) for name, text in headers if name.startswith(PREFIX)]
    size = len(value or b"")
    short_key = key if key is None or len(key) <= _MAX_KEPT_KEY else None
    return short_key, None, [*ours, (_OMITTED, str(size).encode())]


def read_dead_letter(record: InputRecord) -> DeadLetter:
    """The dead letter that a record carries.

    A record that somebody else put on the topic has no headers of ours: it is told as one of
    stage `unknown`, from where it stands.
    """
    reason = {
        name.removeprefix(PREFIX): (value or b"").decode("utf-8", "replace")
        for name, value in record.headers
        if name.startswith(PREFIX)
    }
    try:
        partition, offset = int(reason["partition"]), int(reason["offset"])
        topic, timestamp = reason["topic"], datetime.fromisoformat(reason["timestamp"])
    except (KeyError, ValueError):
        reason = {}
        topic, partition, offset = record.topic, record.partition, record.offset
        timestamp = time_of(record)
    return DeadLetter(
        topic=topic,
        partition=partition,
        offset=offset,
        timestamp=timestamp,
        stage=reason.get("stage", "unknown"),
        error=reason.get("error", ""),
        message=reason.get("message", ""),
        path=reason.get("path", ""),
        omitted_bytes=int(reason.get("omitted-bytes", 0)),
        key=record.key,
        value=record.value,
        headers=original_headers(record.headers),
    )
