"""A publisher at an even rate, in a process of its own, that tells when it sent each article.

python -m tests.benchmarks.publisher --bootstrap HOST:PORT --articles TOPIC --partitions 4 \\
    --prefix ID --rate 500 --seconds 15

Writes `ready` when the articles are prepared, begins at the first line of standard input, and
writes one line of JSON when all are acknowledged.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

import msgspec
from aiokafka import AIOKafkaProducer

from tests.benchmarks.articles import articles

READY = b"ready\n"


class Published(msgspec.Struct, frozen=True):
    """What was published.

    Attributes:
        sent: for each article in order, when it was handed to the producer. Seconds of the
            monotonic clock, which is one for all processes of a machine.
        late_ms: by how much the publisher was behind its schedule, at the most.
    """

    sent: list[float]
    late_ms: float

    @property
    def rate(self) -> float:
        """Articles a second, as it came out."""
        return (len(self.sent) - 1) / (self.sent[-1] - self.sent[0])


async def main() -> None:
    """Publish."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.publisher")
    for name in ("bootstrap", "articles", "prefix"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--partitions", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True, help="articles a second")
    parser.add_argument("--seconds", type=float, required=True)
    options = parser.parse_args()
    values = articles(max(2, round(options.rate * options.seconds)), options.prefix)
    async with AIOKafkaProducer(
        bootstrap_servers=options.bootstrap, max_batch_size=256 * 1024
    ) as producer:
        await producer.partitions_for(options.articles)
        sys.stdout.buffer.write(READY)
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        sent, acknowledged, late = [], [], 0.0
        start = time.monotonic()
        for number, value in enumerate(values):
            due = start + number / options.rate
            while (ahead := due - time.monotonic()) > 0:
                await asyncio.sleep(ahead)
            late = max(late, -ahead)
            sent.append(time.monotonic())
            acknowledged.append(
                await producer.send(options.articles, value, partition=number % options.partitions)
            )
        await asyncio.gather(*acknowledged)
    sys.stdout.buffer.write(msgspec.json.encode(Published(sent, late * 1000)) + b"\n")


if __name__ == "__main__":
    asyncio.run(main())
