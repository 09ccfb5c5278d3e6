"""How right, how sure and how fast language detection is, beside its peers.

`python -m tests.accuracy.language` prints it all; `--only default` leaves the peers out. The
evaluation data is translated news (NTREX-128) and lingua's test words.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

import pytest

from streams.language import create_detector
from tests.accuracy.peers import PEERS, Identify, identify_with
from tests.support.evaluation import rows

KINDS = ("articles", "sentences", "headlines", "pairs", "words")
#: The 54 languages that langdetect knows, Chinese counted once and Norwegian as Bokmål.
LANGDETECT = frozenset(
    """
    af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr
    nb ne nl pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh
    """.split()  # noqa: SIM905
)
_CHINESE = {"zh-Hans": "zh", "zh-Hant": "zh"}


class Text(NamedTuple):
    """One row of the evaluation data."""

    text: str
    language: str


class Score(NamedTuple):
    """Macro averages in percent, over the languages that a kind has texts in."""

    langdetect_languages: float
    other_languages: float
    chinese_variant: float


def texts(kind: str) -> list[Text]:
    """The texts of one kind with their languages; skips where there is no evaluation data."""
    return [Text(row["text"], row["lang"]) for row in rows(f"language_{kind}.jsonl")]


def score(sample: Sequence[Text], answers: Sequence[str]) -> Score:
    """How many of the answers are right, averaged over languages."""
    right: dict[str, list[bool]] = defaultdict(list)
    variant: list[bool] = []
    for (_, language), answer in zip(sample, answers, strict=True):
        expected = _CHINESE.get(language, language)
        right[expected].append(_CHINESE.get(answer, answer) == expected)
        if expected == "zh":
            variant.append(answer == language)
    known = [fmean(hits) for language, hits in right.items() if language in LANGDETECT]
    others = [fmean(hits) for language, hits in right.items() if language not in LANGDETECT]
    return Score(*(100 * fmean(part or [0]) for part in (known, others, variant)))


def confusions(sample: Sequence[Text], answers: Sequence[str]) -> Counter[tuple[str, str]]:
    """Which languages were taken for which, and how often."""
    pairs = zip(sample, answers, strict=True)
    return Counter((text.language, answer) for text, answer in pairs if text.language != answer)


def reliability(pairs: Iterable[tuple[float, bool]]) -> Iterator[tuple[str, int, float, float]]:
    """By stated confidence: the bin, its texts, their mean confidence, the share that is right."""
    edges = (0.0, 0.5, 0.65, 0.75, 0.85, 0.95, 0.99, 1.01)
    bins: list[list[tuple[float, bool]]] = [[] for _ in edges[1:]]
    for confidence, right in pairs:
        number = next(n for n, edge in enumerate(edges[1:]) if confidence < edge)
        bins[number].append((confidence, right))
    for (low, high), found in zip(pairwise(edges), bins, strict=True):
        if found:
            stated, rights = zip(*found, strict=True)
            yield f"{low:.2f}-{min(high, 1):.2f}", len(found), fmean(stated), fmean(rights)


def cpu_microseconds(identify: Identify, sample: Sequence[str]) -> float:
    """CPU time a text, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for text in sample:
            identify(text)
        best = min(best, time.process_time() - start)
    return best / len(sample) * 1e6


#: What a fresh process pays to have a peer ready: seconds of CPU, and megabytes that stay.
_START_UP = """
import sys, time
import psutil
from tests.accuracy import peers
before, start = psutil.Process().memory_info().rss, time.process_time()
peers.identify_with(sys.argv[1])("a text to begin with")
print(time.process_time() - start, (psutil.Process().memory_info().rss - before) / 1e6)
"""


def start_up(peer: str) -> tuple[float, float]:
    """CPU seconds until the first answer of a fresh process, and the megabytes it takes."""
    command = [sys.executable, "-c", _START_UP, peer]
    subprocess.run(command, check=True, capture_output=True)  # warm: compiled once
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def measure(identify: Identify, samples: dict[str, list[Text]]) -> Iterator[tuple[str, str]]:
    """The rows of the table for one peer: what is measured, and how much it is."""
    for kind, sample in samples.items():
        found = score(sample, [identify(text) for text, _ in sample])
        yield f"{kind}, langdetect's languages, %", f"{found.langdetect_languages:.2f}"
        yield f"{kind}, other languages, %", f"{found.other_languages:.2f}"
        if kind not in {"pairs", "words"}:  # these have the one form only
            yield f"{kind}, Hans and Hant told apart, %", f"{found.chinese_variant:.2f}"
    articles = [text for text, _ in samples["articles"] if 2_500 <= len(text) <= 3_500]
    beginnings = [text[:100] for text in articles]
    yield "CPU, article of 3,000 characters, µs", f"{cpu_microseconds(identify, articles):,.0f}"
    yield "CPU, 100 characters, µs", f"{cpu_microseconds(identify, beginnings):,.1f}"


def main() -> None:
    """Print the table, the reliability of the confidence and the worst confusions."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", choices=PEERS, action="append", help="leave the others out")
    peers = _installed(parser.parse_args().only or PEERS)
    samples = {kind: texts(kind) for kind in KINDS}
    table: dict[str, list[str]] = defaultdict(list)
    for peer, identify in peers.items():
        for name, cell in measure(identify, samples):
            table[name].append(cell)
        seconds, megabytes = start_up(peer)
        table["CPU until the first answer, s"].append(f"{seconds:.2f}")
        table["memory, MB"].append(f"{megabytes:.0f}")
    print(f"{'':48}" + "".join(f"{peer:>12}" for peer in peers))
    for name, cells in table.items():
        print(f"{name:48}" + "".join(f"{cell:>12}" for cell in cells))
    if "default" in peers:
        _print_reliability(samples)


def _installed(names: Sequence[str]) -> dict[str, Identify]:
    peers = {}
    for name in names:
        try:
            peers[name] = identify_with(name)
        except ImportError as error:
            print(f"{name}: left out, {error} (extra `bench`)")
    return peers


def _print_reliability(samples: dict[str, list[Text]]) -> None:
    detect = create_detector().detect
    pairs: list[tuple[float, bool]] = []
    for kind, sample in samples.items():
        answers = [detect(text) for text, _ in sample]
        pairs += [
            (answer.confidence, answer.code == text.language)
            for text, answer in zip(sample, answers, strict=True)
        ]
        worst = confusions(sample, [answer.code for answer in answers]).most_common(12)
        print(f"\n{kind}: " + ", ".join(f"{a} as {b} {n}" for (a, b), n in worst))
    print("\nconfidence     texts   stated    right")
    for name, count, stated, right in reliability(pairs):
        print(f"{name:12}{count:8,}{stated:9.3f}{right:9.3f}")


if __name__ == "__main__":
    try:
        main()
    except pytest.skip.Exception as skipped:
        print(skipped)
