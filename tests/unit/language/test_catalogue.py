"""What languages are called, by publishers and by us."""

from __future__ import annotations

import pytest

from streams.errors import ConfigurationError
from streams.language.catalogue import LANGUAGES, canonical, chosen, hinted, script_of


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("EN-gb", "en"),
        ("pt_BR", "pt"),
        ("es-419", "es"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-yue", "yue"),
        ("sr-Latn-RS", "sr-Latn"),
        ("sr-Cyrl", "sr"),
        ("no", "nb"),
        ("iw", "he"),
        ("in", "id"),
        ("fil-PH", "tl"),
        ("tlh", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_tag_means_a_language(tag: str, language: str | None) -> None:
    assert canonical(tag) == language


def test_every_language_has_a_script_and_is_its_own_tag() -> None:
    for language in LANGUAGES:
        assert canonical(language) == language
        assert len(script_of(language)) == 4


def test_a_hint_may_be_anything() -> None:
    assert hinted(None) == hinted("") == hinted("\ud800 nonsense") == ()


def test_no_language_named_means_all() -> None:
    assert chosen(()) == LANGUAGES


def test_languages_that_are_not_known_are_all_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        chosen(["en", "tlh", "qya"])
    assert "'tlh'" in str(refused.value)
    assert "'qya'" in str(refused.value)
    assert "known languages: af, am, ar" in str(refused.value)
