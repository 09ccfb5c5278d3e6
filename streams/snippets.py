"""The text around mentions, for an alert: enough to judge it without opening the article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from streams.records import FieldName, Match, Snippet

#: How much text is shown before and behind a mention, in code points.
CONTEXT = 80
#: How many snippets an alert carries: the first ones.
MAX_SNIPPETS = 10
#: A snippet that grows longer than this, because mentions stand close together, ends.
MAX_LENGTH = 600
#: How far a cut may move to fall between two words: less than `CONTEXT`.
_SLACK = 15


def snippets(matches: Iterable[Match], texts: Mapping[FieldName, str]) -> tuple[Snippet, ...]:
    """The text around `matches` (in order); what overlaps becomes one snippet.

    Returns:
        At most `MAX_SNIPPETS`, each at most `MAX_LENGTH` code points long. Up to the last of them
        every match stands whole in one, unless it is longer than that itself.
    """
    spans: list[tuple[FieldName, int, int]] = []
    for match in matches:
        text = texts[match.field]
        start = _between_words(text, max(0, match.start - CONTEXT), 1)
        end = _between_words(text, min(len(text), match.end + CONTEXT), -1)
        if spans and spans[-1][0] == match.field and start <= spans[-1][2]:
            field, first, last = spans[-1]
            if end - first <= MAX_LENGTH:
                spans[-1] = (field, first, max(end, last))
                continue
            start = max(start, min(last, match.start))
            spans[-1] = (field, first, min(last, start))
        if len(spans) == MAX_SNIPPETS:
            break
        spans.append((match.field, start, min(end, start + MAX_LENGTH)))
    return tuple(
        Snippet(field=field, start=start, end=end, text=texts[field][start:end])
        for field, start, end in spans
    )


def _between_words(text: str, cut: int, step: int) -> int:
    """A place near `cut`, towards the mention (`step` is 1 or -1), that is at white space."""
    if cut in {0, len(text)}:
        return cut
    for place in range(cut, cut + step * _SLACK, step):
        if text[place - 1 if step > 0 else place].isspace():
            return place
    return cut
