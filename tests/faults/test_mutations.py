"""Case 18: that the suite fails where it should. A worker with a defect loses, and we see it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from streams import exit_codes
from tests.faults.conftest import may_write
from tests.support.faults import REPORT, Fleet, articles, limit, nothing_lost, until
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


@pytest.mark.parametrize(
    ("scenario", "mutation"),
    [
        (killed_unacknowledged, COMMITS_BEFORE_ACKNOWLEDGEMENT),
        (joined_unacknowledged, DROPS_ON_REVOCATION),
    ],
    ids=lambda value: getattr(value, "name", "").replace(" ", "-"),
)
@pytest.mark.parametrize("mutated", [False, True], ids=["right", "mutated"])
@limit(180)
async def test_18_losses_are_seen(
    installation: Installation,
    fleet: Fleet,
    tmp_path: Path,
    scenario: object,
    mutation: Mutation,
    mutated: bool,
) -> None:
    assert callable(scenario)
    if mutated:
        with pytest.raises(AssertionError, match="alerts lost"):
            await scenario(installation, fleet, mutation.environment(tmp_path))
        REPORT.add(f"18 {mutation.name}", articles=100, kills=1, note="the suite fails: good")
    else:
        await scenario(installation, fleet, RIGHT)


@pytest.mark.parametrize("mutated", [False, True], ids=["right", "mutated"])
@limit(120)
async def test_18_an_exception_that_is_acknowledged_is_seen(
    guarded: Installation, guarded_fleet: Fleet, tmp_path: Path, mutated: bool
) -> None:
    """The dead letter of an article is refused: who goes on has lost it."""
    mutation = ACKNOWLEDGES_ON_EXCEPTION
    environment = mutation.environment(tmp_path) if mutated else RIGHT
    await may_write(guarded, guarded.topics.alerts.name)
    worker = await guarded_fleet.started(**environment)
    await guarded.publish([b"not JSON"])
    if mutated:
        await guarded.consumed()
    else:
        await until(lambda: worker.poll() is not None, 30, "it stops")
        assert worker.poll() == exit_codes.UNDELIVERABLE
    await may_write(guarded, guarded.topics.dead_letters.name)
    guarded_fleet.kill(worker)
    await guarded_fleet.started()
    await guarded.consumed()
    letters = [letter.value for letter in await guarded.dead_letters()]
    assert letters == ([] if mutated else [b"not JSON"])
    if mutated:
        REPORT.add(f"18 {mutation.name}", articles=1, note="the suite fails: good")
