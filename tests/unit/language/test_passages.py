"""Quotations in another language or script are found, and nothing else is called one."""

from __future__ import annotations

import pytest

from streams.language import ENGINES, Detector, create_detector

ARABIC = (
    "وقال وزير الخارجية في مؤتمر صحفي عقده أمس إن الحكومة سوف تواصل المحادثات في الأسبوع المقبل"
)
ENGLISH = "We will not accept this decision under any circumstances"


@pytest.fixture(params=ENGINES)
def detector(request: pytest.FixtureRequest) -> Detector:
    return create_detector(request.param)


def runs(detector: Detector, text: str) -> list[tuple[str, str]]:
    passages = detector.detect_passages(text)
    assert "".join(text[p.start : p.end] for p in passages) == text
    return [(p.language.code, text[p.start : p.end]) for p in passages]


def test_a_text_in_one_language_is_one_passage(detector: Detector) -> None:
    text = f"{ENGLISH}. The minister left the room. Nobody said a word about it afterwards."
    assert runs(detector, text) == [("en", text)]


def test_a_quotation_in_another_script(detector: Detector) -> None:
    text = f'{ARABIC}: "{ENGLISH}". {ARABIC}.'
    found = runs(detector, text)
    assert [language for language, _ in found] == ["ar", "en", "ar"]
    assert ENGLISH in found[1][1]
    assert len(found[1][1]) < len(ENGLISH) + 6


def test_names_in_another_script_are_not_a_passage(detector: Detector) -> None:
    text = f"{ARABIC} (iPhone 15) {ARABIC} NATO {ARABIC}"
    assert runs(detector, text) == [("ar", text)]


def test_a_sentence_in_another_language_of_the_same_script(detector: Detector) -> None:
    french = "Nous ne pouvons pas accepter cette décision sans un débat au parlement"
    text = (
        f"The minister spoke to reporters on Monday evening. «{french}», he said. "
        "It had been a long day in the capital, and nobody expected an answer before the weekend."
    )
    found = runs(detector, text)
    assert [language for language, _ in found] == ["en", "fr", "en"]
    assert french in found[1][1]


def test_chinese_quoting_its_other_form_is_one_passage(detector: Detector) -> None:
    text = (
        "總統今日宣布新經濟計劃。新闻说这是国家发展的重要时刻。總統今日宣布新經濟計劃，會議繼續。"
    )
    assert runs(detector, text) == [("zh-Hant", text)]


@pytest.mark.parametrize("text", ["", "  ", "123", "\ud800", "🙂"])
def test_a_text_with_nothing_to_go_on_is_one_passage(detector: Detector, text: str) -> None:
    (passage,) = detector.detect_passages(text)
    assert (passage.start, passage.end) == (0, len(text))
    assert passage.language.code == "und"
