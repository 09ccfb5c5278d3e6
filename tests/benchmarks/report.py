"""What came out: tables for people, JSON for programs, and what failed for both."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from tests.benchmarks.latency import Latency
from tests.benchmarks.measure import Measurement
from tests.benchmarks.programs import FLOOR, WIREWATCH

_WIDTH = 120


class Report:
    """Collects figures, and tells them as they come.

    Args:
        about: what was measured, and where; goes into the JSON.

    Attributes:
        lines: what programs cost, by name.
        parts: microseconds of processor time for an article, by part of the worker.
        details: figures behind the parts.
        failures: what could not be measured, and why.
    """

    def __init__(self, **about: object) -> None:
        self._console = Console(highlight=False, width=_WIDTH)
        self._about = about
        self._start = time.monotonic()
        self.lines: dict[str, Measurement] = {}
        self.parts: dict[str, float] = {}
        self.details: dict[str, float] = {}
        self.latencies: list[Latency] = []
        self.failures: dict[str, str] = {}

    # -- while it runs

    def say(self, text: str) -> None:
        """A line on what is going on, with minutes and seconds since the start."""
        minutes, seconds = divmod(int(time.monotonic() - self._start), 60)
        self._console.print(f"{minutes}:{seconds:02}  {text}", markup=False)

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Say what is being measured; if it fails, say why, and go on with what follows."""
        self.say(f"{what} …")
        try:
            yield
        # Whatever goes wrong with one line, the others can be measured.
        except (Exception, pytest.skip.Exception) as error:  # noqa: BLE001
            self.failures[what] = str(error) or type(error).__name__
            self.say(f"FAILED: {what}: {self.failures[what]}")

    def add_line(self, name: str, line: Measurement) -> None:
        """Take what a program costs, and tell it."""
        self.lines[name] = line
        ratio = self._ratio(line, FLOOR.name)
        self.say(
            f"  {line.articles_per_second:,.0f} articles/s, {line.cpu_us:,.1f} µs, {ratio} × floor"
        )

    def _ratio(self, line: Measurement, base: str) -> str:
        other = self.lines.get(base)
        return f"{line.cpu_us / other.cpu_us:,.2f}" if other else "?"

    def _speed(self, line: Measurement) -> str:
        worker = self.lines.get(WIREWATCH.name)
        return f"{line.articles_per_second / worker.articles_per_second:,.2f}" if worker else "?"

    # -- at the end

    def print(self) -> None:
        """All of it, as tables."""
        self._print_lines()
        if self.parts:
            self._print_parts()
        if self.latencies:
            self._print_latencies()
        for what, why in self.failures.items():
            self._console.print(f"FAILED: {what}: {why}", markup=False)

    def _print_lines(self) -> None:
        table = _table(
            "line", "articles/s", "× worker", "CPU µs/article", "× floor", "× worker", "peak MB"
        )
        table.add_column("start s", justify="right")
        for name, line in self.lines.items():
            table.add_row(
                name,
                f"{line.articles_per_second:,.0f}",
                self._speed(line),
                f"{line.cpu_us:,.1f}",
                self._ratio(line, FLOOR.name),
                self._ratio(line, WIREWATCH.name),
                f"{line.peak_mb:,.0f}",
                f"{line.start_s:,.1f}",
            )
        self._console.print(table)

    def _print_parts(self) -> None:
        table = _table("part of the worker", "CPU µs/article")
        for name, cost in self.parts.items():
            table.add_row(name, f"{cost:,.2f}")
        together = sum(self.parts.values())
        table.add_row("together", f"{together:,.2f}", style="bold")
        if worker := self.lines.get(WIREWATCH.name):
            table.add_row("the worker, measured", f"{worker.cpu_us:,.2f}")
            table.add_row(
                "the rest: event loop, channel, hand-over", f"{worker.cpu_us - together:,.2f}"
            )
        self._console.print(table)
        for name, value in self.details.items():
            self._console.print(f"  {name}: {value:,.2f}")

    def _print_latencies(self) -> None:
        table = _table(
            "from publish to alert", "articles/s", "alerts", "p50 ms", "p95 ms", "p99 ms"
        )
        table.add_column("publisher late, ms", justify="right")
        table.add_column("left to do, s", justify="right")
        for one in self.latencies:
            table.add_row(
                f"at {one.share:.0%} of the worker's rate",
                f"{one.rate:,.0f}",
                f"{one.alerts:,}",
                *(f"{wait:,.1f}" for wait in (one.p50_ms, one.p95_ms, one.p99_ms, one.late_ms)),
                f"{one.left_s:.1f}",
            )
        self._console.print(table)

    def write(self, file: Path) -> None:
        """All of it, as JSON."""
        floor = self.lines.get(FLOOR.name)
        ratios = {name: line.cpu_us / floor.cpu_us for name, line in self.lines.items() if floor}
        figures = {
            **self._about,
            "seconds": time.monotonic() - self._start,
            "times_floor": ratios,
            "lines": {name: asdict(line) for name, line in self.lines.items()},
            "parts_us": self.parts,
            "parts_details": self.details,
            "latencies": list(map(asdict, self.latencies)),
            "failures": self.failures,
        }
        file.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _table(first: str, *others: str) -> Table:
    table = Table(first, box=None)
    for name in others:
        table.add_column(name, justify="right")
    return table
