"""`wirewatch webhook`: alerts to a web address."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.settings import Settings

#: Alerts of a batch: so many are repeated at the most when a consumer dies.
_BATCH = 10
_IN_FLIGHT_BYTES = 1_000_000


def webhook(
    url: Annotated[str, typer.Argument(help="Where to POST each alert.")],
    group: Annotated[
        str, typer.Option(help="Consumer group; each address has one of its own.")
    ] = "webhook",
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds that the address may take to answer.")
    ] = 60.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses in private networks.")
    ] = False,
) -> None:
    """Deliver every alert to a web address, at least once, until stopped.

    Each is a CloudEvent in HTTP's binary mode: the body is the alert, the header ce-id its id, by
    which the receiver drops repeats. 2xx means delivered. 400, 413 and 422 make the alert a dead
    letter (topic alerts.dead-letters); anything else is tried again for as long as it takes.

    Examples:
        wirewatch webhook https://alerts.example.org/wirewatch

        wirewatch webhook http://127.0.0.1:9000/ --allow-private
    """
    from streams.settings import load_settings
    from streams.telemetry.logs import configure_logs

    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    name = f"{settings.topic_prefix}.{group}" if settings.topic_prefix else group
    asyncio.run(_run(settings, url, name, patience=timeout, allow_private=allow_private))


async def _run(
    settings: Settings, url: str, group: str, *, patience: float, allow_private: bool
) -> None:
    from streams.clients import connection_of, outbox_of, topics_of
    from streams.consumers.webhook import Webhook
    from streams.kafka.ledger import Batch
    from streams.kafka.source import ArticleSource, SourceOptions

    topics, outbox = topics_of(settings), outbox_of(settings)
    dead_letters = topics.alert_dead_letters.name
    hook = Webhook(url, outbox, dead_letters, timeout=patience, allow_private=allow_private)
    stopping = asyncio.Event()
    failures: list[BaseException] = []
    tasks: set[asyncio.Task[None]] = set()

    async def finish(batch: Batch) -> None:
        try:
            if await hook.deliver(batch):
                source.settle(batch)
        except Exception as error:
            # Whatever it is, the batch stays uncommitted, and whoever comes next repeats it.
            failures.append(error)
            stopping.set()
            raise

    async def deliver(batch: Batch) -> None:
        task = asyncio.create_task(finish(batch))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    source = ArticleSource(
        connection_of(settings),
        topics.alerts.name,
        group,
        deliver,
        SourceOptions(
            max_poll_records=_BATCH,
            max_in_flight_bytes=_IN_FLIGHT_BYTES,
            session_timeout_ms=settings.session_timeout_ms,
            heartbeat_interval_ms=settings.heartbeat_interval_ms,
            commit_interval=settings.commit_interval,
            shutdown_grace=settings.shutdown_grace,
        ),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await outbox.start()
    await source.start()
    waiting = [
        asyncio.create_task(stopping.wait()),
        asyncio.create_task(source.wait_until_stopped()),
    ]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in (*waiting, *(tasks if failures else ())):
        task.cancel()
    await source.stop()
    for unfinished in tasks:
        unfinished.cancel()
    await outbox.stop()
    await hook.close()
    if reason := (failures[0] if failures else source.crash_reason):
        raise reason
