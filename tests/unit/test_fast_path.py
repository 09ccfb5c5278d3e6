"""What makes screening fast changes no byte of an alert.

The plain path asks for the language of every article, and looks at every string inside every word;
without numba, the loops over a text are plain Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from streams.language import create_detector
from streams.matching.concept import builtin_documents
from streams.matching.watchlist import builtin_watchlist
from streams.processing import Processor
from streams.records import Article, InputRecord, Language, OutputRecord
from streams.screening import Screened, Screener
from streams.topics import topics
from tests.support.sentences import SENTENCES

_WHEN = 1_772_000_000_123
#: Without numba every so many articles: they take a hundred times as long.
_STEP = 7


def records() -> list[InputRecord]:
    """The examples of all concepts, three to an article, with a sentence of something else."""
    examples = [
        example.translate({ord(mark): None for mark in "{}?"})
        for document in builtin_documents().values()
        for block in document["languages"].values()
        for example in block.get("examples", ())
    ]
    others = list(SENTENCES.values())
    values = [
        orjson.dumps(
            {
                "id": f"a{number}",
                "title": examples[number],
                "body": "\n".join((*examples[number : number + 3], others[number % len(others)])),
            }
        )
        for number in range(0, len(examples), 3)
    ]
    return [InputRecord("articles", 0, n, _WHEN, None, v, []) for n, v in enumerate(values)]


def fast(step: int = 1) -> list[list[OutputRecord]]:
    screener = Screener(builtin_watchlist(), create_detector())
    processor = Processor(screener, topics(), max_article_bytes=100_000)
    return [processor.process(record) for record in records()[::step]]


class PlainScreener(Screener):
    """Asks and looks for everything."""

    __slots__ = ()

    def screen(
        self, article: Article, *, explain: bool = True, language: Language | None = None
    ) -> Screened:
        """The same, the long way round."""
        return super().screen(article, explain=True, language=self.language(article))


def plain(step: int = 1) -> list[list[OutputRecord]]:
    screener = PlainScreener(builtin_watchlist(), create_detector())
    processor = Processor(screener, topics(), max_article_bytes=100_000)
    return [processor.process(record) for record in records()[::step]]


def test_alerts_are_the_same_bytes_on_the_plain_path() -> None:
    quick = fast()
    assert sum(map(len, quick)) > len(quick)  # most articles have a mention, many of two concepts
    assert quick == plain()


@pytest.mark.timeout(120)
def test_alerts_are_the_same_bytes_without_numba() -> None:
    pytest.importorskip("numba", reason="numba is missing")
    said = _without_numba(
        f"from tests.unit.test_fast_path import plain\nprint(plain({_STEP}))", "-W", "error"
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() == str(fast(_STEP))


def test_doctor_says_that_numba_is_missing() -> None:
    program = "from streams.cli import main\nsys.argv[1:] = ['doctor', '--json']\nmain()"
    said = _without_numba(program, WIREWATCH_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert said.returncode == 1
    assert [f for f in orjson.loads(said.stdout)["findings"] if f["what"] == "numba"]


def _without_numba(
    program: str, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable, "-X", "utf8", *options, "-c",
            f"import sys; sys.modules['numba'] = None\n{program}",
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": ".", **environment},
    )  # fmt: skip
