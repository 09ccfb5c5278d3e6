"""Every example sentence of every concept finds just what its braces say."""

from __future__ import annotations

import re
from functools import cache

import pytest

from streams.matching.concept import builtin_documents
from streams.matching.explain import match_of
from streams.matching.watchlist import Watchlist, builtin_watchlist
from streams.records import Language

_MARK = re.compile(r"\{(\??)([^}]*)\}")

EXAMPLES = [
    pytest.param(concept, language, example, id=f"{concept}-{language}-{number}")
    for concept, document in sorted(builtin_documents().items())
    for language, block in document["languages"].items()
    for number, example in enumerate(block.get("examples", ()))
]


@cache
def watchlist() -> Watchlist:
    return builtin_watchlist()


def unmark(example: str) -> tuple[str, set[tuple[int, int, str]]]:
    """The sentence without braces, and its mentions as (start, end, tier is core or not)."""
    text, mentions, taken = "", set(), 0
    for mark in _MARK.finditer(example):
        text += example[taken : mark.start()]
        mentions.add((len(text), len(text) + len(mark[2]), "other" if mark[1] else "core"))
        text += mark[2]
        taken = mark.end()
    return text + example[taken:], mentions


@pytest.mark.parametrize(("concept", "code", "example"), EXAMPLES)
def test_an_example_finds_what_its_braces_say(concept: str, code: str, example: str) -> None:
    text, expected = unmark(example)
    language = Language(code=code, confidence=1.0)
    matcher = watchlist().matcher
    verdicts = matcher.decide(
        matcher.find([("body", text)]), language, None, lambda field, position: language
    )
    found = {
        (match.start, match.end, "core" if match.tier == "core" else "other")
        for match in map(match_of, (verdict for verdict in verdicts if not verdict.by))
        if match.concept == concept
    }
    assert {text[s:e] for s, e, _ in found} == {text[s:e] for s, e, _ in expected}
    assert found == expected
