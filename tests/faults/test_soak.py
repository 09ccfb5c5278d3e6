"""Memory over time and under a flood: case 17."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    limit,
    nothing_lost,
    scaled,
    send,
    until,
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
    worker = await fleet.started()
    before = fleet.memory(worker)
    filler = "Погода не изменится. " * 25_000
    values = [
        json.dumps({"id": f"big{n}", "body": f"{filler} Китай {n}"}, ensure_ascii=False).encode()
        for n in range(scaled(40, 300))
    ]
    peak = 0.0
    sending = asyncio.create_task(
        send(installation, [Sent(value) for value in values], compression_type=compression)
    )

    def sampled() -> bool:
        nonlocal peak
        peak = max(peak, fleet.memory(worker) - before)
        return sending.done()

    await until(sampled, 120, "sent")
    done = asyncio.create_task(installation.consumed(120))
    while not done.done():
        peak = max(peak, fleet.memory(worker) - before)
        await asyncio.sleep(0.1)
    await done
    assert len(expected_alerts(values)) == len(values)
    found = await nothing_lost(installation, values)
    name = f"17 flood of 1 MB, {compression or 'plain'}"
    REPORT.add(name, articles=len(values), found=found, note=f"peak {peak:+.0f} MB")
    assert peak < 250
