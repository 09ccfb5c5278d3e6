"""`wirewatch tail`: alerts as they come."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.output import JsonOption, complain, console, print_json

if TYPE_CHECKING:
    from streams.records import Alert
    from streams.settings import Settings


def tail(
    watch: Annotated[
        list[str] | None, typer.Option(help="Only this watch; may be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only articles in this language (BCP 47).")
    ] = None,
    concept: Annotated[
        list[str] | None, typer.Option(help="Only alerts that mention this concept.")
    ] = None,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Start with the alerts that are there.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, help="Stop after so many; 0 goes on.")] = 0,
    json: JsonOption = False,
) -> None:
    """Show alerts as they come, until Ctrl-C.

    Examples:
        wirewatch tail

        wirewatch tail --watch taiwan --language ar --from-beginning

        wirewatch tail --json | jq .article.url
    """
    from streams.settings import load_settings

    wanted = _Filter(watch or [], language or [], concept or [])
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(
            _tail(load_settings(), wanted, from_beginning=from_beginning, limit=limit, json=json)
        )


class _Filter:
    """Which alerts to show."""

    def __init__(self, watches: list[str], languages: list[str], concepts: list[str]) -> None:
        self._watches = frozenset(watches)
        self._languages = tuple(languages)
        self._concepts = frozenset(concepts)

    def lets_through(self, alert: Alert) -> bool:
        """Whether an alert is one that was asked for; `zh` asks for `zh-Hant`, too."""
        code = alert.language.code
        return (
            (not self._watches or alert.watch.id in self._watches)
            and (not self._concepts or not self._concepts.isdisjoint(alert.concepts))
            and (
                not self._languages
                or any(
                    code == wanted or code.startswith(f"{wanted}-") for wanted in self._languages
                )
            )
        )


async def _tail(
    settings: Settings, wanted: _Filter, *, from_beginning: bool, limit: int, json: bool
) -> None:
    import msgspec

    from streams.clients import connection_of, topics_of
    from streams.consumers.display import alert_lines
    from streams.kafka.reader import records_as_they_come
    from streams.records import Alert

    topic, shown = topics_of(settings).alerts.name, 0
    records = records_as_they_come(connection_of(settings), topic, from_beginning=from_beginning)
    async with contextlib.aclosing(records):
        async for record in records:
            try:
                alert = msgspec.json.decode(record.value or b"", type=Alert)
            except msgspec.DecodeError as error:
                place = f"{record.topic} partition {record.partition} offset {record.offset}"
                complain(f"{place}: not an alert: {error}")
                continue
            if not wanted.lets_through(alert):
                continue
            if json:
                print_json(alert)
            else:
                for line in alert_lines(alert):
                    console.print(line)
            shown += 1
            if shown == limit:
                return
