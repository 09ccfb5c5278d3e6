"""`wirewatch check`: what an article mentions and why, without a broker."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams import exit_codes
from streams.commands.files import STDIN, open_input, place_of
from streams.commands.output import JsonOption, complain, console, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streams.articles import FileArticle
    from streams.records import Article
    from streams.screening import Screened, Screener

#: Of files with articles: `check artcles.jsonl` is a slip, not a text about anything.
_SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt")


def check(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE|-", help="What to look at.")],
    trust_language: Annotated[
        bool,
        typer.Option("--trust-language", help="Take the article's own language; detect no other."),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Name, rule and tier of each hit, and who stopped the rest."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show the language, every mention, and every candidate that is none, with the reason.

    A file holds articles as JSON Lines, JSON, or plain text. With --json each article is one line,
    in the order of the input, with all there is to explain, and as fast as it goes: this is the
    batch mode, too.

    Examples:
        wirewatch check "Китай провёл учения у берегов Тайваня"

        wirewatch check articles.jsonl --json > matches.jsonl

        wirewatch check --explain "Der chinesische Botschafter kaufte Chinakohl"

        zcat articles.jsonl.gz | wirewatch check - --json
    """
    from streams.composition import screener_of
    from streams.settings import load_settings

    settings = load_settings()
    screener = screener_of(settings)
    refused = 0
    for found in _articles(text, settings.max_article_bytes):
        if found.article is None:
            refused += 1
            _refuse(text, found, json=json)
        elif json:
            print_json(_document(_screen(screener, found.article, trust_language)[0]))
        else:
            _show(*_screen(screener, found.article, trust_language), explain=explain)
    raise typer.Exit(exit_codes.DATA if refused else exit_codes.OK)


def _articles(text: str, max_bytes: int) -> Iterator[FileArticle]:
    from streams.articles import FileArticle, read_articles, text_article

    if text == STDIN or _names_a_file(text):
        with open_input(text) as file:
            yield from read_articles(file, max_bytes=max_bytes)
    else:
        yield FileArticle(1, b"", text_article(text))


def _names_a_file(text: str) -> bool:
    """Whether a file is meant: one that is there, or is missing but has the name of one."""
    try:
        path = Path(text)
        return path.is_file() or (path.suffix in _SUFFIXES and not any(map(str.isspace, text)))
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        return False


def _screen(screener: Screener, article: Article, trust_language: bool) -> tuple[Screened, float]:
    """What an article mentions, and the seconds that its language took."""
    from streams.records import Language

    start = perf_counter()
    if trust_language and article.language:
        language = Language(code=article.language, confidence=1.0, engine="given")
    else:
        language = screener.language(article)
    seconds = perf_counter() - start
    return screener.screen(article, explain=True, language=language), seconds


def _refuse(name: str, found: FileArticle, *, json: bool) -> None:
    assert found.error is not None  # noqa: S101 - there is no article
    if json:
        error = {"class": type(found.error).__name__, "message": str(found.error)}
        print_json({"line": found.line, "error": {**error, "path": found.error.path}})
    complain(place_of(name, found.line, found.error))


def _document(screened: Screened) -> dict[str, Any]:
    return {
        "id": screened.article.id,
        "language": screened.language,
        "matches": screened.matches,
        "suppressed": screened.suppressed,
    }


def _show(screened: Screened, seconds: float, *, explain: bool) -> None:
    from streams.consumers.display import (
        details,
        highlighted,
        language_line,
        match_line,
        suppressed_line,
    )
    from streams.terminal import safe

    article = screened.article
    console.print(f"[bold]{safe(article.id)}[/]", markup=True)
    if screened.language is not None:
        console.print(language_line(screened.language, seconds))
    for field, text in article.texts():
        found = [(m.start, m.end, m.concept) for m in screened.matches if m.field == field]
        if found:
            console.print(highlighted(text, found))
    for match in screened.matches:
        console.print(match_line(match))
        if explain:
            console.print(details(match))
    for candidate in screened.suppressed:
        console.print(suppressed_line(candidate))
        if explain:
            console.print(details(candidate))
    if not screened.matches and not screened.suppressed:
        console.print("  no mention of anything that is watched", style="dim")
    console.print()
