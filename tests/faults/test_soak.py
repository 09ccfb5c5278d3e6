"""Memory over time and under a flood: case 17."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from streams.kafka.source import SourceOptions
from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    limit,
    nothing_lost,
    scaled,
    send,
)
from tests.support.installation import Installation, expected_alerts

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@pytest.mark.parametrize("load", ["loaded", "idle"])
@limit(180, 3600)
async def test_17_soak(installation: Installation, fleet: Fleet, load: str) -> None:
    """Memory stays: the second half of the time needs no more than the first."""
    worker, seconds = await fleet.started(), scaled(15, 1800)
    number, samples, end = 0, [], time.monotonic() + seconds
    while time.monotonic() < end:
        if load == "loaded":
            await send(installation, [Sent(value) for value in articles(200, first=number)])
            number += 200
        await asyncio.sleep(0.2)
        samples.append(fleet.memory(worker))
    if number:
        await installation.consumed(60)
    half = len(samples) // 2
    growth = max(samples[half:]) - max(samples[:half])
    found = await nothing_lost(installation, articles(number))
    REPORT.add(
        f"17 soak, {load}, {seconds} s",
        articles=number,
        found=found,
        note=f"memory {samples[0]:.0f} MB, second half {growth:+.1f} MB",
    )
    assert growth < 20


@pytest.mark.parametrize("compression", [None, "gzip"])
@limit(240)
async def test_17_a_flood_of_megabytes(
    installation: Installation, fleet: Fleet, compression: str | None
) -> None:
    """What is on the way is bounded by bytes: a worker takes its share, whatever waits."""
    before = fleet.memory(await fleet.started())
    fleet.kill(fleet.workers[0])
    filler = "Погода не изменится. " * 25_000
    values = [
        json.dumps({"id": f"big{n}", "body": f"{filler} Китай {n}"}, ensure_ascii=False).encode()
        for n in range(scaled(150, 500))
    ]
    await send(installation, [Sent(value) for value in values], compression_type=compression)
    worker, peak = fleet.start(), 0.0
    done = asyncio.create_task(installation.consumed(200))
    while not done.done():
        peak = max(peak, fleet.memory(worker) - before)
        await asyncio.sleep(0.05)
    await done
    assert len(expected_alerts(values)) == len(values)
    found = await nothing_lost(installation, values)
    name = f"17 flood of 1 MB, {compression or 'plain'}"
    options, largest = SourceOptions(), max(map(len, values))
    bound = (
        options.max_in_flight_bytes  # handed out before the last poll
        + options.max_poll_records * largest  # by the last poll, and unpacked by it
        + 2 * options.fetch_max_bytes  # one answer that is read from, one that comes in
        + 32 * largest  # what screening makes of one article: 15 times its size for these
    ) / 1_000_000
    note = f"peak {peak:+.0f} MB of {bound:.0f}"
    REPORT.add(name, articles=len(values), found=found, note=note)
    assert peak < bound
