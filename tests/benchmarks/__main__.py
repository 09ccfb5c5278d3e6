"""`make bench`: a table of what each line costs, on real Kafka on this machine, in one run.

python -m tests.benchmarks [--articles 60000] [--quick] [--json bench.json]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from aiokafka import AIOKafkaProducer
from rich.console import Console
from rich.table import Table

from tests.benchmarks.articles import articles
from tests.benchmarks.measure import Measurement, measure
from tests.benchmarks.parts import parts
from tests.support.installation import Installation
from tests.support.kafka.cluster import KafkaCluster
from tests.support.kafka.distribution import KafkaDistribution

console = Console(highlight=False)
_LINES = "tests.benchmarks.lines"


@dataclass(frozen=True)
class Line:
    """One line of the table; `limit` is for how many seconds it may run."""

    name: str
    command: Sequence[str]
    limit: float = 120
    needs: str = ""


FLOOR = Line("floor: getmany, orjson, commit", ("-m", f"{_LINES}.floor"))
WIREWATCH = Line("wirewatch worker", ("-m", "streams", "worker"))
LINES = (
    FLOOR,
    Line("pass-through: the same, copied", ("-m", f"{_LINES}.floor", "--copy")),
    Line(
        "plain Faust, langdetect",
        ("-m", f"{_LINES}.plain_faust", "--engine", "langdetect"),
        limit=60,
    ),
    Line(
        "plain Faust, langdetect-rs",
        ("-m", f"{_LINES}.plain_faust", "--engine", "langdetect_rs"),
        needs="langdetect_rs",
    ),
    Line("confluent-kafka loop", ("-m", f"{_LINES}.confluent_loop"), needs="confluent_kafka"),
    Line("Quix Streams", ("-m", f"{_LINES}.quix"), needs="quixstreams"),
    WIREWATCH,
)


async def publish(installation: Installation, values: Sequence[bytes]) -> None:
    """Fill the articles topic, round robin over its partitions."""
    topic = installation.topics.articles.name
    async with AIOKafkaProducer(
        bootstrap_servers=installation.servers, linger_ms=20, max_batch_size=512 * 1024
    ) as producer:
        sent = [
            await producer.send(topic, value, partition=number % installation.partitions)
            for number, value in enumerate(values)
        ]
        await asyncio.gather(*sent)


async def run_line(installation: Installation, line: Line, group: str) -> Measurement:
    """Measure one line in a group of its own."""
    named = {
        "--bootstrap": installation.servers,
        "--articles": installation.topics.articles.name,
        "--output": installation.topics.alerts.name,
        "--group": group,
    }
    options = [word for option in named.items() for word in option]
    environment = {**os.environ, **installation.environment}
    if line is WIREWATCH:
        options = []
        environment |= {"WIREWATCH_HEALTH_PORT": "0", "WIREWATCH_GROUP_ID": group}
        group = f"{installation.prefix}.{group}"
    return await measure(
        (*line.command, *options),
        environment,
        bootstrap=installation.servers,
        topic=installation.topics.articles.name,
        group=group,
        limit=line.limit,
    )


async def run(servers: str, folder: Path, count: int, lines: Sequence[Line]) -> dict[str, object]:
    """Measure the lines and the parts; prints as it goes."""
    installation = Installation(servers, "bench", folder)
    await installation.create_topics()
    values = articles(count)
    console.print(f"publishing {count:,} articles, {sum(map(len, values)) / 1e6:,.0f} MB …")
    await publish(installation, values)
    table = Table("line", "articles/s", "CPU µs/article", "× floor", "peak MB", box=None)
    results: dict[str, Measurement] = {}
    for number, line in enumerate(lines):
        if line.needs and find_spec(line.needs) is None:
            console.print(f"left out: {line.name} ({line.needs} is not installed)")
            continue
        console.print(f"measuring {line.name} …")
        result = results[line.name] = await run_line(installation, line, f"line-{number}")
        table.add_row(
            line.name,
            f"{result.articles_per_second:,.0f}",
            f"{result.cpu_us:,.1f}",
            f"{result.cpu_us / results[FLOOR.name].cpu_us:.1f}",
            f"{result.peak_mb:.0f}",
        )
    console.print(table)
    costs = parts(values[:3030])
    for name, value in costs.items():
        console.print(f"  {name:32} {value:8.2f}")
    return {
        "machine": platform.platform(),
        "articles": count,
        "lines": {name: asdict(result) for name, result in results.items()},
        "parts_us": costs,
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--articles", type=int, default=60_000)
    parser.add_argument(
        "--quick", action="store_true", help="floor and wirewatch only, 30,000 articles"
    )
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    lines: Sequence[Line] = LINES
    count = options.articles
    if options.quick:
        lines, count = (FLOOR, WIREWATCH), min(options.articles, 30_000)
    with tempfile.TemporaryDirectory() as name, suppress(KeyboardInterrupt):
        folder = Path(name)
        with KafkaCluster(KafkaDistribution.install(), folder).running() as cluster:
            results = asyncio.run(run(cluster.bootstrap_servers(), folder, count, lines))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
