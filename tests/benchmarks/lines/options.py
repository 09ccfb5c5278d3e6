"""What every line is told."""

from __future__ import annotations

import argparse
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Where to read from and write to."""

    bootstrap: str
    articles: str
    output: str
    group: str


def read_options() -> Options:
    """The options of the command line."""
    parser = argparse.ArgumentParser()
    for name in ("bootstrap", "articles", "output", "group"):
        parser.add_argument(f"--{name}", required=True)
    return Options(**vars(parser.parse_known_args()[0]))
