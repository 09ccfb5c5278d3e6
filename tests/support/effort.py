"""How the work of a function grows with its input, and what stays in memory behind it."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable


def growth(work: Callable[[int], object], size: int) -> float:
    """By how much four times the input costs more CPU time, each the better of two runs.

    About 4 for work in one pass, 16 for quadratic work: a ratio of one process's CPU time in one
    run, so that the machine and its load do not matter.

    Args:
        work: takes a size, and is called before for everything that is done only once.
        size: large enough for some milliseconds.
    """
    work(size)
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(work, 4 * size) for _ in range(2)) / min(
            _seconds(work, size) for _ in range(2)
        )
    finally:
        gc.enable()


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = time.thread_time()
    work(size)
    return time.thread_time() - start


def retained(work: Callable[[], object]) -> int:
    """How many bytes are still allocated when `work` is over and its result is gone."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
