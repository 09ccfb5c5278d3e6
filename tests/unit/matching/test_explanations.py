"""What a match and a stopped candidate say for themselves."""

from __future__ import annotations

import pytest

from streams.records import Match, Suppressed
from tests.support.matching import judged, named, watchlist_of


def test_a_match_tells_all_there_is_to_know() -> None:
    (match,), _ = judged(named("ru", "Нарния"), {"title": "О\u00ad, Нарни\u00adю!"}, "ru")
    assert match == Match(
        concept="X",
        field="title",
        start=4,
        end=11,
        surface="Нарни\u00adю",
        alias="Нарния",
        language="ru",
        rule="ending -ю for -я",
        why="“Нарния” (Russian), ending -ю for -я",
        tier="core",
    )


@pytest.mark.parametrize(
    ("language", "name", "text", "rule"),
    [
        ("en", "Narnia", "Narnia", "as written"),
        ("en", "Narnia", "NARNIA", "as written"),
        ("hu", "Narnia", "Narniát", "ending -át for -a"),
        ("ar", "نارنيا", "وبنارنيا", "after وب-"),
        ("ar", "الصين", "للصين", "with لل-"),
        ("ko", "나르니아", "나르니아군이", "before -군이"),
        ("zh", "中国", "中国", "as written"),
    ],
)
def test_the_rule_says_how_the_text_follows_from_the_name(
    language: str, name: str, text: str, rule: str
) -> None:
    (match,), _ = judged(named(language, name), text, language)
    assert match.rule == rule


@pytest.mark.parametrize("name", ["Нарния!", "Нарни*", "Нарн*"])
def test_a_rule_speaks_of_letters_not_of_notation(name: str) -> None:
    (match,), _ = judged(named("ru", name), "Нарния", "ru")
    assert "*" not in match.rule
    assert "!" not in match.rule


def test_a_name_in_no_language_says_so() -> None:
    (match,), _ = judged(watchlist_of({"id": "X", "names": ["Narnia"]}), "Narnia")
    assert match.why == "“Narnia” (any language), as written"


@pytest.mark.parametrize(
    ("lists", "text", "by", "why"),
    [
        ({}, "Narniatown", "boundary", "“Narniatown” is another word, not a form of “Narnia”"),
        (
            {"traps": ["Narnia Grove"]},
            "Narnia Grove",
            "trap",
            "part of “Narnia Grove”, which is something else",
        ),
        (
            {"names": [{"text": "Narnia", "unless": {"next": ["cup*"]}}]},
            "Narnia cups",
            "context",
            "“Narnia” does not count here: “cups” is there",
        ),
        (
            {"names": [{"text": "Narnia", "only": {"next": ["cup*"]}}]},
            "Narnia",
            "context",
            "“Narnia” does not count here: none of the words that it needs is there",
        ),
        (
            {"names": [], "metonyms": ["Narnia"]},
            "Narnia",
            "tier",
            "“Narnia” is of tier metonym, which no watch asks for",
        ),
    ],
)
def test_a_stopped_candidate_says_what_stopped_it(
    lists: dict[str, list[object]], text: str, by: str, why: str
) -> None:
    narnia = watchlist_of({"id": "X", "languages": {"en": {"names": ["Narnia"], **lists}}})
    matches, (candidate,) = judged(narnia, text)
    assert matches == []
    assert (candidate.by, candidate.why) == (by, why)


def test_a_candidate_in_the_wrong_language_says_which_it_is_in() -> None:
    _, (candidate,) = judged(named("da", {"text": "Kina", "bound": True}), "Ang Kina", "tl")
    assert candidate == Suppressed(
        concept="X",
        field="body",
        start=4,
        end=8,
        surface="Kina",
        alias="Kina",
        language="da",
        by="language",
        why="“Kina” is Danish, and the text around it is not",
    )


def test_a_missing_context_is_named() -> None:
    forces = {
        "id": "X",
        "languages": {"en": {"names": [{"text": "SDF", "needs": "japan"}]}},
        "contexts": {"japan": {"territory": "JP"}},
    }
    _, (candidate,) = judged(watchlist_of(forces), "The SDF")
    assert candidate.why == "“SDF” does not count here: no mention of japan"


def test_half_a_phrase_is_no_candidate() -> None:
    assert judged(named("en", "Winter Palace Guard"), "In Winter we rest") == ([], [])


@pytest.mark.parametrize(("name", "text"), [("จีน", "จีนา"), ("มาน", "เมาน")])
def test_half_a_syllable_is_not_called_another_word(name: str, text: str) -> None:
    _, (candidate,) = judged(named("th", name), text, "th")
    assert (candidate.by, candidate.surface) == ("boundary", name)
    assert candidate.why == f"“{name}” ends or starts inside a syllable here"


def test_what_one_concept_says_of_a_word_does_not_depend_on_another() -> None:
    plain = {"id": "PLAIN", "languages": {"xx": {"names": ["Нарни"]}}}
    russian = {"id": "RU", "languages": {"ru": {"names": ["Нарния"]}}}
    _, alone = judged(watchlist_of(plain), "Нарнию", "ru")
    _, together = judged(watchlist_of(plain, russian), "Нарнию", "ru")
    assert [candidate.by for candidate in alone] == ["boundary"]
    assert together == alone
