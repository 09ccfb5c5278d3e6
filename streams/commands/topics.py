"""`wirewatch topics plan|apply`: the topics as they should be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table

from streams.commands.output import JsonOption, console, print_json

if TYPE_CHECKING:
    from streams.kafka.admin import TopicChange

app = typer.Typer(
    help="Create the topics and keep their settings right; never done by auto-creation.",
    no_args_is_help=True,
)


@app.command()
def plan(json: JsonOption = False) -> None:
    """Show what `apply` would change. Exit code 0 where nothing would, 1 otherwise."""
    changes = asyncio.run(_run(apply=False))
    _show(changes, json=json, applied=False)
    raise typer.Exit(any(change.needed for change in changes))


@app.command()
def apply(json: JsonOption = False) -> None:
    """Create missing topics, add missing partitions, correct settings; keeps what others set.

    Examples:
        wirewatch topics apply

        WIREWATCH_PARTITIONS=12 WIREWATCH_REPLICATION_FACTOR=3 wirewatch topics apply
    """
    _show(asyncio.run(_run(apply=True)), json=json, applied=True)


async def _run(*, apply: bool) -> list[TopicChange]:
    from streams.clients import connection_of, topics_of
    from streams.kafka.admin import TopicAdmin
    from streams.settings import load_settings

    settings = load_settings()
    async with TopicAdmin.connect(connection_of(settings)) as admin:
        changes = await admin.plan(topics_of(settings).all())
        if apply:
            await admin.apply(changes, replication_factor=settings.replication_factor)
    return changes


def _show(changes: list[TopicChange], *, json: bool, applied: bool) -> None:
    if json:
        print_json([_document(change) for change in changes])
        return
    table = Table("topic", "done" if applied else "to do", "key", "schema", box=None)
    for change in changes:
        style = "" if not change.needed else "green" if applied else "yellow"
        topic = change.topic
        table.add_row(
            topic.name, f"[{style}]{_words(change)}[/]" if style else _words(change),
            topic.key, topic.schema or "as received",
        )  # fmt: skip
    console.print(table)


def _words(change: TopicChange) -> str:
    if change.create:
        return f"create with {change.topic.partitions} partitions"
    words = []
    if change.adds_partitions:
        words.append(f"partitions {change.partitions} → {change.topic.partitions}")
    words += [f"{key} {old} → {new}" for key, (old, new) in (change.config or {}).items()]
    return ", ".join(words) or "as it should be"


def _document(change: TopicChange) -> dict[str, Any]:
    return {
        "topic": change.topic.name,
        "create": change.create,
        "partitions": {"is": change.partitions, "should": change.topic.partitions},
        "config": {
            k: {"is": old, "should": new} for k, (old, new) in (change.config or {}).items()
        },
        "needed": change.needed,
    }
