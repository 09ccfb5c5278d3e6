"""Liveness and readiness over HTTP, on a port of their own.

`/livez` fails when the worker is stuck: there is lag, the broker answers, and nothing has been
committed for a while. A supervisor restarts it then. `/readyz` fails when it cannot work yet or
at the moment, and says which part is missing; nobody restarts it for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import structlog
from aiohttp import web
from mode import Service

log = structlog.get_logger(__name__)

#: Tells what is wrong: nothing when all is well.
Check = Callable[[], Sequence[str]]


class HealthServer(Service):
    """Serves the two checks until it is stopped."""

    def __init__(self, host: str, port: int, *, live: Check, ready: Check, notes: Check) -> None:
        """`notes`: what an operator should know and nobody should restart or wait for."""
        super().__init__()
        self._notes = notes
        self._host = host
        self._port = port
        self._checks = {"/livez": live, "/readyz": ready}
        self._runner: web.AppRunner | None = None

    async def on_start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application()
        for path, check in self._checks.items():
            app.router.add_get(path, _handler(check, self._notes))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def on_stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()


def _handler(check: Check, notes: Check) -> Callable[[web.Request], Any]:
    async def handle(_: web.Request) -> web.Response:
        problems = list(check())
        body = {
            "status": "failing" if problems else "ok",
            "problems": problems,
            "notes": list(notes()),
        }
        return web.Response(
            body=orjson.dumps(body),
            status=503 if problems else 200,
            content_type="application/json",
        )

    return handle
