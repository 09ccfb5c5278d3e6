"""Case 18: that the suite fails where it should. A worker with a defect loses, and we see it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.faults.conftest import may_write
from tests.support.faults import REPORT, Fleet, articles, limit, nothing_lost
from tests.support.installation import Installation
from tests.support.mutation import (
    ACKNOWLEDGES_ON_EXCEPTION,
    COMMITS_BEFORE_ACKNOWLEDGEMENT,
    DROPS_ON_REVOCATION,
    Mutation,
)

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

Worker = dict[str, str]
RIGHT: Worker = {}


async def killed_unacknowledged(
    installation: Installation, fleet: Fleet, worker: Worker, *, joined: bool = False
) -> None:
    """The broker acknowledges no alert; the worker is killed, perhaps after another one joined."""
    values = articles(100)
    await installation.withhold_alerts()
    await fleet.started(**worker)
    await installation.publish(values)
    await asyncio.sleep(3)
    if joined:
        await fleet.started(**worker)
        await asyncio.sleep(3)
    for victim in list(fleet.workers):
        fleet.kill(victim)
    await installation.create_topics()
    await fleet.started()
    await installation.consumed(60)
    await nothing_lost(installation, values)


async def joined_unacknowledged(installation: Installation, fleet: Fleet, worker: Worker) -> None:
    await killed_unacknowledged(installation, fleet, worker, joined=True)


@limit(120)
async def test_18_a_worker_without_defect_passes(installation: Installation, fleet: Fleet) -> None:
    await joined_unacknowledged(installation, fleet, RIGHT)


@pytest.mark.parametrize(
    ("scenario", "mutation"),
    [
        (killed_unacknowledged, COMMITS_BEFORE_ACKNOWLEDGEMENT),
        (joined_unacknowledged, DROPS_ON_REVOCATION),
    ],
    ids=lambda value: getattr(value, "name", "").replace(" ", "-"),
)
@limit(120)
async def test_18_losses_are_seen(
    installation: Installation,
    fleet: Fleet,
    tmp_path: Path,
    scenario: Callable[[Installation, Fleet, Worker], Awaitable[None]],
    mutation: Mutation,
) -> None:
    with pytest.raises(AssertionError, match="alerts lost"):
        await scenario(installation, fleet, mutation.environment(tmp_path))
    REPORT.add(f"18 {mutation.name}", articles=100, kills=1, note="the suite fails: good")


@limit(120)
async def test_18_an_exception_that_is_acknowledged_is_seen(
    guarded: Installation, guarded_fleet: Fleet, tmp_path: Path
) -> None:
    """The dead letter of an article is refused: who goes on has lost it (case 8 is the other)."""
    mutation = ACKNOWLEDGES_ON_EXCEPTION
    await may_write(guarded, guarded.topics.alerts.name)
    worker = await guarded_fleet.started(**mutation.environment(tmp_path))
    await guarded.publish([b"not JSON"])
    await guarded.consumed()
    guarded_fleet.kill(worker)
    await may_write(guarded, guarded.topics.dead_letters.name)
    await guarded_fleet.started()
    await guarded.consumed()
    assert await guarded.dead_letters() == []
    REPORT.add(f"18 {mutation.name}", articles=1, note="the suite fails: good")
