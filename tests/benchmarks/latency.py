"""How long an alert takes, from the moment its article is sent, at shares of the maximum rate."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from statistics import quantiles

import msgspec
import orjson
from aiokafka import AIOKafkaConsumer

from streams.kafka.reader import consumer_of
from tests.benchmarks.articles import articles
from tests.benchmarks.measure import MeasurementError
from tests.benchmarks.programs import publish
from tests.benchmarks.publisher import READY, Published
from tests.support.installation import Installation

SHARES = (0.1, 0.5, 0.9)
#: A worker compiles regular expressions at the first sight of a candidate: not counted.
_WARM_UP = 5_000
#: Seconds to prepare articles, and to do what is left when the publisher has ended.
_PREPARED, _CONSUMED = 60.0, 120.0


@dataclass(frozen=True)
class Latency:
    """From an article's send to the arrival of its alert at a consumer, in milliseconds.

    Attributes:
        share: of the rate that the worker can do at the most.
        rate: articles a second, as it came out.
        late_ms: by how much the publisher was behind its schedule, at the most.
        left_s: seconds until the worker had done everything when the publisher had ended.
    """

    share: float
    rate: float
    alerts: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    late_ms: float
    left_s: float


async def warm_up(installation: Installation) -> None:
    """Have the worker do some articles that are not counted."""
    await publish(installation, articles(_WARM_UP, "warm-up"))
    await installation.consumed(_CONSUMED)


async def latency(installation: Installation, share: float, rate: float, seconds: float) -> Latency:
    """Publish at a rate to the worker of an installation, and see when the alerts come.

    Args:
        installation: with one worker that runs.
        share: what the rate is of the maximum, for the record.
        rate: articles a second.
        seconds: for how long.

    Raises:
        MeasurementError: the publisher failed, or there were too few alerts.
    """
    prefix = f"at-{share:.0%}"
    came: list[tuple[float, bytes]] = []
    async with consumer_of(
        installation.connection, installation.topics.alerts.name, "latest"
    ) as consumer:
        for partition in consumer.assignment():
            await consumer.position(partition)  # it begins to read here
        collecting = asyncio.create_task(_collect(consumer, came))
        published = await _publish_evenly(installation, prefix, rate, seconds)
        ended = time.monotonic()
        # The worker commits what the broker has acknowledged the alerts of: all of them are there.
        await installation.consumed(_CONSUMED)
        left = time.monotonic() - ended
        ends = await consumer.end_offsets(list(consumer.assignment()))
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            await asyncio.sleep(0.1)
        collecting.cancel()
        await asyncio.gather(collecting, return_exceptions=True)
    waits = []
    for at, value in came:
        start, _, number = orjson.loads(value)["article"]["id"].rpartition("-")
        if start == prefix:
            waits.append(1000 * (at - published.sent[int(number)]))
    if len(waits) < 2:
        raise MeasurementError(f"{len(waits)} alerts are too few: publish for longer")
    cuts = quantiles(waits, n=100, method="inclusive")
    return Latency(
        share=share,
        rate=published.rate,
        alerts=len(waits),
        p50_ms=cuts[49],
        p95_ms=cuts[94],
        p99_ms=cuts[98],
        late_ms=published.late_ms,
        left_s=left,
    )


async def _collect(consumer: AIOKafkaConsumer, came: list[tuple[float, bytes]]) -> None:
    """Note when each alert comes; what is in it is looked at later."""
    while True:
        batches = await consumer.getmany(timeout_ms=1000)
        now = time.monotonic()
        came.extend((now, record.value) for records in batches.values() for record in records)


async def _publish_evenly(
    installation: Installation, prefix: str, rate: float, seconds: float
) -> Published:
    options = {
        "--bootstrap": installation.servers,
        "--articles": installation.topics.articles.name,
        "--partitions": str(installation.partitions),
        "--prefix": prefix,
        "--rate": str(rate),
        "--seconds": str(seconds),
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.benchmarks.publisher"),
        *(word for option in options.items() for word in option),
        stdin=pipe,
        stdout=pipe,
    )
    try:
        assert process.stdout
        line = await asyncio.wait_for(process.stdout.readline(), _PREPARED)
        if line != READY:
            raise MeasurementError("the publisher ended before it began; see above")
        output, _ = await asyncio.wait_for(process.communicate(b"go\n"), 2 * seconds + _PREPARED)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise MeasurementError(f"the publisher ended with exit code {process.returncode}")
    return msgspec.json.decode(output, type=Published)
