"""`make bench-matching`: how the cost of matching grows with the number of names watched.

python -m tests.benchmarks.matching [--largest 1000000] [--json FILE]

The built-in watches and 10, 1,000 … names besides, of two or three words that look like those of
one of the languages of the articles but rarely stand in them. Beside it, over those names alone and
as they are written: pyahocorasick, one `re` alternation, and a loop of `in`, which
find plain strings and nothing else. Each line runs in a process of its own, one after the other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import re
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from streams.kafka.watchlist_feed import compile_elsewhere
from streams.matching.concept import builtin_documents, read_concept
from streams.matching.decide import Matcher
from streams.matching.terms import CompiledTerms, Terms, compile_terms
from streams.matching.watchlist import BUILTIN_WATCHES, builtin_watchlist
from streams.records import Language
from streams.watchlists import Base, Candidate, CompileRequest
from tests.support.evaluation import rows

_SIZES = (10, 1_000, 100_000, 1_000_000)
#: A word without digits and punctuation; of scripts without spaces, a part of a sentence.
_WORD = re.compile(r"(?<!\S)[^\W\d_][^\s\d\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f¨।、。，「」]{2,7}")
_ROUNDS = 3

#: Scans a text in a language.
Scan = Callable[[str, str], object]


@dataclass(frozen=True)
class Line:
    """Processor time to build, to load what was built (s) and for an article (µs); memory (MB)."""

    engine: str
    names: int
    build_s: float
    load_s: float
    median_us: float
    mean_us: float
    peak_mb: float


@cache
def texts() -> Sequence[tuple[str, str]]:
    """The articles of the evaluation data, with their languages."""
    return [(row["lang"], row["text"]) for row in rows("language_articles.jsonl")]


def made_up_names(count: int) -> list[str]:
    """So many names: two or three words, each made of the start and the end of two real ones."""
    words = defaultdict(set)
    for language, text in texts():
        words[language].update(_WORD.findall(text))
    vocabulary = [sorted(found) for _, found in sorted(words.items())]
    chance = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < count:
        of_language = chance.choice(vocabulary)
        made = []
        for _ in range(chance.choice((2, 2, 3))):
            start, end = chance.choice(of_language), chance.choice(of_language)
            word = start[: (len(start) + 1) // 2] + end[len(end) // 2 :]
            made.append(word[:1].upper() + word[1:])
        found[" ".join(made)] = None
    return list(found)


def _wirewatch(names: Sequence[str]) -> tuple[Scan, float, float]:
    documents = builtin_documents()
    concepts = [
        *(read_concept(documents[id_]) for watch in BUILTIN_WATCHES for id_ in watch["concepts"]),
        *(read_concept({"id": f"n{n}", "names": [name]}) for n, name in enumerate(names)),
    ]
    start = time.process_time()
    data = msgspec.msgpack.encode(compile_terms(concepts))
    built = time.process_time()
    matcher = Matcher(Terms(msgspec.msgpack.decode(data, type=CompiledTerms)))
    loaded = time.process_time()

    def scan(language: str, text: str) -> object:
        fields = matcher.find([("body", text)])
        if not fields[0].has_candidates:
            return None
        given = Language(code=language, confidence=1.0)
        return matcher.decide(fields, given, None, lambda _field, _place: given)

    return scan, built - start, loaded - built


def _pyahocorasick(names: Sequence[str]) -> tuple[Scan, float, float]:
    import ahocorasick

    start = time.process_time()
    automaton = ahocorasick.Automaton()
    for number, name in enumerate(names):
        automaton.add_word(name, number)
    automaton.make_automaton()
    return lambda _, text: list(automaton.iter(text)), time.process_time() - start, 0.0


def _re(names: Sequence[str]) -> tuple[Scan, float, float]:
    start = time.process_time()
    regex = re.compile("|".join(map(re.escape, names)))
    return lambda _, text: list(regex.finditer(text)), time.process_time() - start, 0.0


def _naive(names: Sequence[str]) -> tuple[Scan, float, float]:
    return lambda _, text: [name for name in names if name in text], 0.0, 0.0


#: How each engine is built, and the most names that it is measured with.
_ENGINES: dict[str, tuple[Callable[[Sequence[str]], tuple[Scan, float, float]], int]] = {
    "wirewatch": (_wirewatch, 1_000_000),
    "pyahocorasick": (_pyahocorasick, 1_000_000),
    "re alternation": (_re, 1_000),
    "name in text": (_naive, 100_000),
}


def measure(engine: str, count: int) -> Line:
    """One line; every text is scanned once before it is measured."""
    scan, build_s, load_s = _ENGINES[engine][0](made_up_names(count))
    # What takes a second an article needs no repetition.
    sample = texts()[:: 1 if count <= 10 or engine in {"wirewatch", "pyahocorasick"} else 60]
    costs = []
    for attempt in range(_ROUNDS + 1):
        for language, text in sample:
            start = time.process_time_ns()
            scan(language, text)
            if attempt:
                costs.append((time.process_time_ns() - start) / 1000)
    return Line(
        engine,
        count,
        build_s,
        load_s,
        statistics.median(costs),
        statistics.mean(costs),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


async def reload_stall(count: int) -> tuple[float, float]:
    """The longest pause between two articles: while a watchlist of so many names comes, and not.

    Both in milliseconds, articles being matched one after the other in the event loop.
    """
    document = {"watches": [{"id": "names", "names": made_up_names(count)}]}
    text = json.dumps(document, ensure_ascii=False)
    candidate = Candidate(text=text, place="benchmark")
    request = CompileRequest(base=Base(), candidates={"names": [candidate]})
    watchlist = builtin_watchlist()
    pauses = {False: 0.0, True: 0.0}

    async def match(*, replaced: bool, seconds: float) -> None:
        ends = before = time.perf_counter()
        ends += seconds
        while before < ends:
            for _, body in texts():
                watchlist.matcher.find([("body", body)])
                await asyncio.sleep(0)
                now = time.perf_counter()
                pauses[replaced] = max(pauses[replaced], now - before)
                before = now

    await match(replaced=False, seconds=5)
    matching = asyncio.create_task(match(replaced=True, seconds=3600))
    watchlist = (await compile_elsewhere(request)).load()
    await asyncio.sleep(0)
    matching.cancel()
    return pauses[True] * 1000, pauses[False] * 1000


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.matching")
    parser.add_argument("--largest", type=int, default=_SIZES[-1], help="how many names at most")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    table = Table(
        "engine", "names", "build s", "load s", "median µs", "mean µs", "peak MB", box=None
    )
    lines = []
    context = multiprocessing.get_context("spawn")
    for engine, (_, most) in _ENGINES.items():
        for count in [size for size in _SIZES if size <= min(most, options.largest)]:
            # A process of its own: its memory is that of this line.
            with context.Pool(1) as pool:
                line = pool.apply(measure, (engine, count))
            lines.append(line)
            times = (line.build_s, line.load_s, line.median_us, line.mean_us)
            table.add_row(
                engine, f"{count:,}", *(f"{t:,.2f}" for t in times), f"{line.peak_mb:,.0f}"
            )
    console = Console()
    console.print(table)
    count = min(100_000, options.largest)
    stall, otherwise = asyncio.run(reload_stall(count))
    console.print(
        f"replacing a watchlist by one of {count:,} names under load: longest pause "
        f"{stall:.0f} ms, otherwise {otherwise:.0f} ms"
    )
    if options.json:
        options.json.write_text(json.dumps(list(map(asdict, lines)), indent=2) + "\n")


if __name__ == "__main__":
    main()
