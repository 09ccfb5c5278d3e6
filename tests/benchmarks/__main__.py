"""`make bench`: what a worker costs, beside the floor and its peers, on real Kafka on loopback."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from streams.language import create_detector
from streams.matching.watchlist import builtin_watchlist
from streams.screening import Screener
from tests.benchmarks.articles import articles, origin
from tests.benchmarks.growth import SIZES, with_names, write_watchlist
from tests.benchmarks.kafka_parts import kafka_parts
from tests.benchmarks.latency import SHARES, latency, warm_up
from tests.benchmarks.measure import MeasurementError
from tests.benchmarks.parts import pure_parts
from tests.benchmarks.programs import FLOOR, PASS_THROUGH, PEERS, WIREWATCH, Program, publish, run
from tests.benchmarks.report import Report
from tests.support.installation import Installation
from tests.support.kafka.cluster import KafkaCluster
from tests.support.kafka.distribution import KafkaDistribution

_EXAMPLES = """\
examples:
  python -m tests.benchmarks --json bench.json      all of it: a quarter of an hour, 3 GB of memory
  python -m tests.benchmarks --skip-million         without the watchlist of a million names
  python -m tests.benchmarks --quick                the floor, the worker, its parts: a minute
  python -m tests.benchmarks --only latency --latency-seconds 5
"""
_SECTIONS = ("peers", "processes", "parts", "latency", "growth")
#: The parts are measured with so many articles: all texts of the evaluation data, once.
_PARTS = 3_030


class Benchmark:
    """The sections, one after the other; what fails is told by the report, and the next begins."""

    def __init__(self, report: Report, servers: str, folder: Path, values: Sequence[bytes]) -> None:
        self._report = report
        self._folder = folder
        self._values = values
        self._installation = Installation(servers, "bench", folder)

    async def run(self, options: argparse.Namespace) -> None:
        """Measure; the floor and one worker always, as the others are compared with them."""
        megabytes = sum(map(len, self._values)) / 1e6
        self._report.say(f"publishing {len(self._values):,} articles, {megabytes:,.0f} MB …")
        await self._installation.create_topics()
        await publish(self._installation, self._values)
        for program in (FLOOR, WIREWATCH):
            await self._line(program.name, program)
        if "peers" in options.only:
            for program in (PASS_THROUGH, *PEERS):
                await self._line(program.name, program)
        if "processes" in options.only:
            await self._line(f"{WIREWATCH.name}, 2 processes", WIREWATCH, copies=2)
        if "parts" in options.only:
            await self._parts()
        if "latency" in options.only:
            await self._latency(options.latency_seconds)
        if "growth" in options.only:
            for names in SIZES[: -1 if options.skip_million else None]:
                await self._growth(names)

    async def _line(self, name: str, program: Program, copies: int = 1) -> None:
        with self._report.attempt(f"measuring {name}"):
            line = await run(program, self._installation, copies=copies)
            self._report.add_line(name, line)

    async def _parts(self) -> None:
        with self._report.attempt("measuring the parts of the worker"):
            rate = self._worker_rate()
            values = self._values[:_PARTS]
            screener = Screener(builtin_watchlist(), create_detector())
            pure = pure_parts(screener, values)
            kafka = await kafka_parts(self._installation, screener, values)
            around = kafka.for_article(rate)
            self._report.parts = {"receive": around.pop("receive"), **pure, **around}
            self._report.details = {
                "µs for an alert published": kafka.publish,
                "µs for a commit": kafka.commit,
                "alerts for an article": kafka.alerts,
            }

    def _worker_rate(self) -> float:
        worker = self._report.lines.get(WIREWATCH.name)
        if worker is None:
            raise MeasurementError("how many articles a second the worker does is not known")
        return worker.articles_per_second

    async def _latency(self, seconds: float) -> None:
        with self._report.attempt("starting a worker to measure latency"):
            maximum = self._worker_rate()
            self._report.say("publisher, broker, worker and consumer share the processors")
            installation = Installation(self._installation.servers, "latency", self._folder)
            await installation.create_topics()
            with installation.worker():
                await warm_up(installation)
                for share in SHARES:
                    with self._report.attempt(f"measuring latency at {share:.0%} for {seconds} s"):
                        result = await latency(installation, share, share * maximum, seconds)
                        self._report.latencies.append(result)

    async def _growth(self, names: int) -> None:
        name = f"{WIREWATCH.name}, {names:,} names more"
        with self._report.attempt(f"measuring {name}"):
            file = write_watchlist(self._folder, names)
            self._report.add_line(name, await with_names(self._installation, file, names))


def read_options() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, help="how many (60,000; --quick: 25,000)")
    parser.add_argument("--quick", action="store_true", help="the same as --only parts, and less")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=_SECTIONS,
        metavar="SECTION",
        help=f"besides the floor and the worker: {', '.join(_SECTIONS)}",
    )
    parser.add_argument("--skip-million", action="store_true", help="grow to 100,000 names only")
    parser.add_argument("--latency-seconds", type=float, default=15.0, help="at each rate (15)")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    options.articles = options.articles or (25_000 if options.quick else 60_000)
    options.only = options.only or (["parts"] if options.quick else list(_SECTIONS))
    return options


def main() -> None:
    """Run the benchmark; exits with 1 if anything could not be measured."""
    options = read_options()
    values = articles(options.articles)
    report = Report(
        machine=platform.platform(),
        processors=os.cpu_count(),
        python=platform.python_version(),
        articles=len(values),
        texts=origin(),
    )
    report.say(f"texts: {origin()}")
    report.say(f"the broker, what is measured and who measures share {os.cpu_count()} processors")
    try:
        with (
            report.attempt("starting Kafka"),
            tempfile.TemporaryDirectory() as name,
            KafkaCluster(KafkaDistribution.install(), Path(name)).running() as cluster,
        ):
            benchmark = Benchmark(report, cluster.bootstrap_servers(), Path(name), values)
            asyncio.run(benchmark.run(options))
    except KeyboardInterrupt:
        report.failures["the rest"] = "interrupted"
    finally:
        report.print()
        if options.json:
            report.write(options.json)
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
