"""Alerts and matches as a person reads them in a terminal.

Text from articles is foreign: control characters, escape sequences and bidi controls never reach
the terminal. Each piece of it stands between isolates (UAX #9, 3.1), so that right-to-left text
is in its order and leaves the rest of the line alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from streams.records import Alert, Language, Match, Suppressed
from streams.terminal import safe

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "።", "။", "។", "”", "»", "」")
_MENTION_STYLES = ("bold black on yellow", "bold black on cyan", "bold black on green")


def highlighted(text: str, mentions: Iterable[tuple[int, int, str]]) -> Text:
    """Text with its mentions marked.

    Args:
        text: as received.
        mentions: start, end (code points into `text`) and concept.
    """
    styles: dict[str, str] = {}
    shown = Text(_FIRST_STRONG_ISOLATE + safe(text).replace("\n", " ") + _POP_ISOLATE)
    for start, end, concept in mentions:
        style = styles.setdefault(concept, _MENTION_STYLES[len(styles) % len(_MENTION_STYLES)])
        shown.stylize(style, start + 1, end + 1)
    return shown


def alert_lines(alert: Alert) -> list[Text]:
    """An alert: watch and language, the headline, a line for what was found."""
    article = alert.article
    heading = Text.assemble(
        ("● ", "green"),
        (safe(alert.watch.name), "bold green"),
        ("  ", ""),
        (language_words(alert.language), "dim"),
    )
    if article.source and article.source.name:
        heading.append(f" · {safe(article.source.name)}", "dim")
    lines = [heading]
    if article.title:
        lines.append(Text("  ") + _field(article.title, "title", alert.matches))
    for snippet in alert.snippets[:1]:
        if snippet.field != "title":
            inside = [
                (match.start - snippet.start, match.end - snippet.start, match.concept)
                for match in alert.matches
                if match.field == snippet.field
                and snippet.start <= match.start
                and match.end <= snippet.end
            ]
            before = "  … " if snippet.start else "  "
            after = "" if snippet.text.endswith(_SENTENCE_ENDS) else " …"
            lines.append(Text(before) + highlighted(snippet.text, inside) + Text(after))
    count = len(alert.matches) + alert.matches_omitted
    noun = "mention" if count == 1 else "mentions"
    lines.append(Text(f"  {count} {noun}: {_surfaces(alert.matches)}", "dim"))
    return lines


def language_words(language: Language) -> str:
    """A language with how sure the detector is, or why there is none."""
    if language.reason and language.code == "und":
        return f"und ({language.reason})"
    return f"{language.code} {language.confidence:.0%}"


def language_line(language: Language, seconds: float) -> Text:
    """All there is to say of a language, and how long it took to find out."""
    parts = [language_words(language), f"script {language.script}", f"engine {language.engine}"]
    if language.runner_up:
        parts.append(f"else {language.runner_up}")
    parts.append(f"{seconds * 1000:.1f} ms")
    return Text("  " + " · ".join(parts), "cyan")


def details(found: Match | Suppressed) -> Text:
    """By which name a mention was found, or would have been; field by field, as alerts have it."""
    parts = {"name": found.alias, "language": found.language}
    if isinstance(found, Match):
        parts |= {"rule": found.rule, "tier": found.tier}
    else:
        parts |= {"stopped by": found.by}
    return Text(
        "      " + " · ".join(f"{key}: {safe(value)}" for key, value in parts.items()), "dim"
    )


def match_line(match: Match) -> Text:
    """A mention with its place and its reason."""
    return Text.assemble(
        ("  ✓ ", "green"),
        (f"{match.concept:5} ", "bold"),
        (f"{match.field}[{match.start}:{match.end}] ", "dim"),
        highlighted(match.surface, [(0, len(match.surface), match.concept)]),
        (f"  {safe(match.why)}", ""),
        ("" if match.tier == "core" else f"  (tier {match.tier})", "yellow"),
    )


def suppressed_line(candidate: Suppressed) -> Text:
    """A candidate that is no mention, with what stopped it."""
    return Text.assemble(
        ("  ✗ ", "red"),
        (f"{candidate.concept:5} ", "bold"),
        (f"{candidate.field}[{candidate.start}:{candidate.end}] ", "dim"),
        (f"{_FIRST_STRONG_ISOLATE}{safe(candidate.surface)}{_POP_ISOLATE}", "strike"),
        (f"  {candidate.by}: ", "yellow"),
        (safe(candidate.why), ""),
    )


def _field(text: str, field: str, matches: Sequence[Match]) -> Text:
    found = [(m.start, m.end, m.concept) for m in matches if m.field == field]
    return highlighted(text, found)


def _surfaces(matches: Sequence[Match]) -> str:
    counts = Counter(safe(match.surface) for match in matches)
    return ", ".join(
        f"{_FIRST_STRONG_ISOLATE}{surface}{_POP_ISOLATE}" + (f" ×{count}" if count > 1 else "")
        for surface, count in counts.most_common(6)
    )
