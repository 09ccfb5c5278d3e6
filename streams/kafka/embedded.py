"""A Kafka-protocol broker in one small process, for a first run and for tests.

It is the program `noida-db`, from the extra `embedded`: no Java, no Docker, up in 50 ms.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

from streams.errors import ConfigurationError

_START_SECONDS = 10.0

# A process that becomes the command asks for the parent's death signal, because the alternative,
# `preexec_fn`, can deadlock where the caller has threads. The request outlives exec (prctl(2));
# the comparison is for a parent that died before it was made. 1 is PR_SET_PDEATHSIG.
_BECOME = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


def dies_with_parent(command: Sequence[str]) -> list[str]:
    """The same command, killed by the kernel when its parent ends, however that ends.

    To be precise, when the *thread* that starts it ends: start it from one that stays.
    Linux only; elsewhere the command comes back as it is.

    Args:
        command: the absolute path of a program, and its arguments.
    """
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-I", "-S", "-c", _BECOME, str(os.getpid()), *command]


@dataclass(frozen=True, slots=True)
class EmbeddedBroker:
    """A running broker; its topics and messages are gone when it stops.

    It serves a demo, and tests with one worker. Where it differs from Apache Kafka, several
    workers or a careful operator would notice (noida-db 0.2.3):

    - a missing topic is created by whoever names it, even to describe it;
    - a group that grows may never settle, and a member that was killed is never evicted;
    - all messages are held in memory.

    Attributes:
        bootstrap_servers: `host:port` on the loopback interface, for any Kafka client.
    """

    bootstrap_servers: str

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Self]:
        """Run a broker on a free port until the `with` block is left.

        Raises:
            ConfigurationError: the extra `embedded` is not installed, or its program does not
                start on this machine.
        """
        program = _program()
        with tempfile.TemporaryDirectory(prefix="wirewatch-broker-") as folder:
            output = Path(folder, "output")
            where = ["--host", "127.0.0.1", "--kafka-port", "0", "--data-dir", f"{folder}/data"]
            with output.open("wb") as stdout:
                process = subprocess.Popen(
                    dies_with_parent([program, "start", "--only", "kafka", *where]),
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=subprocess.STDOUT,
                    # Not in the terminal's group: Ctrl-C is for us, who stop our clients first.
                    process_group=0,
                )
            try:
                yield cls(_address(process, output))
            finally:
                # Not SIGTERM: it would write to disk what is deleted next (3.4 s for 90 MB).
                process.kill()
                process.wait()


def _program() -> str:
    """The program itself: the package's console script is a parent that leaves it behind."""
    try:
        return str(files("noida_db") / "noida-db")
    except ModuleNotFoundError:
        missing = "the embedded broker is not installed: pip install 'wirewatch[embedded]'"
        raise ConfigurationError([missing]) from None


def _address(process: subprocess.Popen[bytes], output: Path) -> str:
    """The address that the broker prints once it listens there."""
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if announced := re.search(r"^ +kafka +(\S+:\d+)\n", output.read_text(), re.MULTILINE):
            return announced[1]
        time.sleep(0.01)
    raise ConfigurationError([f"the embedded broker does not start: {output.read_text().strip()}"])
