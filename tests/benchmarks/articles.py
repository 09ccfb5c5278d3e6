"""The articles that benchmarks read: news in all languages, 3 KB each on average."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import cycle, islice

import orjson
import pytest

from tests.support.evaluation import rows
from tests.support.sentences import SENTENCES

#: Without evaluation data: bytes of a text, and every how many of them mention what is watched
#: (one in nine of the real ones does).
_BYTES, _MENTIONS = 3_000, 8


def articles(count: int, prefix: str = "bench") -> list[bytes]:
    """So many articles with the ids `prefix-0`, `prefix-1` …; texts repeat."""
    return [
        orjson.dumps(
            {
                "id": f"{prefix}-{number}",
                "title": text.partition("\n")[0],
                "body": text,
                "url": f"https://news.example/{number}",
                "source": {"id": "bench", "name": "Benchmark Times", "country": "XX"},
                "published_at": "2026-03-02T08:30:00Z",
            }
        )
        for number, text in enumerate(islice(cycle(_texts()[1]), count))
    ]


def origin() -> str:
    """Where the texts are from."""
    return _texts()[0]


@cache
def _texts() -> tuple[str, Sequence[str]]:
    try:
        texts = [row["text"] for row in rows("language_articles.jsonl")]
    except pytest.skip.Exception as absent:
        return f"sentences of our own, repeated: {absent}", _own_texts()
    return f"{len(texts):,} articles of the evaluation data, repeated", texts


def _own_texts() -> list[str]:
    """A text in each language of `SENTENCES`; some have an article of the demo in front."""
    demo = files("streams.demo").joinpath("articles.jsonl").read_bytes().splitlines()
    mentions = cycle(orjson.loads(line)["body"] for line in demo)
    texts = []
    for number, sentence in enumerate(SENTENCES.values()):
        text = "\n".join([sentence] * (_BYTES // len(sentence.encode())))
        texts.append(text if number % _MENTIONS else f"{next(mentions)}\n{text}")
    return texts
