"""Installations for the fault suite, and its table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.faults import REPORT, Fleet, configure
from tests.support.fixtures import SecuredKafka
from tests.support.installation import Installation
from tests.support.kafka.admin import admin_client
from tests.support.kafka.broker import KafkaBroker
from tests.support.kafka.cluster import KafkaCluster
from tests.support.kafka.distribution import KafkaDistribution
from tests.support.kafka.security import Operation, Resource, allow
from tests.support.proxy import TcpProxy

#: A worker that is killed is out of its group after so long: less than the default, so that the
#: suite takes minutes.
_QUICK_GROUP = {
    "WIREWATCH_SESSION_TIMEOUT_MS": "6000",
    "WIREWATCH_HEARTBEAT_INTERVAL_MS": "1500",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if REPORT.rows:
        terminalreporter.section("faults")
        for line in REPORT.table():
            terminalreporter.write_line(line)


@pytest.fixture
async def installation(kafka: str, topic_prefix: str, tmp_path: Path) -> Installation:
    """Topics on the broker that the tests share."""
    installation = Installation(
        kafka, topic_prefix.rstrip("."), tmp_path, settings=dict(_QUICK_GROUP)
    )
    await installation.create_topics()
    return installation


@pytest.fixture
async def fleet(installation: Installation) -> AsyncIterator[Fleet]:
    with Fleet(installation) as fleet:
        yield fleet


class Breakable(NamedTuple):
    """A broker to be stopped and killed; its listener `PROXIED` leads through the proxy."""

    cluster: KafkaCluster
    proxy: TcpProxy

    @property
    def broker(self) -> KafkaBroker:
        return self.cluster.brokers[0]

    async def restart(self) -> None:
        """Start the broker again: from this thread, whose end would be the broker's as well."""
        self.broker.launch()
        await asyncio.to_thread(self.broker.wait_until_started)


@pytest.fixture(scope="session")
def breakable(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Breakable]:
    cluster = KafkaCluster(
        kafka_distribution,
        tmp_path_factory.mktemp("breakable"),
        listeners={"PROXIED": "PLAINTEXT"},
    )
    (broker,) = cluster.brokers
    with TcpProxy.start(broker.addresses["PROXIED"]) as proxy:
        broker.advertised["PROXIED"] = proxy.address
        with cluster.running():
            yield Breakable(cluster, proxy)


@pytest.fixture
async def breakable_installation(
    breakable: Breakable, topic_prefix: str, tmp_path: Path
) -> Installation:
    """Topics on the broker that can be broken; its workers go through the proxy."""
    installation = Installation(
        breakable.cluster.bootstrap_servers(),
        topic_prefix.rstrip("."),
        tmp_path,
        settings={
            **_QUICK_GROUP,
            "WIREWATCH_BOOTSTRAP_SERVERS": breakable.cluster.bootstrap_servers("PROXIED"),
        },
    )
    await installation.create_topics()
    return installation


@pytest.fixture
async def breakable_fleet(breakable_installation: Installation) -> AsyncIterator[Fleet]:
    with Fleet(breakable_installation) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def three_brokers(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaCluster]:
    """Any of them may be gone, or most: the controller is a process of its own."""
    folder = tmp_path_factory.mktemp("three-brokers")
    with KafkaCluster(
        kafka_distribution, folder, brokers=3, own_controller=True
    ).running() as cluster:
        yield cluster


@pytest.fixture
async def replicated(
    three_brokers: KafkaCluster, topic_prefix: str, tmp_path: Path
) -> Installation:
    """Three replicas of every topic; a record is acknowledged when two of them have it."""
    installation = Installation(
        three_brokers.bootstrap_servers(),
        topic_prefix.rstrip("."),
        tmp_path,
        replicas=3,
        settings=dict(_QUICK_GROUP),
    )
    await installation.create_topics()
    for topic in installation.topics.all():
        await configure(installation, topic, min_insync_replicas="2")
    return installation


@pytest.fixture
async def replicated_fleet(replicated: Installation) -> AsyncIterator[Fleet]:
    with Fleet(replicated) as fleet:
        yield fleet


@pytest.fixture
async def guarded(secured_kafka: SecuredKafka, topic_prefix: str, tmp_path: Path) -> Installation:
    """Its workers log in by certificate, and may do nothing until they are allowed to."""
    # It is the name in the certificate as well, which has room for 64 characters.
    name = f"guarded{topic_prefix.rstrip('.')[-9:]}"
    certificate = str(secured_kafka.authority.issue(name))
    installation = Installation(
        secured_kafka.cluster.bootstrap_servers(),
        name,
        tmp_path,
        partitions=1,
        settings={
            "WIREWATCH_BOOTSTRAP_SERVERS": secured_kafka.cluster.bootstrap_servers("MTLS"),
            "WIREWATCH_SECURITY_PROTOCOL": "SSL",
            "WIREWATCH_SSL_CAFILE": str(secured_kafka.authority.file),
            "WIREWATCH_SSL_CERTFILE": certificate,
        },
    )
    await installation.create_topics()
    async with admin_client(installation.servers) as admin:
        await allow(admin, name, Operation.READ, Resource.TOPIC, installation.topics.articles.name)
        await allow(
            admin, name, Operation.READ, Resource.TOPIC, installation.topics.watchlists.name
        )
        await allow(admin, name, Operation.READ, Resource.GROUP, installation.group)
    return installation


@pytest.fixture
async def guarded_fleet(guarded: Installation) -> AsyncIterator[Fleet]:
    with Fleet(guarded) as fleet:
        yield fleet


async def may_write(installation: Installation, *topics: str) -> None:
    async with admin_client(installation.servers) as admin:
        for topic in topics:
            await allow(admin, installation.prefix, Operation.WRITE, Resource.TOPIC, topic)
