"""The command line in this process: what it prints, and how it ends."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from streams.cli import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, standard output and standard error."""

    code: int
    output: str
    errors: str

    @property
    def documents(self) -> list[Any]:
        """The output as JSON Lines."""
        return [json.loads(line) for line in self.output.splitlines()]


#: Runs `wirewatch` with some arguments, and with bytes on standard input.
Wirewatch = Callable[..., Ended]


@pytest.fixture
def wirewatch(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> Wirewatch:
    """`wirewatch` in an empty folder, with no settings but those a test makes."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["wirewatch", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        output, errors = capfdbinary.readouterr()
        code = ended.value.code
        assert code is None or isinstance(code, int)
        return Ended(code or 0, output.decode(), errors.decode())

    return run
