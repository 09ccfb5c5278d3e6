"""How well watchlist matching does: `make accuracy`, or

    python -m tests.accuracy.watchlist [--detected] [--language fr] [--list]

Gold sentences are scored by line, overlapping span and exact span, parallel news by line, each by
the definitions beside the data. Optional mentions are never an error either way.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rich.console import Console
from rich.table import Table

from streams.language import create_detector
from streams.matching.watchlist import builtin_watchlist
from streams.records import Article, Language, Match
from streams.screening import Screener
from tests.support.evaluation import rows

#: Rows that are held to be wrong, each with the reason; `make accuracy` says how many.
SKIPPED = {
    "pos-zh-181": "the span is that of 中国 inside 发展中国家, the trap, not of the true mention",
    "pos-zh-182": "the span is that of 中国 in 美中|国防, the trap, not of the true mention",
}


@dataclass
class Score:
    """Counts of one set of rows."""

    hits: int = 0
    misses: int = 0
    alarms: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of the concepts that lines were said to mention, how many they do."""
        return _ratio(self.hits, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        """Of the concepts that lines mention, how many were found."""
        return _ratio(self.hits, self.hits + self.misses)

    def span(self, found: str, of: str) -> float:
        """A ratio of two counts of spans."""
        return _ratio(self.spans[found], self.spans[of])


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@cache
def _screener() -> Screener:
    return Screener(builtin_watchlist(), create_detector())


def matches(row: dict[str, Any], *, detected: bool) -> Sequence[Match]:
    """What a row's text mentions, with its language given or detected."""
    language = None if detected else Language(code=row["lang"], confidence=1.0, engine="given")
    return _screener().screen(Article(id=row["id"], body=row["text"]), language=language).matches


def score(selected: Iterable[dict[str, Any]], *, detected: bool) -> dict[str, Score]:
    """The scores by language, and of all under `all`."""
    scores: dict[str, Score] = defaultdict(Score)
    for row in selected:
        if row["id"] in SKIPPED:
            continue
        found = matches(row, detected=detected)
        for score_ in (scores[row["lang"]], scores["all"]):
            _score_line(row, found, score_)
            _score_spans(row, found, score_)
    return scores


def _score_line(row: dict[str, Any], found: Sequence[Match], into: Score) -> None:
    expected = {e if isinstance(e, str) else e["concept"] for e in row["expect"]}
    unscored = {e["concept"] for e in row.get("optional") or ()} - expected
    core = {match.concept for match in found if match.tier == "core"}
    told = core | {match.concept for match in found}
    into.hits += len(told & expected)
    into.misses += len(expected - told)
    into.alarms += len(core - expected - unscored)
    into.errors += [("miss", row["id"], row["text"]) for _ in expected - told]
    into.errors += [("alarm", row["id"], row["text"]) for _ in core - expected - unscored]


def _score_spans(row: dict[str, Any], found: Sequence[Match], into: Score) -> None:
    expected = [span for span in row["expect"] if isinstance(span, dict)]
    if row["expect"] and not expected:
        return  # parallel news: lines only
    optional = row.get("optional") or ()
    scored = [
        match
        for match in found
        if any(_over(match, span) for span in expected)
        or (match.tier == "core" and not any(_over(match, span) for span in optional))
    ]
    into.spans["expected"] += len(expected)
    into.spans["told"] += len(scored)
    into.spans["found"] += sum(any(_over(match, span) for match in scored) for span in expected)
    into.spans["right"] += sum(any(_over(match, span) for span in expected) for match in scored)
    for match in scored:
        same = [span for span in expected if _over(match, span)]
        exact = any((match.start, match.end) == (span["start"], span["end"]) for span in same)
        into.spans["exact"] += exact
        if same and match.concept in {"CN", "TW"}:
            into.spans["CN, TW hits"] += 1
            into.spans["CN, TW exact"] += exact


def _over(match: Match, span: dict[str, Any]) -> bool:
    overlap: bool = match.start < span["end"] and span["start"] < match.end
    return overlap and match.concept == span["concept"]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.watchlist")
    parser.add_argument("--detected", action="store_true", help="detect languages, don't take them")
    parser.add_argument("--language", action="append", help="only this one; may be repeated")
    parser.add_argument("--list", action="store_true", help="every miss and false alarm")
    options = parser.parse_args()
    console = Console(highlight=False)
    for name in ("watchlist_gold.jsonl", "watchlist_parallel_news.jsonl"):
        selected = [r for r in rows(name) if not options.language or r["lang"] in options.language]
        scores = score(selected, detected=options.detected)
        total = scores.pop("all", Score())
        how = "detected" if options.detected else "given"
        console.print(f"\n[bold]{name}[/], language {how}: {len(selected)} rows")
        console.print(f"  line: precision {total.precision:.4f}, recall {total.recall:.4f}")
        if total.spans["expected"]:
            console.print(
                f"  span: precision {total.span('right', 'told'):.4f}, "
                f"recall {total.span('found', 'expected'):.4f}; "
                f"exact {total.span('exact', 'told'):.4f} of all, "
                f"{total.span('CN, TW exact', 'CN, TW hits'):.4f} of the hits of CN and TW"
            )
        _print_languages(console, scores)
        if options.list:
            for kind, row, text in total.errors:
                console.print(f"  {kind:5} {row:12} {text[:200]}", markup=False)
    console.print(f"\n{len(SKIPPED)} gold rows are skipped as wrong (SKIPPED in this file)")


def _print_languages(console: Console, scores: dict[str, Score]) -> None:
    """A row for each language, the worst first; those without an error in one line."""
    table = Table("language", "precision", "recall", "hits", "misses", "alarms", box=None)
    worst = sorted(scores.items(), key=lambda item: -(item[1].misses + item[1].alarms))
    clean = [language for language, s in worst if not s.misses + s.alarms]
    for language, s in worst:
        if s.misses + s.alarms:
            values = f"{s.precision:.3f}", f"{s.recall:.3f}", s.hits, s.misses, s.alarms
            table.add_row(language, *map(str, values))
    if table.row_count:
        console.print(table)
    console.print(f"  without an error: {', '.join(sorted(clean)) or 'none'}")


if __name__ == "__main__":
    main()
