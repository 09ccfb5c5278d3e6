"""The articles that benchmarks read: news in all languages, 3 KB each on average."""

from __future__ import annotations

from itertools import cycle, islice

import orjson

from tests.support.evaluation import rows


def articles(count: int) -> list[bytes]:
    """So many articles, each with an id of its own; texts repeat."""
    texts = cycle(rows("language_articles.jsonl"))
    return [
        orjson.dumps(
            {
                "id": f"bench-{number}",
                "title": row["text"].partition("\n")[0],
                "body": row["text"],
                "url": f"https://news.example/{number}",
                "source": {"id": "bench", "name": "Benchmark Times", "country": "XX"},
                "published_at": "2026-03-02T08:30:00Z",
            }
        )
        for number, row in enumerate(islice(texts, count))
    ]
