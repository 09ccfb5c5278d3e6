"""Brokers of a cluster with three replicas that are killed: case 4 once more."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiokafka.errors import KafkaError

from streams.kafka.admin import TopicAdmin
from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    health,
    limit,
    nothing_lost,
    random_of,
    scaled,
    send,
    until,
)
from tests.support.installation import Installation, expected_alerts
from tests.support.kafka.admin import admin_client
from tests.support.kafka.broker import KafkaBroker
from tests.support.kafka.cluster import KafkaCluster

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

_PER_KILL = scaled(1000, 3000)


async def coordinator(installation: Installation, cluster: KafkaCluster) -> KafkaBroker:
    """The broker that the group's offsets and heartbeats go to."""
    async with admin_client(installation.servers) as admin:
        node_id = await admin.find_coordinator(installation.group)
    (found,) = (broker for broker in cluster.brokers if broker.node_id == node_id)
    return found


async def restart(*brokers: KafkaBroker) -> None:
    """From this thread, whose end would be theirs as well."""
    for broker in brokers:
        broker.launch()
    for broker in brokers:
        await asyncio.to_thread(broker.wait_until_started)


async def in_sync(installation: Installation) -> bool:
    """Whether every replica has what its leader has."""
    async with admin_client(installation.servers) as admin:
        topics = await admin.describe_topics([topic.name for topic in installation.topics.all()])
    return all(len(part["isr"]) == 3 for topic in topics for part in topic["partitions"])


@limit(180, 900)
async def test_4_one_of_three_brokers_is_killed(
    three_brokers: KafkaCluster, replicated: Installation, replicated_fleet: Fleet
) -> None:
    """The one that coordinates the group, each time: the others take over, and nobody waits."""
    times, chance = scaled(1, 6), random_of("4 one of three")
    values, recovery = articles(_PER_KILL * times), 0.0
    await replicated_fleet.started(2)
    for number in range(times):
        part = values[number * _PER_KILL : (number + 1) * _PER_KILL]
        victim = await coordinator(replicated, three_brokers)
        sending = asyncio.create_task(send(replicated, [Sent(value) for value in part]))
        await asyncio.sleep(chance.uniform(0.05, 0.5))
        await asyncio.to_thread(victim.kill)
        killed = time.monotonic()
        await sending
        await replicated.consumed(60)
        recovery = max(recovery, time.monotonic() - killed)
        await restart(victim)
        await until(lambda: in_sync(replicated), 60, "in sync again")
    found = await nothing_lost(replicated, values)
    assert all(worker.poll() is None for worker in replicated_fleet.workers)
    REPORT.add("4 one of three brokers, SIGKILL", articles=len(values), kills=times, found=found,
               recovery=recovery)  # fmt: skip
    assert recovery < 30


async def committed_unacknowledged(installation: Installation) -> set[str]:
    """Alerts of articles that are committed, but which no reader of the alerts can see."""
    async with TopicAdmin.connect(installation.connection) as admin:
        committed = await admin.committed(installation.group)
    done = [
        record.value
        for record in await installation.read(installation.topics.articles.name)
        if record.offset < max(committed.get((record.topic, record.partition), 0), 0)
    ]
    return expected_alerts(done) - {alert["id"] for alert in await installation.alerts()}


@limit(180, 300)
async def test_4_two_of_three_brokers_are_killed(
    three_brokers: KafkaCluster, replicated: Installation, replicated_fleet: Fleet
) -> None:
    """The last one gives out articles and takes commits, but acknowledges no alert."""
    away, values = scaled(8, 60), articles(600)
    await replicated_fleet.started(2)
    await send(replicated, [Sent(value) for value in values[:200]])
    await replicated.consumed()
    # Nobody reads these before it is too late to write what they cause.
    for worker in replicated_fleet.workers:
        replicated_fleet.pause(worker)
    await send(replicated, [Sent(value) for value in values[200:400]])
    await asyncio.sleep(1)  # until the followers know what is acknowledged: a fetch later
    victims = random_of("4 two of three").sample(three_brokers.brokers, 2)
    for victim in victims:
        await asyncio.to_thread(victim.kill)
    for worker in replicated_fleet.workers:
        replicated_fleet.resume(worker)
    killed = time.monotonic()

    async def readable() -> bool:
        try:
            found = await replicated.read(replicated.topics.articles.name)
        except KafkaError:
            return False
        return len(found) == 400

    try:
        await until(readable, 30, "the articles can be read")
        await until(
            lambda: "NotEnoughReplicasError" in replicated_fleet.logs(), 60, "alerts are refused"
        )
        for worker in replicated_fleet.workers:
            await until(
                lambda w=worker: any("not acknowledged" in p for p in health(w, "/readyz")),
                30,
                "not ready",
            )
        await asyncio.sleep(max(0, killed + away - time.monotonic()))
        assert all(worker.poll() is None for worker in replicated_fleet.workers)
        assert await committed_unacknowledged(replicated) == set()
    finally:
        await restart(*victims)
    started = time.monotonic()
    await send(replicated, [Sent(value) for value in values[400:]])
    await replicated.consumed(60)
    recovery = time.monotonic() - started
    found = await nothing_lost(replicated, values)
    assert all(worker.poll() is None for worker in replicated_fleet.workers)
    REPORT.add("4 two of three brokers, SIGKILL", articles=600, kills=2, found=found,
               recovery=recovery)  # fmt: skip
    assert recovery < 30
