"""Chinese in its forms, and Japanese without kana."""

from __future__ import annotations

import pytest

from streams.language import create_detector


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("总统宣布新的经济计划", "zh-Hans"),
        ("苹果公司发布iPhone 15", "zh-Hans"),
        ("總統今日宣布新經濟計劃", "zh-Hant"),
        ("蘋果公司發表iPhone 15", "zh-Hant"),
        ("佢哋話唔知點解會咁嘅", "yue"),
        ("東京駅前で発表", "ja"),
        ("政府、経済対策決定", "ja"),
        ("日経平均株価続落", "ja"),
        ("日本政府、予算案決定", "ja"),  # in Big5 as well, but with a Japanese comma
        ("美國、日本、韓國舉行會談", "zh-Hant"),
    ],
)
def test_han_characters_tell_what_they_are(text: str, language: str) -> None:
    assert create_detector("langdetect").detect(text).code == language


def test_a_name_in_kana_does_not_make_chinese_japanese() -> None:
    text = "索尼公司今天在东京发布了名为「ソニ」的新产品，这是该公司今年推出的第一款产品"
    assert create_detector("langdetect").detect(text).code == "zh-Hans"


def test_what_every_set_holds_is_a_toss_up_that_the_hint_decides() -> None:
    detector = create_detector("langdetect")
    assert detector.detect("中文").code == "zh-Hans"
    assert detector.detect("中文", "zh-TW").code == "zh-Hant"
    assert detector.detect("中文", "ja").code == "ja"
    assert detector.detect("中文").confidence < 0.7


def test_a_hint_does_not_overrule_the_characters() -> None:
    detector = create_detector("langdetect")
    assert detector.detect("總統今日宣布新經濟計劃", "zh-CN").code == "zh-Hant"


def test_every_more_telling_character_makes_it_surer() -> None:
    detector = create_detector("langdetect")
    confidences = [detector.detect("国" * n).confidence for n in (1, 2, 4, 8)]
    assert confidences == sorted(set(confidences))


def test_traditional_characters_that_are_all_japanese_too_are_a_toss_up() -> None:
    found = create_detector("langdetect").detect("防衛予算案決定")
    assert (found.code, found.runner_up) == ("zh-Hant", "ja")
    assert found.confidence < 0.7


def test_more_words_of_everyday_speech_make_cantonese_surer() -> None:
    detector = create_detector("langdetect")
    once, often = detector.detect("佢今日返工"), detector.detect("佢哋話今日唔會返工")
    assert once.code == often.code == "yue"
    assert once.confidence < often.confidence


def test_where_only_japanese_is_expected_besides_chinese_is_known_by_its_characters() -> None:
    detector = create_detector("default", ["zh-CN", "ja"])
    assert detector.detect("總統今日宣布新經濟計劃").code == "zh-Hans"
    assert detector.detect("日経平均株価続落").code == "ja"
