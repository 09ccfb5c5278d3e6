"""Worker processes: started, watched, stopped."""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO

import structlog

from streams.errors import WirewatchError
from streams.kafka.embedded import dies_with_parent

log = structlog.get_logger(__name__)

#: Seconds beyond a worker's own grace until one that does not stop is killed.
_PATIENCE = 10.0
_POLL = 0.1


def free_port() -> int:
    """A port on the loopback interface that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class WorkerProcess:
    """One `wirewatch worker` in a process of its own.

    Args:
        environment: settings, on top of this process's environment.
        output: where its log goes; to ours where there is none.
    """

    def __init__(self, environment: Mapping[str, str], output: IO[bytes] | None = None) -> None:
        self.health_port = environment.get("WIREWATCH_HEALTH_PORT", "0")
        self._process = subprocess.Popen(
            dies_with_parent([sys.executable, "-m", "streams", "worker"]),
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Not in the terminal's group: Ctrl-C is for us, who stop it in our own time.
            start_new_session=True,
        )
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or `None` while it runs."""
        return self._process.poll()

    def is_ready(self) -> bool:
        """Whether `/readyz` says so.

        Raises:
            WirewatchError: the process has ended.
        """
        self.check_alive()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health_port}/readyz", timeout=2):
                return True
        except (OSError, urllib.error.HTTPError):
            return False

    def check_alive(self, before: float = math.inf) -> None:
        """Nothing, while it runs.

        Raises:
            WirewatchError: the process has ended, or it is later than `before` (monotonic time).
        """
        if (code := self.poll()) is not None:
            raise WirewatchError(f"the worker ended with exit code {code}")
        if time.monotonic() > before:
            raise WirewatchError("the worker does not get ready")

    def terminate(self) -> None:
        """Ask it to stop."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._process.kill()

    def wait(self, seconds: float) -> int:
        """Its exit code, when it has ended; it is killed where that takes too long."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            log.error("a worker does not stop, killing it", pid=self.pid)
            self._process.kill()
            return self._process.wait()


def supervise(processes: int, health_port: int, grace: float) -> int:
    """Run workers until a signal, or until one of them ends; then stop the others.

    Args:
        processes: how many.
        health_port: of the first; each further one has the next; 0 for none.
        grace: seconds that a worker gets to finish what is in flight.

    Returns:
        The exit code: of the worker that ended by itself, else 0.
    """
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    ports = [health_port + number if health_port else 0 for number in range(processes)]
    workers = [WorkerProcess({"WIREWATCH_HEALTH_PORT": str(port)}) for port in ports]
    log.info("workers started", pids=[worker.pid for worker in workers])
    code = None
    while not stopping and code is None:
        time.sleep(_POLL)
        code = next((ended for worker in workers if (ended := worker.poll()) is not None), None)
    if code is not None:
        log.error("a worker ended: stopping the others", code=code)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait(grace + _PATIENCE)
    return code or 0
