"""What commands take articles from: a file, standard input, or words on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from streams.errors import ConfigurationError, UnreadableArticleError, problem

STDIN = "-"


@contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`.

    Raises:
        ConfigurationError: it cannot be opened.
    """
    if name == STDIN:
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise ConfigurationError([problem(error.strerror or str(error), place=name)]) from error
    with file:
        yield file


def place_of(name: str, line: int, error: UnreadableArticleError) -> str:
    """A refused article, as a person reads it: file, line, path, reason."""
    shown = "standard input" if name == STDIN else name
    return problem(str(error), path=error.path, place=f"{shown}:{line}")
