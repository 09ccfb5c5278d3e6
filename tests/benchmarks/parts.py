"""What the parts of a worker cost for an article, each measured alone in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import orjson

from streams.codec import article_from, encode
from streams.language import create_detector
from streams.matching.watchlist import Watchlist, builtin_watchlist
from streams.records import Article, Language
from streams.screening import Screener


def parts(values: Sequence[bytes], watchlist: Watchlist | None = None) -> dict[str, float]:
    """Microseconds of processor time for an article, by part.

    `detect` and `decide` happen only to articles with a candidate; they are averaged over all.
    """
    screener = Screener(watchlist or builtin_watchlist(), create_detector())
    matcher = screener.watchlist.matcher
    for value in values:
        screener.screen(article_from(orjson.loads(value)))  # warm: regexes, memories
    documents = [orjson.loads(value) for value in values]
    articles = [article_from(document) for document in documents]
    worthwhile = [a for a in articles if any(f.has_candidates for f in matcher.find(a.texts()))]
    screened = [screener.screen(article) for article in worthwhile]
    when = datetime.now(UTC)
    alerts = [alert for found in screened for alert in screener.alerts(found, when)]

    def cpu(work: Callable[[], object]) -> float:
        best = min(_timed(work) for _ in range(3))
        return best / len(values) / 1000

    costs = {
        "decode": cpu(lambda: [orjson.loads(value) for value in values]),
        "validate": cpu(lambda: [article_from(document) for document in documents]),
        "match: find": cpu(lambda: [matcher.find(article.texts()) for article in articles]),
        "detect": cpu(lambda: [_detect(screener, article) for article in worthwhile]),
        "screen, candidates": cpu(lambda: [screener.screen(a) for a in worthwhile]),
        "alert": cpu(lambda: [screener.alerts(found, when) for found in screened]),
        "encode": cpu(lambda: [encode(alert) for alert in alerts]),
    }
    find = cpu(lambda: [matcher.find(article.texts()) for article in worthwhile])
    costs["match: decide"] = max(0.0, costs.pop("screen, candidates") - find - costs["detect"])
    costs["articles with a candidate, %"] = 100 * len(worthwhile) / len(values)
    costs["alerts for an article"] = len(alerts) / len(values)
    return costs


def _detect(screener: Screener, article: Article) -> Language:
    return screener.detector.detect(
        "\n".join(text for _, text in article.texts()), article.language
    )


def _timed(work: Callable[[], object]) -> int:
    start = time.process_time_ns()
    work()
    return time.process_time_ns() - start
