"""How commands talk: to a person on a terminal, to a program with `--json`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from streams.terminal import safe

#: `--json`, the same on every command.
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(document: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    """One document on a line of its own, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.buffer.write(msgspec.json.encode(document) + b"\n")
    if sys.stdout.isatty():
        sys.stdout.buffer.flush()


def complain(*lines: str) -> None:
    """Tell what is wrong, on standard error."""
    for line in lines:
        errors.print("[bold red]error:[/] " if line is lines[0] else "       ", end="")
        errors.print(safe(line), markup=False)
