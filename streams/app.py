"""The composition root: the only place that builds the Faust app and wires its parts.

The app has no group consumer of its own: articles come through `ArticleSource`, which feeds the
agent's channel (why: ARCHITECTURE.md, "The article path is batched").
"""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import faust
import structlog
from faust.app.base import BootStrategy
from faust.types import StreamT

from streams.agents.screen_articles import ScreenArticles
from streams.clients import connection_of, outbox_of, topics_of
from streams.compiling import WITHOUT_NUMBA, can_compile
from streams.composition import base_of, processor_of
from streams.errors import ConfigurationError
from streams.exit_codes import exit_code
from streams.kafka.ledger import Batch
from streams.kafka.progress import ProgressWatch
from streams.kafka.source import ArticleSource, SourceOptions
from streams.kafka.watchlist_feed import WatchlistFeed
from streams.matching.watchlist import Watchlist
from streams.screening import Screener
from streams.settings import Settings
from streams.telemetry.health import HealthServer

log = structlog.get_logger(__name__)

#: Batches that wait for the agent, besides those whose acknowledgements are under way.
_QUEUE = 2


class _WithoutGroupConsumer(BootStrategy):
    """Agents and services, but none of the Kafka clients that Faust itself would start."""

    enable_kafka = False
    enable_web = False


class _App(faust.App):
    BootStrategy = _WithoutGroupConsumer

    async def on_first_start(self) -> None:
        """Make no folder: there are no tables to keep in it."""

    async def on_started(self) -> None:
        """Let channels flow, which waits for a group consumer's first assignment otherwise."""
        self.flow_control.resume()
        await super().on_started()


def build_app(settings: Settings) -> faust.App:
    """The Faust app of a worker.

    Raises:
        ConfigurationError: the settings or what they name cannot be used.
    """
    connection, topics = connection_of(settings), topics_of(settings)
    app = _App(
        settings.group,
        broker=f"aiokafka://{settings.bootstrap_servers.replace(',', ';')}",
        web_enabled=False,
        autodiscover=False,
    )
    # A channel takes any value; its types know only events.
    channel: Any = app.channel(maxsize=_QUEUE)
    outbox = outbox_of(settings)
    processor = processor_of(settings)

    def use(watchlist: Watchlist) -> None:
        screen.use(processor.with_screener(Screener(watchlist, processor.screener.detector)))

    feed = WatchlistFeed(connection, topics.watchlists.name, base_of(settings), use)
    source = ArticleSource(
        connection,
        topics.articles.name,
        settings.group,
        channel.put,
        SourceOptions(
            max_poll_records=settings.max_poll_records,
            max_in_flight_bytes=settings.max_in_flight_bytes,
            session_timeout_ms=settings.session_timeout_ms,
            heartbeat_interval_ms=settings.heartbeat_interval_ms,
            commit_interval=settings.commit_interval,
            shutdown_grace=settings.shutdown_grace,
        ),
        begin=feed.loaded,
    )
    progress = ProgressWatch(connection, source, outbox, stall_timeout=settings.stall_timeout)
    screen = ScreenArticles(processor, source, outbox)

    @app.agent(channel, name="screen_articles")
    async def screen_articles(batches: StreamT[Batch]) -> None:
        await screen.run(batches)

    # In the order they start; they stop in the opposite one, so that the source can settle what
    # is in flight while agent and outbox still work.
    services: list[Any] = [outbox, feed, source, progress]
    if settings.health_port:
        address = settings.health_host, settings.health_port
        services.append(
            HealthServer(
                *address,
                live=progress.live,
                ready=lambda: [*feed.missing(), *progress.ready()],
                notes=feed.notes,
            )
        )
    for service in services:
        app.service(service)
    return app


def run_worker(settings: Settings) -> NoReturn:
    """Run a worker in this process until a signal or an error ends it.

    Raises:
        ConfigurationError: what ended it is to be corrected by a person.
    """
    if not can_compile():
        log.warning(WITHOUT_NUMBA)
    app = build_app(settings)
    worker = faust.Worker(app, override_logging=False, redirect_stdouts=False, quiet=True)
    worker.spinner = None
    try:
        worker.execute_from_commandline()
    except SystemExit:
        if isinstance(worker.crash_reason, ConfigurationError):
            raise worker.crash_reason from None
        sys.exit(exit_code(worker.crash_reason))
