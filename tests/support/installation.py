"""An installation of wirewatch on some broker: topics, worker processes, and what came out."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.kafka.admin import TopicAdmin
from streams.kafka.reader import end_offsets, records_so_far
from streams.kafka.security import Connection
from streams.language import create_detector
from streams.matching.watchlist import builtin_watchlist
from streams.processing import Processor
from streams.records import InputRecord
from streams.screening import Screener
from streams.supervisor import WorkerProcess, free_port
from streams.topics import Topics, topics
from tests.support.kafka.admin import admin_client

#: Seconds until a worker must have joined, and until it must have done what there is to do.
_READY, _DONE = 30.0, 30.0
_POLL = 0.1


@dataclass
class Installation:
    """One installation; `settings` go to its workers, by the names that set them."""

    servers: str
    prefix: str
    folder: Path
    partitions: int = 4
    replicas: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def connection(self) -> Connection:
        return Connection(self.servers)

    @property
    def topics(self) -> Topics:
        return topics(self.prefix, partitions=self.partitions)

    @property
    def group(self) -> str:
        return f"{self.prefix}.wirewatch"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "WIREWATCH_BOOTSTRAP_SERVERS": self.servers,
            "WIREWATCH_TOPIC_PREFIX": self.prefix,
            "WIREWATCH_PARTITIONS": str(self.partitions),
            "WIREWATCH_LOG_FORMAT": "json",
            **self.settings,
        }

    async def create_topics(self) -> None:
        async with TopicAdmin.connect(self.connection) as admin:
            plan = await admin.plan(self.topics.all())
            await admin.apply(plan, replication_factor=self.replicas)

    async def withhold_alerts(self) -> None:
        """No alert is acknowledged until `create_topics` makes their topic anew."""
        async with admin_client(self.servers) as admin:
            await admin.delete_topics([self.topics.alerts.name])

    @contextmanager
    def worker(self, **settings: str) -> Iterator[WorkerProcess]:
        """A worker that is ready; killed at the end if the test has not stopped it."""
        log = self.folder / f"worker-{next(self._numbers)}.log"
        environment = {"WIREWATCH_HEALTH_PORT": str(free_port()), **self.environment, **settings}
        with log.open("wb") as output:
            worker = WorkerProcess(environment, output)
            try:
                deadline = time.monotonic() + _READY
                while not worker.is_ready():
                    assert time.monotonic() < deadline, f"not ready: {log.read_text()}"
                    time.sleep(_POLL)
                yield worker
            finally:
                worker.kill()
                worker.wait(5)

    async def publish(self, values: Iterable[bytes | None]) -> None:
        """Put values on the articles topic, each acknowledged, keyed by its place."""
        async with AIOKafkaProducer(
            bootstrap_servers=self.servers, acks="all", linger_ms=5, max_request_size=2_000_000
        ) as producer:
            sent = [
                await producer.send(self.topics.articles.name, value, key=str(place).encode())
                for place, value in enumerate(values)
            ]
            for future in sent:
                await future

    async def consumed(self, seconds: float = _DONE) -> None:
        """Return when the group has committed everything that is on the articles topic."""
        ends = await end_offsets(self.connection, self.topics.articles.name)
        assert ends, "no partition to wait for"
        wanted = {partition: end for partition, end in ends.items() if end}
        deadline = time.monotonic() + seconds
        async with TopicAdmin.connect(self.connection) as admin:
            while not wanted.items() <= (committed := await admin.committed(self.group)).items():
                assert time.monotonic() < deadline, f"committed {committed} of {wanted}"
                await asyncio.sleep(_POLL)

    async def read(self, topic: str) -> list[InputRecord]:
        """What a topic holds now."""
        return [
            InputRecord(r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, r.headers)
            async for r in records_so_far(self.connection, topic)
        ]

    async def alerts(self) -> list[dict[str, Any]]:
        records = await self.read(self.topics.alerts.name)
        return [json.loads(record.value or b"") for record in records]

    async def dead_letters(self) -> list[InputRecord]:
        return await self.read(self.topics.dead_letters.name)


@cache
def _oracle() -> Processor:
    screener = Screener(builtin_watchlist(), create_detector())
    return Processor(screener, topics(), max_article_bytes=1_048_576)


def expected_alerts(values: Iterable[bytes | None]) -> set[str]:
    """The ids of the alerts that values must cause: the pure pipeline, with no Kafka at all."""
    ids = set()
    for place, value in enumerate(values):
        record = InputRecord("articles", 0, place, 0, None, value)
        for output in _oracle().process(record):
            if not _oracle().is_dead_letter(output):
                ids.add(dict(output.headers)["ce_id"].decode())
    return ids
