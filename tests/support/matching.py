"""Concepts made for a test, and what a text mentions of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from streams.matching.concept import read_concept
from streams.matching.explain import match_of, suppressed_of
from streams.matching.watchlist import Watchlist, read_watch
from streams.records import FieldName, Language, Match, Suppressed

Document = Mapping[str, Any]


def watchlist_of(*concepts: Document, tiers: Sequence[str] = ("core",)) -> Watchlist:
    """A watchlist with a watch for each concept, which has the concept's id in small letters."""
    documents = {concept["id"]: concept for concept in concepts}
    return Watchlist.compile(
        [
            read_watch({"id": key.lower(), "concepts": [key], "tiers": list(tiers)}, documents)
            for key in documents
        ],
        map(read_concept, documents.values()),
    )


def named(language: str, *names: Any, **lists: Any) -> Watchlist:
    """A watchlist for one concept `X` with names in one language; `lists` as `traps=[…]`."""
    return watchlist_of({"id": "X", "languages": {language: {"names": list(names), **lists}}})


def judged(
    watchlist: Watchlist,
    text: str | Mapping[Any, str],
    language: str | Language = "en",
    *,
    hint: str | None = None,
    passage: str | None = None,
) -> tuple[list[Match], list[Suppressed]]:
    """What a text (the body, or fields) mentions, and the candidates that are no mentions.

    Args:
        watchlist: what to look for.
        text: what to look at.
        language: that it is in, without a doubt if only the code is given.
        hint: what its publisher says.
        passage: the language of the part with a candidate, where that is another one.
    """
    main = Language(code=language, confidence=1.0) if isinstance(language, str) else language
    part = main if passage is None else Language(code=passage, confidence=1.0)
    fields: dict[FieldName, str] = {"body": text} if isinstance(text, str) else dict(text)
    matcher = watchlist.matcher
    verdicts = [
        watchlist.by_tier(verdict)
        for verdict in matcher.decide(
            matcher.find(list(fields.items())), main, hint, lambda *_: part, explain=True
        )
    ]
    return (
        [match_of(verdict) for verdict in verdicts if not verdict.by],
        [suppressed_of(verdict) for verdict in verdicts if verdict.by],
    )


def mentions(
    watchlist: Watchlist, text: str | Mapping[Any, str], language: str | Language = "en"
) -> list[str]:
    """The mentions in a text, as they stand there."""
    return [match.surface for match in judged(watchlist, text, language)[0]]
