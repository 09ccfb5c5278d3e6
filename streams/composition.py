"""From settings to what screens articles."""

from __future__ import annotations

from pathlib import Path

from streams.clients import topics_of
from streams.errors import WatchlistError, problem
from streams.language import create_detector
from streams.matching.document import read_watchlist
from streams.matching.watchlist import Watchlist, builtin_watchlist
from streams.processing import Processor
from streams.screening import Screener, failed_tests
from streams.settings import Settings
from streams.watchlists import Base


def screener_of(settings: Settings) -> Screener:
    """The watchlist and the detector.

    Raises:
        ConfigurationError: either cannot be used, or a watch fails its own tests.
    """
    detector = create_detector(settings.language_engine, settings.languages)
    screener = Screener(watchlist_of(settings), detector)
    if failures := failed_tests(screener):
        raise WatchlistError(failures)
    return screener


def watchlist_of(settings: Settings) -> Watchlist:
    """The built-in watches, or what the operator's file makes of them.

    Raises:
        WatchlistError: the file cannot be read, or holds what cannot be used.
    """
    if settings.watchlist is None:
        return builtin_watchlist()
    return read_watchlist(_watchlist_text(settings.watchlist), str(settings.watchlist))


def _watchlist_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WatchlistError([problem(str(error), place=str(path))]) from error


def base_of(settings: Settings) -> Base:
    """What watches from the topic come on top of.

    Raises:
        WatchlistError: the operator's file cannot be read.
    """
    text = _watchlist_text(settings.watchlist) if settings.watchlist else None
    return Base(
        text=text,
        name=str(settings.watchlist or "built-in"),
        engine=settings.language_engine,
        languages=settings.languages,
    )


def processor_of(settings: Settings) -> Processor:
    """What a worker does with a record."""
    return Processor(
        screener_of(settings), topics_of(settings), max_article_bytes=settings.max_article_bytes
    )
