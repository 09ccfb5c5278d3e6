"""The rules of each language give any name the forms that its file lists, and no others."""

from __future__ import annotations

import re

import pytest

from streams.matching.normalise import fold
from streams.matching.pattern import Pattern
from streams.matching.rules import (
    WordClass,
    described_languages,
    language_forms,
    language_rules,
)

NAMES = [
    pytest.param(language, name, forms, others, id=f"{language}-{name}")
    for language in described_languages()
    for name, (forms, others) in language_forms(language).items()
]


@pytest.mark.parametrize(("language", "name", "forms", "others"), NAMES)
def test_a_name_takes_the_forms_of_its_language(
    language: str, name: str, forms: list[str], others: list[str]
) -> None:
    pattern = re.compile(Pattern(fold(name), language_rules(language), WordClass.NOUN).regex())
    assert [form for form in forms if not pattern.fullmatch(fold(form))] == []
    assert [word for word in others if pattern.fullmatch(fold(word))] == []
