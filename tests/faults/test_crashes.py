"""Workers that die, stop, freeze, join and leave: cases 1, 2, 3 and 6."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from streams.supervisor import WorkerProcess
from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    limit,
    nothing_lost,
    random_of,
    scaled,
    send,
    until,
)
from tests.support.installation import Installation

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

_PER_KILL = scaled(400, 1000)


async def ended_again_and_again(
    installation: Installation,
    fleet: Fleet,
    times: int,
    end: Callable[[WorkerProcess], Awaitable[object]],
    case: str,
) -> None:
    """Two workers under load; one ends at a random moment and another takes its place."""
    chance = random_of(case)
    values = articles(_PER_KILL * (times + 1))
    await fleet.started(2)
    for number in range(times + 1):
        part = values[number * _PER_KILL : (number + 1) * _PER_KILL]
        sending = asyncio.create_task(send(installation, [Sent(value) for value in part]))
        if number < times:
            await asyncio.sleep(chance.uniform(0.02, 1.0))
            await end(chance.choice(fleet.workers))
            fleet.start()
        await sending
        await fleet.ready()
    started = time.monotonic()
    await installation.consumed(90)
    recovery = time.monotonic() - started
    found = await nothing_lost(installation, values)
    REPORT.add(case, articles=len(values), kills=times, found=found, recovery=recovery)


@limit(240, 1800)
async def test_1_killed_at_random_moments(installation: Installation, fleet: Fleet) -> None:
    async def kill(worker: WorkerProcess) -> None:
        fleet.kill(worker)

    await ended_again_and_again(installation, fleet, scaled(2, 20), kill, "1 SIGKILL")


@limit(240, 1800)
async def test_2_stopped_at_random_moments(installation: Installation, fleet: Fleet) -> None:
    await ended_again_and_again(installation, fleet, scaled(2, 20), fleet.terminate, "2 SIGTERM")


@pytest.mark.parametrize(("how", "seconds"), [("SIGKILL", 15), ("SIGTERM", 3)])
@limit(120)
async def test_3_another_worker_takes_over(
    installation: Installation, fleet: Fleet, how: str, seconds: float
) -> None:
    """With the session timeout that a worker has by default."""
    installation.settings.clear()
    values = articles(40)
    await fleet.started(2)
    victim = fleet.workers[0]
    if how == "SIGKILL":
        fleet.kill(victim)
    else:
        await fleet.terminate(victim)
    started = time.monotonic()
    await installation.publish(values)
    await installation.consumed()
    recovery = time.monotonic() - started
    found = await nothing_lost(installation, values)
    REPORT.add(f"3 take-over, {how}", articles=40, kills=1, found=found, recovery=recovery)
    assert recovery < seconds


@limit(120)
async def test_3_a_worker_that_freezes_is_replaced_and_harmless_when_it_wakes(
    installation: Installation, fleet: Fleet
) -> None:
    values = articles(400)
    await fleet.started(2)
    sleeper = fleet.workers[0]
    await send(installation, [Sent(value) for value in values[:100]])
    fleet.pause(sleeper)
    started = time.monotonic()
    await send(installation, [Sent(value) for value in values[100:300]])
    await installation.consumed(60)
    recovery = time.monotonic() - started
    fleet.resume(sleeper)
    await send(installation, [Sent(value) for value in values[300:]])
    await installation.consumed(60)
    await until(sleeper.is_ready, 60, "the sleeper is back")
    found = await nothing_lost(installation, values)
    REPORT.add("3 SIGSTOP, SIGCONT", articles=400, kills=1, found=found, recovery=recovery)


@limit(240, 1200)
async def test_6_workers_join_and_leave(installation: Installation, fleet: Fleet) -> None:
    times = scaled(3, 30)
    chance = random_of("6")
    values = articles(200 * times)
    await fleet.started(1)
    for number in range(times):
        part = values[number * 200 : (number + 1) * 200]
        sending = asyncio.create_task(send(installation, [Sent(value) for value in part]))
        if len(fleet.workers) < 2 or (len(fleet.workers) < 4 and chance.random() < 0.5):
            fleet.start()
        else:
            await fleet.ready()
            await fleet.terminate(chance.choice(fleet.workers))
        await asyncio.sleep(scaled(2, 5))
        await sending
    started = time.monotonic()
    await installation.consumed(90)
    recovery = time.monotonic() - started
    found = await nothing_lost(installation, values)
    REPORT.add(
        "6 joins and leaves",
        articles=len(values),
        kills=times,
        found=found,
        recovery=recovery,
    )
