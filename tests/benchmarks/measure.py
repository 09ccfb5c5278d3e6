"""Measuring a program from outside: its processor time, memory and progress, sampled."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

from streams.kafka.admin import TopicAdmin
from streams.kafka.reader import end_offsets
from streams.kafka.security import Connection

_INTERVAL = 0.05
#: The first part of the articles warms up; the last is not counted, because it comes in late.
_FROM, _TO = 0.15, 0.97


@dataclass(frozen=True)
class Measurement:
    """What one line costs.

    Attributes:
        articles_per_second: by the clock, with broker and others on the same machine.
        cpu_us: microseconds of processor time for an article, in the process itself.
        peak_mb: of its resident memory.
    """

    articles_per_second: float
    cpu_us: float
    peak_mb: float


async def measure(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    bootstrap: str,
    topic: str,
    group: str,
    limit: float,
) -> Measurement:
    """Run a program until it has committed all of a topic, or for `limit` seconds."""
    connection = Connection(bootstrap)
    total = sum((await end_offsets(connection, topic)).values())
    samples: list[tuple[float, float, int]] = []
    peak = 0
    with subprocess.Popen(
        [sys.executable, *command], env=dict(environment), stderr=subprocess.DEVNULL
    ) as process:
        watched = psutil.Process(process.pid)
        deadline = time.monotonic() + limit
        try:
            async with TopicAdmin.connect(connection) as admin:
                done = 0
                while done < total and time.monotonic() < deadline and process.poll() is None:
                    await asyncio.sleep(_INTERVAL)
                    times, memory = watched.cpu_times(), watched.memory_info().rss
                    peak = max(peak, memory)
                    done = sum((await admin.committed(group)).values())
                    samples.append((time.monotonic(), times.user + times.system, done))
        finally:
            process.kill()
    return _evaluate(samples, peak)


def _evaluate(samples: Sequence[tuple[float, float, int]], peak: int) -> Measurement:
    done = samples[-1][2]
    if not done:
        raise ValueError("nothing was committed: run the line by hand to see why")
    counted = [sample for sample in samples if _FROM * done <= sample[2] <= _TO * done]
    if len(counted) < 2:
        raise ValueError(f"{done} articles are too few to measure, or none was committed")
    (start, cpu_start, first), (end, cpu_end, last) = counted[0], counted[-1]
    articles = max(last - first, 1)
    return Measurement(
        articles_per_second=articles / (end - start),
        cpu_us=(cpu_end - cpu_start) / articles * 1e6,
        peak_mb=peak / 1024 / 1024,
    )
