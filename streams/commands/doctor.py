"""`wirewatch doctor`: the settings in effect, and whether everything answers as it should."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from streams.commands.output import JsonOption, console, print_json

if TYPE_CHECKING:
    from streams.kafka.security import Connection
    from streams.settings import Settings
    from streams.topics import Topics

#: How long the broker gets to answer, in seconds.
_PATIENCE = 10.0
#: A record so many seconds in the future says that this clock or its producer's is wrong.
_CLOCK_TOLERANCE = 60.0


@dataclass(frozen=True, slots=True)
class _Finding:
    what: str
    ok: bool
    detail: str


def doctor(
    all_settings: Annotated[
        bool, typer.Option("--all", help="Every setting; otherwise those that were set.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Look at settings, watchlist, broker, topics and clock; say what is wrong and what to do.

    Secrets are never shown. Exit code 0 where all is well, 1 otherwise.
    """
    from streams.settings import load_settings

    settings = load_settings()
    findings = asyncio.run(_examine(settings))
    shown = _settings(settings, everything=all_settings or json)
    if json:
        print_json({"settings": shown, "findings": [asdict(finding) for finding in findings]})
    else:
        table = Table("setting", "value", box=None)
        for name, value in shown.items():
            table.add_row(name, value)
        console.print(table if shown else "every setting has its default", style="dim")
        for finding in findings:
            mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
            console.print(f"{mark} {finding.what}: {finding.detail}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def _settings(settings: Settings, *, everything: bool) -> dict[str, str]:
    """Setting by the name that sets it → value; secrets are told as set or not."""
    names = type(settings).model_fields if everything else sorted(settings.model_fields_set)
    return {f"WIREWATCH_{name.upper()}": str(getattr(settings, name)) for name in names}


async def _examine(settings: Settings) -> list[_Finding]:
    from streams.clients import connection_of, topics_of
    from streams.compiling import WITHOUT_NUMBA, can_compile
    from streams.composition import screener_of
    from streams.errors import ConfigurationError

    findings = []
    if not can_compile():
        findings.append(_Finding("numba", False, WITHOUT_NUMBA))
    try:
        screener = screener_of(settings)
        names = ", ".join(watch.id for watch in screener.watchlist.watches)
        findings.append(_Finding("watchlist", True, names))
        findings.append(_Finding("language engine", True, screener.detector.name))
    except ConfigurationError as error:
        findings.append(_Finding("watchlist and language engine", False, str(error)))
    try:
        connection = connection_of(settings)
        findings += [f async for f in _examine_broker(connection, topics_of(settings))]
    except ConfigurationError as error:
        findings.append(_Finding("connection", False, str(error)))
    return findings


async def _examine_broker(connection: Connection, topics: Topics) -> AsyncIterator[_Finding]:
    from aiokafka.errors import KafkaError

    from streams.kafka.admin import TopicAdmin

    start = time.perf_counter()
    try:
        async with asyncio.timeout(_PATIENCE), TopicAdmin.connect(connection) as admin:
            changes = await admin.plan(topics.all())
    except (KafkaError, OSError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        yield _Finding(
            "broker", False,
            f"{connection.bootstrap_servers} does not answer ({reason}); "
            "is it running, and is WIREWATCH_BOOTSTRAP_SERVERS right?",
        )  # fmt: skip
        return
    milliseconds = (time.perf_counter() - start) * 1000
    yield _Finding("broker", True, f"{connection.bootstrap_servers} in {milliseconds:.0f} ms")
    for change in changes:
        if change.create:
            yield _Finding(
                f"topic {change.topic.name}", False, "does not exist: `wirewatch topics apply`"
            )
        elif change.needed:
            yield _Finding(
                f"topic {change.topic.name}", False, "differs: see `wirewatch topics plan`"
            )
        else:
            yield _Finding(f"topic {change.topic.name}", True, f"{change.partitions} partitions")
    existing = [change.topic.name for change in changes if not change.create]
    yield await _examine_clock(connection, [n for n in existing if n == topics.articles.name])


async def _examine_clock(connection: Connection, topics: list[str]) -> _Finding:
    """Whether the newest article comes from the future: then some clock is wrong."""
    from streams.kafka.reader import newest_timestamp

    newest = max([await newest_timestamp(connection, topic) or 0 for topic in topics], default=0)
    ahead = newest / 1000 - time.time()
    if ahead > _CLOCK_TOLERANCE:
        return _Finding(
            "clock", False, f"the newest article is {ahead:.0f} s in the future: check NTP here "
            "and where articles are published",
        )  # fmt: skip
    return _Finding("clock", True, time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()))
