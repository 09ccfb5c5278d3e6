"""The rules of each language give any name the forms that its file lists."""

from __future__ import annotations

import re
from importlib import resources

import pytest
import yaml

from streams.matching.normalise import fold
from streams.matching.pattern import compile_pattern
from streams.matching.rules import WordClass, described_languages, language_rules


def forms_of(language: str) -> dict[str, str]:
    file = resources.files("streams.matching").joinpath(f"languages/{language}.yaml")
    forms: dict[str, str] = yaml.safe_load(file.read_text("utf-8")).get("forms", {})
    return forms


FORMS = [
    pytest.param(language, name, form, id=f"{language}-{name}-{form}")
    for language in described_languages()
    for name, forms in forms_of(language).items()
    for form in forms.split()
]


@pytest.mark.parametrize(("language", "name", "form"), FORMS)
def test_a_name_takes_the_forms_of_its_language(language: str, name: str, form: str) -> None:
    pattern = compile_pattern(fold(name), language_rules(language), WordClass.NOUN)
    assert re.fullmatch(pattern.regex, fold(form))
