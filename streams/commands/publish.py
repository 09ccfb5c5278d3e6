"""`wirewatch publish`: articles from a file to the topic, with delivery confirmed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from streams import exit_codes
from streams.articles import FileFormat, read_articles
from streams.commands.files import open_input, place_of
from streams.commands.output import JsonOption, complain, console, errors, print_json

if TYPE_CHECKING:
    from streams.articles import FileArticle
    from streams.settings import Settings

#: Articles whose acknowledgements are awaited together.
_CHUNK = 500


@dataclass(slots=True)
class _Result:
    published: int = 0
    bytes: int = 0
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)


def publish(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="Articles, or - for standard input.")
    ],
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="What the file looks like; auto finds out.")
    ] = FileFormat.AUTO,
    raw: Annotated[
        bool, typer.Option("--raw", help="Send what is no article, too, as it stands.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Publish articles to the topic that workers read; the broker confirms each.

    What is no article is refused with its line and the reason while the others are published: the
    exit code is then 65.

    Examples:
        wirewatch publish articles.jsonl

        wirewatch publish article.txt

        my-crawler | wirewatch publish - --json
    """
    from streams.settings import load_settings

    result = asyncio.run(_publish(load_settings(), file, file_format, raw=raw, quiet=json))
    if json:
        print_json(
            {
                "published": result.published,
                "bytes": result.bytes,
                "seconds": round(result.seconds, 3),
                "refused": result.refused,
            }
        )
    else:
        noun = "article" if result.published == 1 else "articles"
        rate = result.published / result.seconds
        console.print(
            f"published {result.published:,} {noun}, {result.bytes:,} bytes in "
            f"{result.seconds:.1f} s ({rate:,.0f} a second), every one acknowledged"
        )
        complain(*result.refused)
    raise typer.Exit(exit_codes.DATA if result.refused else exit_codes.OK)


async def _publish(
    settings: Settings, name: str, file_format: FileFormat, *, raw: bool, quiet: bool
) -> _Result:
    from streams.clients import connection_of, outbox_of, topics_of
    from streams.kafka.reader import require_topic
    from streams.records import OutputRecord

    topic = topics_of(settings).articles.name
    result = _Result()
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.completed:,} articles"),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=quiet or not errors.is_terminal,
    )
    # The file comes first: to tell that there is none takes no broker.
    with open_input(name) as file, progress:
        await require_topic(connection_of(settings), topic)
        start = time.perf_counter()
        async with outbox_of(settings) as outbox:
            shown = progress.add_task("publish", total=None)
            found = read_articles(file, file_format, max_bytes=settings.max_article_bytes)
            accepted = _accepted(found, name, result, raw=raw)
            while chunk := list(islice(accepted, _CHUNK)):
                records = [OutputRecord(topic, _key(a), a.value, ()) for a in chunk]
                for article, refusal in zip(chunk, await outbox.publish(records), strict=True):
                    if refusal is None:
                        result.published += 1
                        result.bytes += len(article.value)
                    else:
                        result.refused.append(f"{name}:{article.line}: {refusal}")
                progress.update(shown, completed=result.published)
    result.seconds = time.perf_counter() - start
    return result


def _accepted(
    found: Iterator[FileArticle], name: str, result: _Result, *, raw: bool
) -> Iterator[FileArticle]:
    """What is to be published; what is refused goes to `result`."""
    for article in found:
        if article.error is None or raw:
            yield article
        else:
            result.refused.append(place_of(name, article.line, article.error))


def _key(found: FileArticle) -> bytes | None:
    return None if found.article is None else found.article.id.encode()
