"""`wirewatch dead-letters list|show|replay`: what could not be screened, and another try."""

from __future__ import annotations

import asyncio
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from streams.commands.output import JsonOption, complain, console, print_json

if TYPE_CHECKING:
    from streams.records import DeadLetter

app = typer.Typer(help="Records that could not be screened, and why.", no_args_is_help=True)


class Stage(StrEnum):
    """Where an article may fail; `unknown` for records that are no dead letters of ours."""

    SIZE = auto()
    DECODE = auto()
    VALIDATE = auto()
    SCREEN = auto()
    PUBLISH = auto()
    UNKNOWN = auto()


_StageOption = Annotated[Stage | None, typer.Option(help="Only those that failed here.")]
_Place = Annotated[
    str, typer.Argument(metavar="PLACE", help="Partition:offset, as `list` shows it.")
]


@app.command("list")
def list_letters(stage: _StageOption = None, json: JsonOption = False) -> None:
    """List the dead letters: where each stands, when it came, what was wrong with it."""
    from streams.terminal import safe

    letters = asyncio.run(_collect(stage=stage))
    if json:
        for place, letter in letters:
            print_json(_document(place, letter))
        return
    table = Table("place", "received", "stage", "path", "what was wrong", "key", box=None)
    for place, letter in letters:
        table.add_row(
            place,
            f"{letter.timestamp:%Y-%m-%d %H:%M:%S}",
            letter.stage,
            safe(letter.path),
            safe(f"{letter.error}: {letter.message}")[:120],
            safe(_text(letter.key))[:40],
        )
    console.print(table)
    console.print(f"{len(letters)} dead letters", style="dim")


@app.command()
def show(place: _Place, json: JsonOption = False) -> None:
    """Show one dead letter: its reason, its headers, and the original bytes."""
    from streams.terminal import safe

    found = asyncio.run(_collect(places={place}))
    if not found:
        complain(f"there is no dead letter at {place}: `wirewatch dead-letters list` shows them")
        raise typer.Exit(1)
    letter = found[0][1]
    if json:
        print_json({**_document(place, letter), "value": _text(letter.value)})
        return
    for name, value in _document(place, letter).items():
        console.print(f"[bold]{name:10}[/] {safe(str(value))}")
    console.print()
    console.print(safe(_text(letter.value)), markup=False)


@app.command()
def replay(
    places: Annotated[
        list[str] | None, typer.Argument(metavar="[PLACE]...", help="Which, as `list` shows them.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every one of them.")] = False,
    stage: _StageOption = None,
    json: JsonOption = False,
) -> None:
    """Send the originals to their topic again: the same bytes, key and headers.

    The dead letters stay where they are until the topic's retention takes them; what fails again
    becomes another one.

    Examples:
        wirewatch dead-letters replay 0:17 0:18

        wirewatch dead-letters replay --stage publish
    """
    if not places and not everything and stage is None:
        complain("say which: places, --stage or --all")
        raise typer.Exit(2)
    wanted = None if everything or not places else set(places)
    sent, refused = asyncio.run(_replay(wanted, stage))
    if json:
        print_json({"replayed": sent, "refused": refused})
    else:
        console.print(f"replayed {len(sent)} of {len(sent) + len(refused)}, every one acknowledged")
        complain(*(f"{place}: {reason}" for place, reason in refused.items()))
    raise typer.Exit(1 if refused else 0)


async def _collect(
    *, stage: Stage | None = None, places: set[str] | None = None
) -> list[tuple[str, DeadLetter]]:
    from streams.clients import connection_of, topics_of
    from streams.dead_letters import read_dead_letter
    from streams.kafka.reader import records_so_far
    from streams.settings import load_settings

    settings = load_settings()
    topic = topics_of(settings).dead_letters.name
    found = []
    async for record in records_so_far(connection_of(settings), topic):
        place, letter = f"{record.partition}:{record.offset}", read_dead_letter(record)
        if (stage is None or letter.stage == stage) and (places is None or place in places):
            found.append((place, letter))
    return found


async def _replay(places: set[str] | None, stage: Stage | None) -> tuple[list[str], dict[str, str]]:
    from streams.clients import outbox_of
    from streams.records import OutputRecord
    from streams.settings import load_settings

    letters = await _collect(stage=stage, places=places)
    refused = dict.fromkeys((places or set()) - {p for p, _ in letters}, "no such dead letter")
    for place, letter in letters:
        if letter.omitted_bytes:
            where = f"{letter.topic} partition {letter.partition} offset {letter.offset}"
            refused[place] = f"its original was too large to be kept here: it stands at {where}"
    letters = [(place, letter) for place, letter in letters if place not in refused]
    async with outbox_of(load_settings()) as outbox:
        results = await outbox.publish(
            [OutputRecord(x.topic, x.key, x.value, x.headers) for _, x in letters]
        )
    for (place, _), error in zip(letters, results, strict=True):
        if error is not None:
            refused[place] = str(error)
    return [place for place, _ in letters if place not in refused], refused


def _document(place: str, letter: DeadLetter) -> dict[str, Any]:
    return {
        "place": place,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "timestamp": letter.timestamp.isoformat(),
        "stage": letter.stage,
        "error": letter.error,
        "path": letter.path,
        "message": letter.message,
        "key": _text(letter.key),
        "headers": [[name, _text(value)] for name, value in letter.headers],
        "bytes": letter.omitted_bytes or len(letter.value or b""),
    }


def _text(data: bytes | None) -> str:
    return "" if data is None else data.decode("utf-8", "backslashreplace")
