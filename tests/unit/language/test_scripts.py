"""Letters know their script; everything else has none."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from streams.code_points import code_points
from streams.language.routing import route
from streams.language.scripts import COMMON, SCRIPTS, count_scripts, script_table


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("Latn", "LATIN"), ("Grek", "GREEK"), ("Cyrl", "CYRILLIC"), ("Arab", "ARABIC"),
        ("Deva", "DEVANAGARI"), ("Thai", "THAI"), ("Ethi", "ETHIOPIC"), ("Hang", "HANGUL"),
        ("Hira", "HIRAGANA"), ("Kana", "KATAKANA"), ("Hani", "CJK"),
    ],
)  # fmt: skip
def test_every_letter_that_unicode_names_after_a_script_is_counted_for_it(
    script: str, name: str
) -> None:
    table = script_table()
    # Beyond the range are historic letters and mathematical alphabets.
    letters = [
        code
        for code in range(0x1AFF0)
        if unicodedata.name(chr(code), "").startswith(f"{name} ")
        and unicodedata.category(chr(code))[0] == "L"
        and table[code] != SCRIPTS.index(script)
    ]
    known_gaps = {"Latn": 17, "Grek": 11, "Cyrl": 1}  # subscripts for phonetics
    assert len(letters) <= known_gaps.get(script, 0), [hex(code) for code in letters]


def test_digits_punctuation_emoji_controls_and_surrogates_have_no_script() -> None:
    assert not count_scripts(code_points("0١٢३、。!?…🙂\x00\ud800\udfff\u202e"))[1:].any()


def test_code_points_are_numbered_as_python_indexes_them() -> None:
    text = "a🙂\udc00中"
    assert np.array_equal(code_points(text), [ord(c) for c in text])


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", COMMON),
        ("123 🙂", COMMON),
        ("Москва и NATO", "Cyrl"),
        ("华为发布 Mate 60 Pro", "Hani"),  # seven Latin letters do not outweigh four ideographs
        ("トヨタが新型車を発表", "Jpan"),
        ("東京", "Hani"),
        ("カタカナ", "Jpan"),
        ("북한 미사일", "Hang"),
        ("北韓, 미사일 발사", "Hang"),
        ("แถลงข่าว", "Thai"),
    ],
)
def test_the_main_script_of_a_text(text: str, script: str) -> None:
    assert route(count_scripts(code_points(text))).script == script
