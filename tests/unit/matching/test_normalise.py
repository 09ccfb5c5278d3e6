"""What folding takes away, what it keeps, and that every code point finds its way back."""

from __future__ import annotations

import unicodedata

import pytest

from streams.matching.normalise import Folded, fold

PLAIN = [
    "",
    "Plain ASCII, with a 'quote' and 1,000 numbers.",
    "Čína, Übung, İstanbul, ẞ, œuvre",
    "Китай и ёлка, Київ, Ђорђе",
    "الصين وتايوان",
    "中国・台湾、にほん、カタカナ",
    "चीन ने ताइवान से कहा",
    "จีนและไต้หวัน",
    "나르니아는",
    "🙂 👩‍🚀".replace("\u200d", ""),
    "\x00\t\r\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_text_with_nothing_to_fold_is_left_as_it_is(text: str) -> None:
    folded = Folded(text)
    assert folded.text is text
    assert folded.original is text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ки\u00adтай", "Китай"),  # soft hyphen
        ("الصـــين", "الصين"),  # tatweel
        ("\u200fالصين\u200f", "الصين"),  # right-to-left marks
        ("\u202aChina\u202c", "China"),  # an embedding
        ("\u2067China\u2069", "China"),  # an isolate
        ("Chi\u200bna", "China"),  # zero-width space
        ("\ufeffChina", "China"),  # byte order mark
        ("Chi\u2060na", "China"),  # word joiner
        ("China\ufe0f", "China"),  # variation selector
        ("الصِّينُ", "الصين"),  # harakat
        ("סִין", "סין"),  # points
        ("Кита́й", "Китай"),  # stress mark
        ("Кита\u0438\u0306", "Китай"),  # й in two parts
        ("C\u030ci\u0301na", "Čína"),  # decomposed accents stay accents
        ("Ａmerica", "America"),  # full width
        ("\ufb01nal o\ufb03ce", "final office"),  # ligatures
        ("\ufefb", "لا"),  # a presentation form of two letters
        ("\ufe8dﻟﺼﻴﻦ", "الصين"),  # presentation forms
        ("ｶﾅ", "カナ"),  # half-width kana
        ("\uff84\uff9e\uff72\uff82", "\u30c9\u30a4\u30c4"),  # with voicing marks
        ("\u304b\u3099", "が"),  # kana and a mark of its own
        ("\u1112\u1161\u11ab", "한"),  # Hangul letter by letter
        ("\uf900", "豈"),  # a compatibility ideograph
        ("\u0958", "\u0915\u093c"),  # qa, which is composed in no normal form
        ("می\u200cخواهد", "می\u200cخواهد"),  # a non-joiner between Arabic letters is a letter
        ("می\u200cخوا\u00adهد", "می\u200cخواهد"),
        ("Chi\u200cna", "China"),  # and nothing elsewhere
        ("\u200cچین\u200c ", "چین "),
    ],
)
def test_what_a_reader_does_not_see_goes_and_variants_become_one(text: str, folded: str) -> None:
    assert Folded(text).text == folded
    assert fold(text) == fold(folded)


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFC", "क्षेत्र"),  # virama and vowel signs
        "ที่นี่",  # Thai vowels and tones
        "ကျွန်ုပ်",
        "ខ្មែរ",
        "བོད་",
        "Čína",
        "Ångström",
        "İ",
    ],
)
def test_marks_that_make_the_letter_are_kept(text: str) -> None:
    assert Folded(text + "\u00ad").text == text


def test_half_a_surrogate_pair_keeps_its_place() -> None:
    folded = Folded("a\ud800b\udfffc")
    assert folded.text == "a\ufffdb\ufffdc"
    assert [folded.span(i, i + 1) for i in range(5)] == [(i, i + 1) for i in range(5)]


@pytest.mark.parametrize(
    ("text", "part", "source"),
    [
        ("\u00ad\u00adКи\u00adтай\u00ad!", "Китай", "Ки\u00adтай"),
        ("Кита\u0438\u0306\u0301 да", "Китай", "Кита\u0438\u0306\u0301"),
        ("o\ufb03ce", "off", "o\ufb03"),  # a part of a ligature is the ligature
        ("o\ufb03ce", "ice", "\ufb03ce"),
        ("o\ufb03ce", "fi", "\ufb03"),
        ("🙂🙂\u200f الصـين 🙂", "الصين", "الصـين"),
        ("İİ\u00adChina", "China", "China"),
        ("\ufdfa Ｃhina", "China", "Ｃhina"),  # 18 letters in one code point come first
    ],
)
def test_a_folded_part_leads_back_to_what_it_came_from(text: str, part: str, source: str) -> None:
    folded = Folded(text)
    at = folded.text.index(part)
    start, end = folded.span(at, at + len(part))
    assert text[start:end] == source


@pytest.mark.parametrize("last", ["\u0438\u0306", "\uff59", "\ufee6"])
def test_what_is_invisible_behind_a_folded_letter_is_no_part_of_it(last: str) -> None:
    folded = Folded(f"x {last}\u200f x")
    assert folded.span(2, 3) == (2, 2 + len(last))


def test_no_letter_takes_more_than_thirty_marks_along() -> None:
    text = "Chin\u0430" + "\u0301" * 1_000 + "\u00ad!"
    folded = Folded(text)
    assert folded.text == "Chin\u0430!"
    assert folded.span(4, 5) == (4, 35)
    assert folded.span(5, 6) == (len(text) - 1, len(text))


def test_offsets_count_code_points_not_utf_16_units() -> None:
    assert Folded("🙂Chi\u00adna").span(1, 6) == (1, 7)


def test_names_are_composed_before_they_are_folded() -> None:
    assert fold("Кита\u0438\u0306") == "Китай"
    assert fold("\uff43\u030cína") == fold("čína")
    assert fold("\u0995\u09c7\u09be") == "\u0995\u09cb"  # a vowel sign in two parts
