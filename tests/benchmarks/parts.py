"""What the parts of a worker cost for an article, each measured alone in this process."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import orjson

from streams.codec import article_from, encode
from streams.screening import Screener

_ROUNDS = 3
_T = TypeVar("_T")


def pure_parts(screener: Screener, values: Sequence[bytes]) -> dict[str, float]:
    """Microseconds of processor time for an article, by part; no Kafka.

    `detect`, `decide`, `alert` and `encode` happen only to articles with a candidate or a mention;
    they are averaged over all.
    """
    find = screener.watchlist.matcher.find
    when = datetime.now(UTC)
    documents = [orjson.loads(value) for value in values]
    articles = [article_from(document) for document in documents]
    worthwhile = [a for a in articles if any(field.has_candidates for field in find(a.texts()))]
    screened = [screener.screen(article) for article in worthwhile]
    alerts = [alert for found in screened for alert in screener.alerts(found, when)]
    # What was made here stays: a worker's garbage collector has nothing of it to look through.
    gc.collect()
    gc.freeze()

    def cost(work: Callable[[_T], object], items: Iterable[_T]) -> float:
        return best_us(lambda: _each(work, items)) / len(values)

    costs = {
        "decode": cost(orjson.loads, values),
        "validate": cost(article_from, documents),
        "match: find": cost(lambda article: find(article.texts()), articles),
        "detect": cost(screener.language, worthwhile),
        "match: decide": 0.0,
        "alert": cost(lambda found: screener.alerts(found, when), screened),
        "encode": cost(encode, alerts),
    }
    # `decide` needs what only `screen` has: it is what is left of that.
    found = cost(lambda article: find(article.texts()), worthwhile)
    costs["match: decide"] = cost(screener.screen, worthwhile) - found - costs["detect"]
    gc.unfreeze()
    return costs


def best_us(work: Callable[[], object]) -> float:
    """Microseconds of processor time: the least of some rounds, after one to warm up."""
    work()
    return min(_timed(work) for _ in range(_ROUNDS)) / 1000


def _each(work: Callable[[_T], object], items: Iterable[_T]) -> None:
    """Do it to each, and keep nothing: results that stay would keep the garbage collector busy."""
    for item in items:
        work(item)


def _timed(work: Callable[[], object]) -> int:
    start = time.process_time_ns()
    work()
    return time.process_time_ns() - start
