"""A web address that is slow, failing or refusing: case 10."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
import pytest
from aiohttp import web

from streams.supervisor import free_port
from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    limit,
    nothing_lost,
    scaled,
    send,
    until,
)
from tests.support.installation import Installation, expected_alerts

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@dataclass
class Receiver:
    """What alerts are sent to; `answer` says how it answers an alert's id."""

    url: str
    answer: Callable[[str], int] = lambda _: 204
    seconds: float = 0.0
    attempts: Counter[str] = field(default_factory=Counter)
    delivered: dict[str, bytes] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        alert_id = request.headers["ce-id"]
        self.attempts[alert_id] += 1
        await asyncio.sleep(self.seconds)
        status = self.answer(alert_id)
        if status < 300:
            self.delivered[alert_id] = body
        return web.Response(status=status)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    port = free_port()
    receiver = Receiver(f"http://127.0.0.1:{port}/")
    app = web.Application()
    app.router.add_post("/", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield receiver
    await runner.cleanup()


@contextmanager
def webhook(installation: Installation, url: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "streams", "webhook", url, "--allow-private"]
    environment = {**os.environ, **installation.environment}
    with (installation.folder / "webhook.log").open("ab") as output:
        process = subprocess.Popen(command, env=environment, stderr=output, stdout=output)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@limit(180)
async def test_10_a_webhook_that_fails_and_is_slow(
    installation: Installation, fleet: Fleet, receiver: Receiver
) -> None:
    values = articles(scaled(100, 500))
    wanted = expected_alerts(values)
    # Every alert fails twice before it is taken.
    receiver.answer = lambda alert_id: 500 if receiver.attempts[alert_id] < 3 else 204
    receiver.seconds = 0.02
    worker = await fleet.started()
    with webhook(installation, receiver.url) as process:
        await send(installation, [Sent(value) for value in values])
        # Screening is done long before the webhook is.
        await installation.consumed(30)
        await nothing_lost(installation, values)
        await until(lambda: max(receiver.attempts.values(), default=0) > 1, 60, "a repeat")
        memory = psutil.Process(process.pid).memory_info().rss / 1_000_000
        receiver.answer = lambda _: 204
        await until(lambda: receiver.delivered.keys() >= wanted, 90, "delivered")
        process.send_signal(signal.SIGTERM)
        await until(lambda: process.poll() is not None, 20, "stopped")
        assert process.returncode == 0
    assert receiver.delivered.keys() == wanted
    assert worker.poll() is None
    bodies = {json.loads(body)["id"] for body in receiver.delivered.values()}
    assert bodies == wanted
    assert await installation.read(installation.topics.alert_dead_letters.name) == []
    REPORT.add("10 webhook answers 500", articles=len(values), note=f"memory {memory:.0f} MB")


@limit(180, 300)
async def test_10_a_webhook_that_hangs_is_killed_and_repeated(
    installation: Installation, fleet: Fleet, receiver: Receiver
) -> None:
    values = articles(20)
    wanted = expected_alerts(values)
    receiver.seconds = scaled(5, 30)
    await fleet.started()
    await send(installation, [Sent(value) for value in values])
    with webhook(installation, receiver.url) as process:
        await until(lambda: receiver.attempts, 30, "an attempt")
        process.kill()
        process.wait()
    receiver.seconds = 0.0
    assert len(receiver.delivered) < len(wanted)
    with webhook(installation, receiver.url):
        await until(lambda: receiver.delivered.keys() == wanted, 60, "delivered")
    REPORT.add("10 webhook hangs, SIGKILL", articles=20, kills=1)


@limit(120)
async def test_10_what_a_webhook_refuses_is_a_dead_letter(
    installation: Installation, fleet: Fleet, receiver: Receiver
) -> None:
    values = articles(20)
    wanted = expected_alerts(values)
    refused = min(wanted)
    receiver.answer = lambda alert_id: 422 if alert_id == refused else 204
    await fleet.started()
    await send(installation, [Sent(value) for value in values])
    with webhook(installation, receiver.url):
        await until(lambda: receiver.delivered.keys() == wanted - {refused}, 60, "delivered")
    (letter,) = await installation.read(installation.topics.alert_dead_letters.name)
    assert json.loads(letter.value or b"")["id"] == refused
    assert receiver.attempts[refused] == 1
    REPORT.add("10 webhook answers 422", articles=20, note="1 dead letter")
