"""Clocks, repeats, disorder and gaps in the input: cases 12, 13 and 16."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    configure,
    health,
    limit,
    nothing_lost,
    random_of,
    scaled,
    send,
    until,
    verdict,
)
from tests.support.installation import Installation

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

_DAY = 24 * 60 * 60
#: Python imports it at its start: the clock of a process whose PYTHONPATH it is on is wrong.
_WRONG_CLOCK = """
import os, time
_time, _seconds = time.time, float(os.environ["WRONG_BY_SECONDS"])
time.time = lambda: _time() + _seconds
time.time_ns = lambda: int(time.time() * 1e9)
"""


@pytest.mark.parametrize("wrong_by", [-_DAY, _DAY])
@limit(120)
async def test_12_clocks_are_wrong(
    installation: Installation, fleet: Fleet, tmp_path: Path, wrong_by: int
) -> None:
    """The worker's by a day, and those of the producers and publishers by another."""
    folder = tmp_path / "clock"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_WRONG_CLOCK)
    # A broker that is careful refuses records from the future; this one is not.
    days = str(3 * 24 * 60 * 60 * 1000)
    await configure(installation, installation.topics.articles, message_timestamp_after_max_ms=days)
    await fleet.started(PYTHONPATH=str(folder), WRONG_BY_SECONDS=str(wrong_by))
    now = datetime.now(UTC)
    values = [
        json.dumps({**json.loads(value), "published_at": (now + age).isoformat()}).encode()
        for value, age in zip(
            articles(60), [timedelta(days=1), timedelta(days=-1), timedelta(days=40_000)] * 20,
            strict=True,
        )
    ]  # fmt: skip
    stamps = [int((time.time() + shift) * 1000) for shift in (_DAY, 0, -_DAY)] * 20
    await send(
        installation,
        [Sent(value, timestamp_ms=stamp) for value, stamp in zip(values, stamps, strict=True)],
    )
    await installation.consumed()
    found = await nothing_lost(installation, values)
    received = {alert["received_at"] for alert in await installation.alerts()}
    # The time that an alert tells is its record's, whatever this worker's clock says.
    wanted = {datetime.fromtimestamp(stamp / 1000, UTC) for stamp in stamps}
    assert {datetime.fromisoformat(text) for text in received} <= wanted
    REPORT.add(f"12 clock {wrong_by // _DAY:+} day", articles=60, found=found)


@limit(120)
async def test_13_repeats_and_disorder(installation: Installation, fleet: Fleet) -> None:
    values = articles(scaled(600, 20_000))
    shuffled = values * 3
    random_of("13").shuffle(shuffled)
    await fleet.started(2)
    await send(installation, [Sent(value) for value in shuffled])
    await installation.consumed(90)
    found = await nothing_lost(installation, values, identical=False)
    REPORT.add("13 repeats, disorder", articles=len(shuffled), found=found)


@limit(120)
async def test_16_transactions_leave_gaps(installation: Installation, fleet: Fleet) -> None:
    """Aborted articles are not screened; markers, the last offsets there are, do not stay lag."""
    kept, aborted = articles(60), articles(60, first=1000)
    worker = await fleet.started(WIREWATCH_STALL_TIMEOUT="5")
    async with AIOKafkaProducer(
        bootstrap_servers=installation.servers, transactional_id=installation.prefix
    ) as producer:
        for start in range(0, 60, 20):
            for values, keep in ((kept, True), (aborted, False)):
                await producer.begin_transaction()
                for value in values[start : start + 20]:
                    await producer.send_and_wait(installation.topics.articles.name, value)
                await (producer.commit_transaction() if keep else producer.abort_transaction())
    await installation.consumed()
    found = await nothing_lost(installation, kept)
    assert health(worker, "/livez") == []
    REPORT.add("16 transactional gaps", articles=120, found=found)


@limit(120)
async def test_16_compaction_leaves_gaps(installation: Installation, fleet: Fleet) -> None:
    topic = installation.topics.articles
    await configure(
        installation,
        topic,
        cleanup_policy="compact",
        segment_ms="200",
        min_cleanable_dirty_ratio="0.01",
        max_compaction_lag_ms="500",
    )
    values = articles(300)
    for start in range(0, 300, 50):
        part = values[start : start + 50]
        await send(
            installation,
            [Sent(value, b"%d" % (number % 7), partition=0) for number, value in enumerate(part)],
        )
        time.sleep(0.3)

    async def compacted() -> bool:
        return len(await installation.read(topic.name)) < 150

    await until(compacted, 60, "compaction")
    before = [record.value for record in await installation.read(topic.name)]
    await fleet.started()
    await installation.consumed()
    # The broker goes on compacting: what is left now was there for the worker to see.
    left = [record.value for record in await installation.read(topic.name)]
    found = await verdict(installation, left)
    assert not found.lost
    assert not (await verdict(installation, before)).unexpected
    REPORT.add("16 compacted gaps", articles=len(left), found=found)
