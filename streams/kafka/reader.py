"""Reading a topic without a group: what is there now, or what comes from now on."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from streams.errors import ConfigurationError, problem
from streams.kafka.security import Connection

_POLL_MS = 200


@asynccontextmanager
async def consumer_of(
    connection: Connection, topic: str, start: Literal["earliest", "latest"] = "earliest"
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of every partition of a topic, in no group.

    It looks up where to start by itself, in the background. To seek to the beginning or the end
    instead races with that, and whichever answer comes last wins: a reader that should start at
    the beginning finds itself at the end, and nothing to read.

    Raises:
        ConfigurationError: there is no such topic, or the broker refuses the login.
    """
    consumer = AIOKafkaConsumer(
        topic,
        **connection.client_options("wirewatch-reader"),
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset=start,
    )
    try:
        await connection.start(consumer)
        if topic not in await consumer.topics():
            raise ConfigurationError(
                [problem("does not exist: run `wirewatch topics apply`", path=f"topic {topic}")]
            )
        yield consumer
    finally:
        await consumer.stop()


async def records_so_far(connection: Connection, topic: str) -> AsyncGenerator[ConsumerRecord]:
    """Every record that a topic holds now, each partition in order."""
    async with consumer_of(connection, topic) as consumer:
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(tp) < ends[tp] for tp in partitions]):
            for partition, records in (await consumer.getmany(timeout_ms=_POLL_MS)).items():
                for record in records:
                    if record.offset < ends[partition]:
                        yield record


async def records_as_they_come(
    connection: Connection, topic: str, *, from_beginning: bool
) -> AsyncGenerator[ConsumerRecord]:
    """The records of a topic, for as long as the caller wants them.

    Args:
        connection: the broker.
        topic: in full.
        from_beginning: those that it holds first; only new ones otherwise.
    """
    start: Literal["earliest", "latest"] = "earliest" if from_beginning else "latest"
    async with consumer_of(connection, topic, start) as consumer:
        for partition in consumer.assignment():
            await consumer.position(partition)
        while True:
            for records in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
                for record in records:
                    yield record


async def require_topic(connection: Connection, topic: str) -> None:
    """Raise `ConfigurationError` where a topic does not exist."""
    async with consumer_of(connection, topic):
        pass


async def end_offsets(connection: Connection, topic: str) -> dict[TopicPartition, int]:
    """Where each partition of a topic ends now."""
    async with consumer_of(connection, topic) as consumer:
        ends: dict[TopicPartition, int] = await consumer.end_offsets(list(consumer.assignment()))
        return ends


async def newest_timestamp(connection: Connection, topic: str) -> int | None:
    """When the newest record of a topic came, in milliseconds since the epoch, if there is any."""
    async with consumer_of(connection, topic) as consumer:
        partitions = list(consumer.assignment())
        starts = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        newest: list[int] = []
        for partition in partitions:
            if ends[partition] > starts[partition]:
                await consumer.position(partition)
                consumer.seek(partition, ends[partition] - 1)
                found = await consumer.getmany(partition, timeout_ms=2_000, max_records=1)
                newest += [record.timestamp for run in found.values() for record in run]
        return max(newest, default=None)
