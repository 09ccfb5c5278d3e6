"""Whatever the text, every engine answers, the same each time, and passages cover it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.language import ENGINES, create_detector
from streams.language.catalogue import LANGUAGES
from streams.language.masking import mask

WORDS = st.sampled_from(
    [
        "the", "of", "und", "der", "что", "это", "и", "قال", "وزير", "و", "日本", "總統", "总统",
        "の", "iPhone", "NATO", "ᏣᎳᎩ", "12", "🙂", "«", "»", '"', ".", "<b>", "</b>", "&amp;",
        "a\u0301", "https://example.org", "ﷺ", "ﬁ", "İ", "ẞ", "\n", "\x00", "\ud800", "\udfff",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=300),
    st.lists(WORDS, max_size=40).map(" ".join),
)


@pytest.mark.parametrize("engine", ENGINES)
@given(text=TEXTS, hint=st.one_of(st.none(), st.sampled_from(["en", "zh-TW", "xx"]), st.text()))
@settings(deadline=None)
def test_any_text_and_hint_get_an_answer(engine: str, text: str, hint: str | None) -> None:
    detector = create_detector(engine)
    found = detector.detect(text, hint)
    assert found == detector.detect(text, hint)
    assert 0 <= found.confidence <= 1
    if found.code == "und":
        assert found.reason
        assert found.confidence == 0
    else:
        assert found.code in LANGUAGES
        assert found.reason is None
        assert found.runner_up != found.code


@pytest.mark.parametrize("engine", ENGINES)
@given(text=TEXTS)
@settings(deadline=None)
def test_passages_cover_the_text_in_order_without_overlap(engine: str, text: str) -> None:
    passages = create_detector(engine).detect_passages(text)
    assert passages[0].start == 0
    assert passages[-1].end == len(text)
    for one, following in itertools.pairwise(passages):
        assert one.start < one.end == following.start
        assert one.language.code != following.language.code


@given(text=TEXTS)
def test_masking_keeps_every_offset(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(new in {old, " "} for old, new in zip(text, masked, strict=True))
