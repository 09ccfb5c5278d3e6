"""How right, how sure and how fast language detection is, beside its peers.

`python -m tests.accuracy.language` prints it all; `--only default` leaves the peers out, `--json`
prints it for a program. The evaluation data is translated news (NTREX-128) and lingua's test words.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from statistics import fmean
from typing import Any, NamedTuple

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
#: Languages and pairs that are listed.
_SHOWN = 12
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


def worst(sample: Sequence[Text], answers: Sequence[str]) -> list[tuple[str, float]]:
    """The languages with the fewest right answers, and the percentage that is right."""
    right: dict[str, list[bool]] = defaultdict(list)
    for (_, language), answer in zip(sample, answers, strict=True):
        right[language].append(answer == language)
    percentages = [(language, 100 * fmean(hits)) for language, hits in right.items()]
    return [found for found in sorted(percentages, key=itemgetter(1))[:_SHOWN] if found[1] < 100]


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


def measure(identify: Identify, samples: dict[str, list[Text]]) -> Iterator[tuple[str, float]]:
    """The rows of the table for one peer: what is measured, and how much it is."""
    for kind, sample in samples.items():
        found = score(sample, [identify(text) for text, _ in sample])
        yield f"{kind}, langdetect's languages, %", found.langdetect_languages
        yield f"{kind}, other languages, %", found.other_languages
        if kind not in {"pairs", "words"}:  # these have the one form only
            yield f"{kind}, Hans and Hant told apart, %", found.chinese_variant
    articles = [text for text, _ in samples["articles"] if 2_500 <= len(text) <= 3_500]
    beginnings = [text[:100] for text in articles]
    yield "CPU, article of 3,000 characters, µs", cpu_microseconds(identify, articles)
    yield "CPU, 100 characters, µs", cpu_microseconds(identify, beginnings)


def default_in_detail(samples: dict[str, list[Text]]) -> dict[str, Any]:
    """Where the engine `default` errs, and how sure it is."""
    detect = create_detector().detect
    pairs: list[tuple[float, bool]] = []
    detail: dict[str, Any] = {"worst": {}, "confusions": {}}
    for kind, sample in samples.items():
        found = [detect(text) for text, _ in sample]
        codes = [answer.code for answer in found]
        pairs += [(answer.confidence, answer.code == text.language)
                  for text, answer in zip(sample, found, strict=True)]  # fmt: skip
        detail["worst"][kind] = worst(sample, codes)
        detail["confusions"][kind] = [
            (*pair, count) for pair, count in confusions(sample, codes).most_common(_SHOWN)
        ]
    detail["reliability"] = list(reliability(pairs))
    return detail


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.language", description=__doc__)
    parser.add_argument("--only", choices=PEERS, action="append", help="leave the others out")
    parser.add_argument("--json", action="store_true", help="for a program")
    options = parser.parse_args()
    samples = {kind: texts(kind) for kind in KINDS}
    table: dict[str, dict[str, float]] = {}
    for peer in options.only or PEERS:
        try:
            table[peer] = dict(measure(identify_with(peer), samples))
        except ImportError as error:
            print(f"{peer}: left out, {error} (extra `bench`)", file=sys.stderr)
            continue
        seconds, megabytes = start_up(peer)
        table[peer]["CPU until the first answer, s"] = seconds
        table[peer]["memory, MB"] = megabytes
    report = {"peers": table, "default": default_in_detail(samples)}
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print(report["peers"], report["default"])


def _print(table: dict[str, dict[str, float]], detail: dict[str, Any]) -> None:
    print(f"{'':40}" + "".join(f"{peer:>18}" for peer in table))
    for name in next(iter(table.values()), ()):
        print(f"{name:40}" + "".join(f"{column[name]:18,.2f}" for column in table.values()))
    print("\nThe languages that default gets right least often, %")
    for kind, found in detail["worst"].items():
        print(f"  {kind}: " + ", ".join(f"{language} {share:.0f}" for language, share in found))
    print("\nWhat default takes for what, and how often")
    for kind, found in detail["confusions"].items():
        print(f"  {kind}: " + ", ".join(f"{one} as {other} {n}" for one, other, n in found))
    print("\nConfidence of default      texts   stated    right")
    for name, count, stated, right in detail["reliability"]:
        print(f"  {name:20}{count:10,}{stated:9.3f}{right:9.3f}")


if __name__ == "__main__":
    try:
        main()
    except pytest.skip.Exception as skipped:
        print(skipped)
