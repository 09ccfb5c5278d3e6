"""`wirewatch demo`: the whole of it on this machine, in a minute, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.files import open_input, place_of
from streams.commands.output import complain, console

if TYPE_CHECKING:
    from streams.articles import FileArticle
    from streams.records import Alert
    from streams.settings import Settings
    from streams.supervisor import WorkerProcess

#: Seconds until the worker must be in its group.
_READY = 30.0
_POLL = 0.2


def demo(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Articles of yours: JSON Lines, JSON or plain text.", dir_okay=False, exists=True
        ),
    ] = None,
) -> None:
    """Run everything on this machine: broker, topics, worker; publish articles, show the alerts.

    Needs neither Docker nor Java, ends by itself or by Ctrl-C, and leaves nothing behind.

    Examples:
        wirewatch demo

        wirewatch demo my-articles.jsonl
    """
    from streams.kafka.embedded import EmbeddedBroker
    from streams.settings import load_settings
    from streams.supervisor import free_port

    articles = _articles(file)
    # Whoever ends the demo, broker and worker must not outlive it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        console.print("starting a broker …", style="dim")
        with EmbeddedBroker.start() as broker, tempfile.NamedTemporaryFile() as log:
            settings = load_settings(
                bootstrap_servers=broker.bootstrap_servers,
                health_port=free_port(),
                topic_prefix="demo",
            )
            asyncio.run(_run(settings, articles, Path(log.name)))
    except KeyboardInterrupt:
        console.print("\nstopped; nothing is left behind", style="dim")


def _articles(file: Path | None) -> list[FileArticle]:
    from streams.articles import read_articles

    sample = resources.files("streams.demo").joinpath("articles.jsonl")
    with resources.as_file(sample) as path, open_input(str(file or path)) as stream:
        found = list(read_articles(stream, max_bytes=1_000_000))
    complain(*(place_of(str(file), a.line, a.error) for a in found if a.error is not None))
    return [article for article in found if article.article is not None]


async def _run(settings: Settings, articles: Sequence[FileArticle], log: Path) -> None:
    from streams.clients import connection_of, outbox_of, topics_of
    from streams.kafka.admin import TopicAdmin
    from streams.kafka.reader import end_offsets
    from streams.records import OutputRecord

    connection, topics = connection_of(settings), topics_of(settings)
    async with TopicAdmin.connect(connection) as admin:
        await admin.apply(await admin.plan(topics.all()), replication_factor=1)
        console.print("starting a worker …", style="dim")
        async with _worker(settings, log) as worker, outbox_of(settings) as outbox:
            console.print(f"publishing {len(articles)} articles …\n", style="dim")
            start = time.perf_counter()
            alerts: list[Alert] = []
            showing = asyncio.create_task(_show(settings, alerts))
            await outbox.publish(
                [
                    OutputRecord(topics.articles.name, found.article.id.encode(), found.value, ())
                    for found in articles
                    if found.article is not None
                ]
            )
            published = await end_offsets(connection, topics.articles.name)
            ends = {partition: end for partition, end in published.items() if end}
            while not ends.items() <= (await admin.committed(settings.group)).items():
                worker.check_alive()
                await asyncio.sleep(_POLL)
            # Alerts are acknowledged before their article is committed: they are all there.
            expected = sum((await end_offsets(connection, topics.alerts.name)).values())
            while len(alerts) < expected:
                await asyncio.sleep(_POLL)
            seconds = time.perf_counter() - start
            showing.cancel()
    _summarise(articles, alerts, seconds)


@contextlib.asynccontextmanager
async def _worker(settings: Settings, log: Path) -> AsyncIterator[WorkerProcess]:
    """A worker process, ready for articles; stopped at the end."""
    from streams.errors import WirewatchError
    from streams.supervisor import WorkerProcess

    environment = {
        "WIREWATCH_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WIREWATCH_TOPIC_PREFIX": settings.topic_prefix,
        "WIREWATCH_HEALTH_PORT": str(settings.health_port),
    }
    with log.open("wb") as output:
        worker = WorkerProcess(environment, output)
        try:
            deadline = time.monotonic() + _READY
            while not await asyncio.to_thread(worker.is_ready):
                worker.check_alive(before=deadline)
                await asyncio.sleep(_POLL)
            yield worker
        except WirewatchError:
            complain("the worker's log:", *log.read_text("utf-8").splitlines()[-20:])
            raise
        finally:
            worker.terminate()
            await asyncio.to_thread(worker.wait, settings.shutdown_grace)


async def _show(settings: Settings, alerts: list[Alert]) -> None:
    """Show alerts as they come, as any consumer could."""
    import msgspec

    from streams.clients import connection_of, topics_of
    from streams.consumers.display import alert_lines
    from streams.kafka.reader import records_as_they_come
    from streams.records import Alert

    topic = topics_of(settings).alerts.name
    async for record in records_as_they_come(connection_of(settings), topic, from_beginning=True):
        alerts.append(msgspec.json.decode(record.value, type=Alert))
        for line in alert_lines(alerts[-1]):
            console.print(line)
        console.print()


def _summarise(articles: Sequence[FileArticle], alerts: Sequence[Alert], seconds: float) -> None:
    watches = Counter(alert.watch.name for alert in alerts)
    languages = sorted({alert.language.code for alert in alerts})
    mentioning = len({alert.article.id for alert in alerts})
    console.print(
        f"[bold]{len(articles)} articles, {mentioning} of them worth an alert, "
        f"{len(alerts)} alerts in {len(languages)} languages[/] ({seconds:.1f} s)"
    )
    for name, count in watches.most_common():
        console.print(f"  {count:3} {name}")
    console.print(f"  languages: {', '.join(languages)}", style="dim")
    # As it has to be typed here: `make demo` installs into a folder that is in no PATH.
    name = "wirewatch" if shutil.which("wirewatch") else os.path.relpath(sys.argv[0])
    console.print("\n[bold]What to try next[/]")
    for command, purpose in (
        (f"{name} check 'Китай провёл учения у Тайваня'", "why something matches, or not"),
        (f"{name} demo my-articles.jsonl", "the same with articles of yours"),
        ("docker compose up", "a stack that stays"),
        (f"{name} --help", "everything else"),
    ):
        console.print(f"  {command:60} {purpose}")
