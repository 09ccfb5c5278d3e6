"""The network's faults, between a client and a broker that sends its clients to the proxy."""

from __future__ import annotations

import asyncio
import math
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from aiokafka import AIOKafkaProducer

from tests.support.kafka.admin import create_topic
from tests.support.kafka.cluster import KafkaCluster
from tests.support.kafka.distribution import KafkaDistribution
from tests.support.proxy import TcpProxy

pytestmark = pytest.mark.kafka

# The smallest request there is: its length, key 18, version 0, correlation id, no client id.
API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)

Send = Callable[[bytes], Awaitable[int]]


@pytest.fixture(scope="module")
def proxied(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[KafkaCluster, TcpProxy]]:
    cluster = KafkaCluster(
        kafka_distribution, tmp_path_factory.mktemp("kafka"), listeners={"PROXIED": "PLAINTEXT"}
    )
    (broker,) = cluster.brokers
    with TcpProxy.start(broker.addresses["PROXIED"]) as proxy:
        broker.advertised["PROXIED"] = proxy.address
        with cluster.running():
            yield cluster, proxy


@pytest.fixture
def proxy(proxied: tuple[KafkaCluster, TcpProxy]) -> TcpProxy:
    return proxied[1]


@pytest.fixture
async def send(proxied: tuple[KafkaCluster, TcpProxy], topic_prefix: str) -> AsyncIterator[Send]:
    """Publishes through the proxy, gives back the offset."""
    cluster, _ = proxied
    topic = await create_topic(cluster.bootstrap_servers(), f"{topic_prefix}t")
    async with AIOKafkaProducer(
        bootstrap_servers=cluster.bootstrap_servers("PROXIED"), enable_idempotence=True
    ) as producer:

        async def send(value: bytes) -> int:
            offset: int = (await producer.send_and_wait(topic, value)).offset
            return offset

        assert await send(b"warm") == 0
        yield send


async def test_latency_is_paid_both_ways(proxy: TcpProxy, send: Send) -> None:
    proxy.latency = 0.2
    try:
        started = time.monotonic()
        await send(b"v")
        assert time.monotonic() - started >= 0.4
    finally:
        proxy.latency = 0.0


async def test_bandwidth_is_what_was_asked_for(proxy: TcpProxy, send: Send) -> None:
    proxy.bytes_per_second = 200_000
    try:
        started = time.monotonic()
        await send(b"x" * 100_000)
        assert time.monotonic() - started >= 0.5
    finally:
        proxy.bytes_per_second = math.inf


def test_a_reset_is_what_a_connection_sees(proxy: TcpProxy) -> None:
    host, port = proxy.address.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(API_VERSIONS)
        answer = connection.makefile("rb")
        assert answer.read(4)
        proxy.reset()
        with answer, pytest.raises(ConnectionResetError):
            answer.read()


async def test_a_client_comes_back_after_a_reset(proxy: TcpProxy, send: Send) -> None:
    for offset in range(1, 4):
        proxy.reset()
        assert await send(b"v") == offset


async def test_a_half_open_connection_answers_nothing(proxy: TcpProxy, send: Send) -> None:
    with proxy.black_hole():
        sending = asyncio.ensure_future(send(b"v"))
        await asyncio.sleep(0.5)
        assert not sending.done()
    assert await sending == 1
