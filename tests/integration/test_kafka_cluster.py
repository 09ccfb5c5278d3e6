"""Groups, restarts and lost brokers: what only real Kafka shows, and that we can provoke it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tests.support.kafka.admin import create_topic
from tests.support.kafka.broker import KafkaBroker
from tests.support.kafka.cluster import KafkaCluster
from tests.support.kafka.distribution import KafkaDistribution

pytestmark = pytest.mark.kafka

SESSION_MS = 2000

_MEMBER = f"""
import asyncio, sys
from aiokafka import AIOKafkaConsumer

async def main(servers, topic):
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=servers, group_id=topic, session_timeout_ms={SESSION_MS},
        heartbeat_interval_ms=500,
    )
    await consumer.start()
    print(len(consumer.assignment()), flush=True)
    await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def cluster(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaCluster]:
    folder = tmp_path_factory.mktemp("kafka")
    with KafkaCluster(kafka_distribution, folder).running() as cluster:
        yield cluster


@pytest.fixture
def three_brokers(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaCluster]:
    folder = tmp_path_factory.mktemp("kafka")
    with KafkaCluster(kafka_distribution, folder, brokers=3).running() as cluster:
        yield cluster


def member(servers: str, topic: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        topic,
        bootstrap_servers=servers,
        group_id=topic,
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=500,
    )


async def until_assigned(consumer: AIOKafkaConsumer, partitions: int) -> None:
    while len(consumer.assignment()) != partitions:
        await consumer.getmany(timeout_ms=50)


@pytest.fixture
async def topic(cluster: KafkaCluster, topic_prefix: str) -> str:
    return await create_topic(cluster.bootstrap_servers(), f"{topic_prefix}t", partitions=4)


@pytest.fixture
def victim(cluster: KafkaCluster, topic: str) -> Iterator[subprocess.Popen[bytes]]:
    """A group member in a process of its own, with all the partitions."""
    command = [sys.executable, "-c", _MEMBER, cluster.bootstrap_servers(), topic]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"4\n"
            yield process
        finally:
            process.kill()


async def test_members_share_the_partitions(cluster: KafkaCluster, topic: str) -> None:
    servers = cluster.bootstrap_servers()
    async with member(servers, topic) as one:
        await until_assigned(one, 4)
        async with member(servers, topic) as other:
            await until_assigned(one, 2)
            await until_assigned(other, 2)
            assert not one.assignment() & other.assignment()
        await until_assigned(one, 4)


async def test_a_killed_member_is_evicted(
    cluster: KafkaCluster, topic: str, victim: subprocess.Popen[bytes]
) -> None:
    async with member(cluster.bootstrap_servers(), topic) as survivor:
        await until_assigned(survivor, 2)
        victim.kill()
        await until_assigned(survivor, 4)


@pytest.mark.parametrize("end", [KafkaBroker.stop, KafkaBroker.kill])
async def test_data_and_commits_outlive_the_broker(
    cluster: KafkaCluster, topic: str, end: Callable[[KafkaBroker], None]
) -> None:
    servers = cluster.bootstrap_servers()
    partition = TopicPartition(topic, 0)
    async with AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, b"before", partition=0)
        async with member(servers, topic) as consumer:
            await consumer.commit({partition: 1})
        (broker,) = cluster.brokers
        end(broker)
        broker.start()
        await producer.send_and_wait(topic, b"after", partition=0)
    async with member(servers, topic) as consumer:
        assert await consumer.committed(partition) == 1
        assert (await consumer.getone()).value == b"after"
        await consumer.seek_to_beginning()
        assert (await consumer.getone()).value == b"before"


async def test_three_brokers_lose_one_and_no_record(
    three_brokers: KafkaCluster, topic_prefix: str
) -> None:
    servers = three_brokers.bootstrap_servers()
    topic = await create_topic(
        servers,
        f"{topic_prefix}t",
        partitions=3,
        replicas=3,
        configs={"min.insync.replicas": "2"},
    )
    sent = [b"%d" % number for number in range(60)]
    async with AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True) as producer:
        for number, value in enumerate(sent):
            if number == 30:
                three_brokers.brokers[0].kill()
            await producer.send_and_wait(topic, value, partition=number % 3)
    received: list[bytes] = []
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=servers, auto_offset_reset="earliest"
    ) as consumer:
        while len(received) < len(sent):
            received.append((await consumer.getone()).value)
    assert sorted(received) == sorted(sent)
