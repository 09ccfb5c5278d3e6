"""What receiving, publishing and committing cost a worker, each measured alone in this process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.kafka.outbox import Outbox
from streams.kafka.source import SourceOptions
from streams.processing import Processor
from streams.records import InputRecord, OutputRecord
from streams.screening import Screener
from tests.support.installation import Installation

_OPTIONS = SourceOptions()
_MAX_BYTES = 1_048_576
#: A worker's batch is a megabyte at the most: so many of these articles.
_BATCH = 280
#: What comes first is not counted: articles, batches, commits.
_WARM_ARTICLES, _WARM_BATCHES, _WARM_COMMITS = 1_000, 3, 20
_COMMITS = 300


@dataclass(frozen=True)
class KafkaParts:
    """Microseconds of processor time.

    Attributes:
        receive: for an article: `getmany`, with the fetches behind it.
        publish: for an alert: until the broker has acknowledged it.
        commit: for a commit of all partitions.
        alerts: for an article, how many on average.
    """

    receive: float
    publish: float
    commit: float
    alerts: float

    def for_article(self, articles_per_second: float) -> dict[str, float]:
        """The same averaged over articles, for a worker that does so many in a second."""
        between_commits = articles_per_second * _OPTIONS.commit_interval
        return {
            "receive": self.receive,
            "publish": self.publish * self.alerts,
            "commit": self.commit / between_commits,
        }


async def kafka_parts(
    installation: Installation, screener: Screener, values: Sequence[bytes]
) -> KafkaParts:
    """Measure on the topics of an installation, which hold the articles already.

    Args:
        installation: with articles.
        screener: finds the alerts to publish.
        values: of articles that cause them.
    """
    processor = Processor(screener, installation.topics, max_article_bytes=_MAX_BYTES)
    batches = _alerts(processor, values)
    alerts = sum(map(len, batches))
    return KafkaParts(
        receive=await _receive(installation),
        publish=await _publish(installation, batches),
        commit=await _commit(installation),
        alerts=alerts / len(values),
    )


async def _receive(installation: Installation) -> float:
    consumer = AIOKafkaConsumer(
        installation.topics.articles.name,
        bootstrap_servers=installation.servers,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        fetch_max_bytes=_OPTIONS.fetch_max_bytes,
        max_partition_fetch_bytes=_OPTIONS.fetch_max_bytes // 2,
    )
    async with consumer:
        left = sum((await consumer.end_offsets(list(consumer.assignment()))).values())
        await _take(consumer, min(_WARM_ARTICLES, left // 2))
        start = time.process_time_ns()
        received = await _take(consumer, left // 2)
        return (time.process_time_ns() - start) / received / 1000


async def _take(consumer: AIOKafkaConsumer, count: int) -> int:
    """Receive so many records or some more, as batches come; and keep none."""
    received = 0
    while received < count:
        found = await consumer.getmany(timeout_ms=1000, max_records=_OPTIONS.max_poll_records)
        received += sum(map(len, found.values()))
    return received


def _alerts(processor: Processor, values: Sequence[bytes]) -> list[list[OutputRecord]]:
    """The alerts that each batch of articles causes."""
    records = [InputRecord("", 0, number, 0, None, value) for number, value in enumerate(values)]
    return [
        [alert for record in records[first : first + _BATCH] for alert in processor.process(record)]
        for first in range(0, len(records), _BATCH)
    ]


async def _publish(installation: Installation, batches: Sequence[Sequence[OutputRecord]]) -> float:
    async with Outbox(installation.connection, max_record_bytes=_MAX_BYTES) as outbox:
        for batch in batches[:_WARM_BATCHES]:
            await outbox.publish(batch)
        start = time.process_time_ns()
        for batch in batches:
            await outbox.publish(batch)
        taken = time.process_time_ns() - start
    return taken / sum(map(len, batches)) / 1000


async def _commit(installation: Installation) -> float:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=installation.servers, group_id="commits", enable_auto_commit=False
    )
    topic = installation.topics.articles.name
    partitions = [TopicPartition(topic, number) for number in range(installation.partitions)]
    consumer.assign(partitions)
    async with consumer:
        for number in range(_WARM_COMMITS):
            await consumer.commit(dict.fromkeys(partitions, number))
        start = time.process_time_ns()
        for number in range(_COMMITS):
            await consumer.commit(dict.fromkeys(partitions, number))
        return (time.process_time_ns() - start) / _COMMITS / 1000
