"""A broker that restarts, is away, or stands behind a bad network: cases 4, 5 and 15."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from tests.faults.conftest import Breakable
from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    health,
    limit,
    nothing_lost,
    scaled,
    send,
    until,
)
from tests.support.installation import Installation
from tests.support.kafka.broker import KafkaBroker

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@pytest.mark.parametrize("end", [KafkaBroker.stop, KafkaBroker.kill])
@limit(240)
async def test_4_the_broker_restarts(
    breakable: Breakable,
    breakable_installation: Installation,
    breakable_fleet: Fleet,
    end: Callable[[KafkaBroker], None],
) -> None:
    installation, values = breakable_installation, articles(2000)
    await breakable_fleet.started(2)
    # The producer's own retries see to it that each is acknowledged in the end.
    sending = asyncio.create_task(send(installation, [Sent(value) for value in values]))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(end, breakable.broker)
    await breakable.restart()
    started = time.monotonic()
    await sending
    await installation.consumed(60)
    recovery = time.monotonic() - started
    found = await nothing_lost(installation, values)
    assert all(worker.poll() is None for worker in breakable_fleet.workers)
    name = f"4 broker restart, {end.__name__}"
    REPORT.add(name, articles=2000, kills=1, found=found, recovery=recovery)
    assert recovery < 30


@limit(240, 900)
async def test_5_the_broker_is_away(
    breakable: Breakable, breakable_installation: Installation, breakable_fleet: Fleet
) -> None:
    away = scaled(12, 300)
    installation, values = breakable_installation, articles(1000)
    worker = await breakable_fleet.started()
    await send(installation, [Sent(value) for value in values[:500]])
    await installation.consumed()
    before = breakable_fleet.memory(worker)
    await asyncio.to_thread(breakable.broker.kill)
    try:
        await until(lambda: health(worker, "/readyz"), 30, "not ready without a broker")
        assert any("broker" in problem for problem in health(worker, "/readyz"))
        await asyncio.sleep(away)
        assert worker.poll() is None, "no crash loop"
        assert health(worker, "/livez") == [], "a restart would mend nothing"
        growth = breakable_fleet.memory(worker) - before
    finally:
        await breakable.restart()
    started = time.monotonic()
    await send(installation, [Sent(value) for value in values[500:]])
    await installation.consumed(60)
    recovery = time.monotonic() - started
    await until(worker.is_ready, 30, "ready again")
    found = await nothing_lost(installation, values)
    REPORT.add(
        f"5 broker away {away} s",
        articles=1000,
        found=found,
        recovery=recovery,
        note=f"memory {growth:+.0f} MB",
    )
    assert growth < 50


@limit(240)
async def test_15_a_bad_network(
    breakable: Breakable, breakable_installation: Installation, breakable_fleet: Fleet
) -> None:
    installation, proxy, values = breakable_installation, breakable.proxy, articles(1500)
    worker = await breakable_fleet.started()
    proxy.latency = 0.1
    try:
        sending = asyncio.create_task(send(installation, [Sent(v) for v in values[:500]]))
        for _ in range(scaled(4, 20)):
            await asyncio.sleep(1)
            proxy.reset()
        await sending
    finally:
        proxy.latency = 0.0
    await installation.consumed(60)
    found = await nothing_lost(installation, values[:500])
    REPORT.add("15 latency and resets", articles=500, found=found)

    with proxy.black_hole():
        await send(installation, [Sent(value) for value in values[500:1000]])
        await until(lambda: health(worker, "/readyz"), 30, "silence is noticed")
        await asyncio.sleep(scaled(5, 60))
    started = time.monotonic()
    await send(installation, [Sent(value) for value in values[1000:]])
    await installation.consumed(60)
    recovery = time.monotonic() - started
    found = await nothing_lost(installation, values)
    REPORT.add("15 half-open connections", articles=1000, found=found, recovery=recovery)


@limit(120)
async def test_15_no_stall_is_silent(installation: Installation, fleet: Fleet) -> None:
    """Nothing is acknowledged, so nothing is committed; without lag there is no stall."""
    worker = await fleet.started(WIREWATCH_STALL_TIMEOUT="5")
    await asyncio.sleep(6)
    assert health(worker, "/livez") == []
    await installation.withhold_alerts()
    values = articles(100)
    await installation.publish(values)
    took = await until(lambda: health(worker, "/livez"), 30, "a stall")
    (problem,) = health(worker, "/livez")
    assert problem.startswith("stalled: ")
    assert "none was committed" in problem
    await until(
        lambda: any("not acknowledged" in p for p in health(worker, "/readyz")), 30, "readiness"
    )
    await installation.create_topics()
    await installation.consumed(60)
    await until(lambda: not health(worker, "/livez"), 15, "alive again")
    found = await nothing_lost(installation, values)
    REPORT.add("15 stall of 5 s noticed", articles=100, found=found, note=f"after {took:.0f} s")
