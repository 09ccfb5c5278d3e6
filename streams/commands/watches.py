"""`wirewatch watches list|put|delete`: what to look for, changed while workers run."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from streams.commands.files import open_input
from streams.commands.output import JsonOption, complain, console, print_json

if TYPE_CHECKING:
    from streams.watchlists import Candidate

app = typer.Typer(
    help="Watches on the topic: they come on top of those built in or configured.",
    no_args_is_help=True,
)


@app.command("list")
def list_watches(json: JsonOption = False) -> None:
    """List the watches on the topic, and what is wrong with any.

    Exit code 0 where each can be used, 1 otherwise.
    """
    from streams.composition import base_of
    from streams.errors import WatchlistError
    from streams.settings import load_settings
    from streams.terminal import safe
    from streams.watchlists import watch_document

    base = base_of(load_settings())
    rows: list[dict[str, Any]] = []
    for watch_id, candidate in sorted(asyncio.run(_read()).items()):
        problems: tuple[str, ...] = ()
        name = watch_id
        try:
            (watch,) = watch_document(candidate, watch_id, base)["watches"]
            name = watch.get("name", watch_id)
        except WatchlistError as error:
            problems = error.problems
        rows.append({"id": watch_id, "name": name, "place": candidate.place, "problems": problems})
    if json:
        for row in rows:
            print_json(row)
    else:
        table = Table("id", "name", "place", "", box=None)
        for row in rows:
            wrong = safe("; ".join(row["problems"]))
            table.add_row(safe(row["id"]), safe(row["name"]), row["place"], wrong)
        console.print(table)
    raise typer.Exit(any(row["problems"] for row in rows))


@app.command()
def put(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A watchlist, YAML or JSON: watchlist.v1.")
    ],
) -> None:
    """Add the watches of a file, or replace those of the same ids; workers follow in seconds.

    What is wrong with any of them, or with one of its tests, is told, and none is sent.

    Examples:
        wirewatch watches put energy.yaml
    """
    from streams.codec import encode_document
    from streams.composition import base_of
    from streams.matching.document import checked_document
    from streams.settings import load_settings
    from streams.watchlists import Candidate, split_document, watch_document

    with open_input(file) as source:
        document = checked_document(source.read().decode("utf-8", "replace"), file)
    base = base_of(load_settings())
    records: dict[str, bytes | None] = {}
    for watch_id, single in split_document(document).items():
        value = encode_document(single)
        watch_document(Candidate(text=value.decode(), place=file), watch_id, base)
        records[watch_id] = value
    _send(records)
    console.print(f"sent {len(records)}: {', '.join(records)}")


@app.command()
def delete(ids: Annotated[list[str], typer.Argument(help="Ids of watches.")]) -> None:
    """Take back what the topic says of watches: one that is built in is then as it was.

    Examples:
        wirewatch watches delete energy
    """
    known = asyncio.run(_read())
    if unknown := [watch_id for watch_id in ids if watch_id not in known]:
        complain(f"the topic has no watch {', '.join(unknown)}: `wirewatch watches list`")
        raise typer.Exit(1)
    _send(dict.fromkeys(ids))
    console.print(f"deleted {', '.join(ids)}")


async def _read() -> dict[str, Candidate]:
    from streams.clients import connection_of, topics_of
    from streams.kafka.reader import records_so_far
    from streams.settings import load_settings
    from streams.watchlists import Candidate

    settings = load_settings()
    found: dict[str, Candidate] = {}
    topic = topics_of(settings).watchlists.name
    async for record in records_so_far(connection_of(settings), topic):
        watch_id = (record.key or b"").decode("utf-8", "replace")
        if record.value:
            text = record.value.decode("utf-8", "replace")
            found[watch_id] = Candidate(text=text, place=f"{topic}:{record.offset}")
        else:
            found.pop(watch_id, None)
    return found


def _send(records: dict[str, bytes | None]) -> None:
    from streams.clients import connection_of, outbox_of, topics_of
    from streams.errors import DeliveryError
    from streams.kafka.reader import require_topic
    from streams.records import OutputRecord
    from streams.settings import load_settings

    async def send() -> list[DeliveryError]:
        settings = load_settings()
        topic = topics_of(settings).watchlists.name
        # The outbox would wait for as long as it takes.
        await require_topic(connection_of(settings), topic)
        async with outbox_of(settings) as outbox:
            results = await outbox.publish(
                [OutputRecord(topic, key.encode(), value, ()) for key, value in records.items()]
            )
        return [error for error in results if error is not None]

    for error in asyncio.run(send()):
        raise error
