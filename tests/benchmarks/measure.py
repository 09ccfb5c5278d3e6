"""Measuring a program from outside: its processor time, memory and progress, sampled."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, NamedTuple

import psutil

from streams.kafka.admin import TopicAdmin
from streams.kafka.reader import end_offsets
from streams.kafka.security import Connection

_INTERVAL = 0.05
#: The first part of the articles warms up (a worker prepares a name when a text first asks for it,
#: and the texts repeat after 3,030); the last is not counted, because it comes in late.
_FROM, _TO = 0.2, 0.97
#: So much of what a program wrote is told when it fails, in bytes.
_LAST_WORDS = 2_000


class MeasurementError(Exception):
    """Why there is no figure."""


@dataclass(frozen=True)
class Measurement:
    """What a program costs.

    Attributes:
        articles_per_second: by the clock, with broker and others on the same machine.
        cpu_us: microseconds of processor time for an article, in the program's own processes.
        peak_mb: of their resident memory.
        start_s: seconds from the start to the first commit.
        articles: how many it did; fewer than there were, if it ran out of time.
    """

    articles_per_second: float
    cpu_us: float
    peak_mb: float
    start_s: float
    articles: int


class Progress(NamedTuple):
    """When (s) how many articles were committed, and what they took (s of processor time)."""

    at: float
    cpu: float
    done: int


async def measure(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    bootstrap: str,
    topic: str,
    group: str,
    limit: float,
    copies: int = 1,
) -> Measurement:
    """Run a program until its group has committed all of a topic, or for `limit` seconds.

    Args:
        command: arguments of this Python.
        environment: all of it.
        bootstrap: the broker.
        topic: of the articles.
        group: that the program reads in.
        limit: seconds.
        copies: how many processes of it share the group.

    Raises:
        MeasurementError: it ended, or did too little to be measured; with its last words.
    """
    connection = Connection(bootstrap)
    total = sum((await end_offsets(connection, topic)).values())
    progress: list[Progress] = []
    peak = done = 0
    start = time.monotonic()
    with (
        tempfile.TemporaryFile() as log,
        _running(command, environment, log, copies) as processes,
    ):
        async with TopicAdmin.connect(connection) as admin:
            while done < total and time.monotonic() < start + limit:
                await asyncio.sleep(_INTERVAL)
                cpu, memory = _used(processes, log)
                peak = max(peak, memory)
                done = sum((await admin.committed(group)).values())
                # What was done since the last commit is told by the next one: only the moments
                # right after a commit can be compared.
                if done > (progress[-1].done if progress else 0):
                    progress.append(Progress(time.monotonic(), cpu, done))
        if not progress:
            raise MeasurementError(f"it committed nothing in {limit:.0f} s. {_last_words(log)}")
    return _evaluate(progress, start=start, peak=peak)


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], log: IO[bytes], copies: int
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Copies of a program, killed at the end."""
    processes = [
        subprocess.Popen([sys.executable, *command], env=dict(environment), stdout=log, stderr=log)
        for _ in range(copies)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _used(processes: Sequence[subprocess.Popen[bytes]], log: IO[bytes]) -> tuple[float, int]:
    """Processor time (s) and resident memory (bytes) of processes that all run."""
    cpu, memory = 0.0, 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # nor does `poll` find it
            watched = psutil.Process(process.pid)
            cpu += sum(watched.cpu_times()[:2])
            memory += watched.memory_info().rss
        if process.poll() is not None:
            raise MeasurementError(
                f"it ended with exit code {process.returncode}. {_last_words(log)}"
            )
    return cpu, memory


def _last_words(log: IO[bytes]) -> str:
    size = log.seek(0, 2)
    log.seek(max(0, size - _LAST_WORDS))
    return f"The last it wrote: {log.read().decode(errors='replace').strip() or 'nothing'}"


def _evaluate(progress: Sequence[Progress], *, start: float, peak: int) -> Measurement:
    done = progress[-1].done
    counted = [moment for moment in progress if _FROM * done <= moment.done <= _TO * done]
    if len(counted) < 2:
        raise MeasurementError(
            f"{done:,} articles in {len(progress)} commits are too few to measure"
        )
    first, last = counted[0], counted[-1]
    articles = last.done - first.done
    return Measurement(
        articles_per_second=articles / (last.at - first.at),
        cpu_us=(last.cpu - first.cpu) / articles * 1e6,
        peak_mb=peak / 1024 / 1024,
        start_s=progress[0].at - start,
        articles=done,
    )
