"""What the fault suite is made of: articles, fleets of workers, and the verdict over them.

`WIREWATCH_FAULTS=full` (`make faults`) runs every case in its full size, the default a short one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self, TypeVar

import psutil
import pytest
from aiokafka import AIOKafkaProducer

from streams.kafka.admin import TopicAdmin, TopicChange
from streams.kafka.reader import end_offsets
from streams.supervisor import WorkerProcess, free_port
from streams.topics import Topic
from tests.support.installation import Installation, expected_alerts

T = TypeVar("T")

FULL = os.environ.get("WIREWATCH_FAULTS") == "full"
_POLL = 0.1
_TEXTS = (
    "Экспорт зерна в Китай вырос на четверть.",
    "Тайваню предложили сою, Китаю нет.",
    "Туристы увидели китов у берегов Камчатки.",
    "Силы самообороны Японии начали учения.",
    "The weather stays fine over the weekend.",
    "أعلنت الصين أن المحادثات سوف تستأنف.",
    "台湾の防衛省は火曜日、新しい計画を発表した。",
)


def scaled(short: T, full: T) -> T:
    return full if FULL else short


def articles(count: int, first: int = 0) -> list[bytes]:
    """Articles in turn, each with an id of its own."""
    return [
        json.dumps({"id": f"a{n}", "body": _TEXTS[n % len(_TEXTS)]}, ensure_ascii=False).encode()
        for n in range(first, first + count)
    ]


class Sent(NamedTuple):
    """A record to put on the articles topic."""

    value: bytes | None
    key: bytes | None = None
    timestamp_ms: int | None = None
    partition: int | None = None


async def send(installation: Installation, records: Sequence[Sent], **producer: Any) -> None:
    """Publish records of any kind, each acknowledged."""
    async with AIOKafkaProducer(
        bootstrap_servers=installation.servers,
        enable_idempotence=True,
        linger_ms=5,
        max_request_size=20_000_000,
        **producer,
    ) as client:
        futures = [
            await client.send(
                installation.topics.articles.name,
                record.value,
                key=record.key,
                timestamp_ms=record.timestamp_ms,
                partition=record.partition,
            )
            for record in records
        ]
        for future in futures:
            await future


async def configure(installation: Installation, topic: Topic, **config: str) -> None:
    """Change settings of a topic that exists."""
    wanted = {name.replace("_", "."): value for name, value in config.items()}
    change = TopicChange(
        Topic(topic.name, topic.key, topic.schema, topic.partitions, wanted),
        partitions=topic.partitions,
        config={name: (None, value) for name, value in wanted.items()},
    )
    async with TopicAdmin.connect(installation.connection) as admin:
        await admin.apply([change], replication_factor=1)


async def until(what: Any, seconds: float, message: str) -> float:
    """Poll (a function, or an async one) until it is true; how many seconds that took."""
    started = time.monotonic()
    while True:
        result = what()
        if asyncio.iscoroutine(result):
            result = await result
        if result:
            return time.monotonic() - started
        assert time.monotonic() - started < seconds, f"not in {seconds} s: {message}"
        await asyncio.sleep(_POLL)


def health(worker: WorkerProcess, path: str, part: str = "problems") -> list[str]:
    """What `/livez` or `/readyz` complains about, or its notes; raises where nobody answers."""
    url = f"http://127.0.0.1:{worker.health_port}{path}"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            body = json.load(answer)
    except urllib.error.HTTPError as error:
        body = json.load(error)
    told: list[str] = body[part]
    return told


class Fleet:
    """Workers of an installation that come and go; whatever is left of them ends with it."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._numbers = itertools.count()
        self.workers: list[WorkerProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait(5)

    def start(self, **settings: str) -> WorkerProcess:
        """One more; it is not ready yet."""
        log = self._installation.folder / f"fleet-{next(self._numbers)}.log"
        environment = {"WIREWATCH_HEALTH_PORT": str(free_port()), **self._installation.environment}
        with log.open("wb") as output:
            worker = WorkerProcess({**environment, **settings}, output)
        self.workers.append(worker)
        return worker

    async def ready(self, seconds: float = 60) -> None:
        for worker in self.workers:
            await until(worker.is_ready, seconds, f"worker ready: {self.logs()[-2000:]}")

    async def started(self, count: int = 1, /, **settings: str) -> WorkerProcess:
        """So many more, all of them ready; the last one of them."""
        for _ in range(count):
            self.start(**settings)
        await self.ready()
        return self.workers[-1]

    def kill(self, worker: WorkerProcess) -> None:
        worker.kill()
        worker.wait(5)
        self.workers.remove(worker)

    async def terminate(self, worker: WorkerProcess, seconds: float = 15) -> float:
        """End one by SIGTERM: it must exit with 0; how many seconds that took."""
        self.workers.remove(worker)
        worker.terminate()
        try:
            took = await until(lambda: worker.poll() is not None, seconds, "stopped by SIGTERM")
        finally:
            code = worker.wait(0.1)
        assert code == 0, self.logs()[-2000:]
        return took

    def pause(self, worker: WorkerProcess) -> None:
        os.kill(worker.pid, signal.SIGSTOP)

    def resume(self, worker: WorkerProcess) -> None:
        os.kill(worker.pid, signal.SIGCONT)

    def memory(self, worker: WorkerProcess) -> float:
        """Resident megabytes."""
        return psutil.Process(worker.pid).memory_info().rss / 1_000_000

    def logs(self) -> str:
        files = sorted(self._installation.folder.glob("fleet-*.log"))
        return "\n".join(file.read_text("utf-8", "replace") for file in files)


@dataclass
class Verdict:
    """What came out, held against what the pure pipeline says must."""

    lost: set[str]
    unexpected: set[str]
    duplicates: int
    different: set[str] = field(default_factory=set)


async def verdict(
    installation: Installation,
    values: Sequence[bytes | None],
    *,
    maybe: Sequence[bytes | None] = (),
) -> Verdict:
    """Compare sets: counting hides losses behind duplicates.

    Args:
        installation: whose alerts topic is read.
        values: every article that the broker acknowledged.
        maybe: further ones that it may have got.
    """
    wanted = expected_alerts(values)
    allowed = wanted | expected_alerts(maybe)
    forms: dict[str, set[tuple[bytes | None, bytes | None, tuple[tuple[str, bytes], ...]]]] = {}
    counts: Counter[str] = Counter()
    for record in await installation.read(installation.topics.alerts.name):
        alert_id = dict(record.headers)["ce_id"].decode()
        counts[alert_id] += 1
        form = (record.key, record.value, tuple(record.headers))
        forms.setdefault(alert_id, set()).add(form)
    return Verdict(
        lost=wanted - counts.keys(),
        unexpected=counts.keys() - allowed,
        duplicates=counts.total() - len(counts),
        different={alert_id for alert_id, found in forms.items() if len(found) > 1},
    )


async def nothing_lost(
    installation: Installation, values: Sequence[bytes | None], *, identical: bool = True
) -> Verdict:
    """The delivery guarantee: every alert is there, no other one is, repeats are the same bytes."""
    found = await verdict(installation, values)
    assert not found.lost, (
        f"{len(found.lost)} alerts lost, {len(found.unexpected)} unexpected, of "
        f"{await end_offsets(installation.connection, installation.topics.alerts.name)}"
    )
    assert not found.unexpected
    assert not identical or not found.different, "repeats differ"
    return found


@dataclass
class Report:
    """The table at the end of a run: a row for each case."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, case: str, *, articles: int = 0, kills: int = 0, found: Verdict | None = None,
        recovery: float | None = None, note: str = "",
    ) -> None:  # fmt: skip
        self.rows.append(
            {
                "case": case,
                "articles": articles or "",
                "kills": kills or "",
                "lost": "" if found is None else len(found.lost),
                "duplicates": "" if found is None else found.duplicates,
                "recovery": "" if recovery is None else f"{recovery:.1f} s",
                "note": note,
            }
        )

    def table(self) -> list[str]:
        names = ("case", "articles", "kills", "lost", "duplicates", "recovery", "note")
        lines = [dict(zip(names, names, strict=True)), *self.rows]
        widths = {name: max(len(str(line[name])) for line in lines) for name in names}
        return ["  ".join(str(line[n]).ljust(widths[n]) for n in names).rstrip() for line in lines]


REPORT = Report()


def random_of(test: str) -> random.Random:
    """Repeatable chance, other for each test; WIREWATCH_FAULTS_SEED gives other runs."""
    return random.Random(f"{test} {os.environ.get('WIREWATCH_FAULTS_SEED', '1')}")


def limit(short: float, full: float | None = None) -> pytest.MarkDecorator:
    """The time limit of a test in seconds: what it does takes a fraction of it."""
    return pytest.mark.timeout(scaled(short, full or short), func_only=True)
