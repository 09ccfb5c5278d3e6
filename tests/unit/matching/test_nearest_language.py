"""Whose word it is when languages disagree about a name."""

from streams.matching.watchlist import builtin_watchlist
from streams.records import Language


def _mentions(text: str, code: str) -> list[str]:
    language = Language(code=code, confidence=1.0)
    matcher = builtin_watchlist().matcher
    verdicts = matcher.decide(
        matcher.find([("body", text)]), language, None, lambda field, position: language
    )
    return [text[v.reading.start : v.reading.end] for v in verdicts if not v.by]


def test_a_language_that_objects_is_not_overruled_by_one_it_may_be_taken_for() -> None:
    """Shona has China for Thursday; Chewa, which it may be taken for, has not."""
    assert _mentions("Dare richatanga musi weChina.", "sn") == []


def test_a_language_without_objections_counts_the_name() -> None:
    assert _mentions("Bwalo lidzayamba ku China.", "ny") == ["China"]
