"""Whatever surrounds a name and whatever is sprinkled into it, matching is exact and takes part
in nothing else: offsets, folding, independence of watches, sentences one after the other."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from streams.language import create_detector
from streams.matching.concept import read_concept
from streams.matching.normalise import Folded, fold
from streams.matching.watchlist import Watchlist, read_watch
from streams.records import Alert, Article, Match
from streams.screening import Screener
from tests.support.detectors import ToldDetector
from tests.support.matching import judged, mentions, watchlist_of

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)

#: Names in many scripts, each in a language whose rules are known; no file of concepts has them.
NAMES = {
    "Nörnia": "de",
    "Nırnİa": "tr",
    "Čarnie": "cs",
    "Нарний": "ru",
    "Νάρνια": "el",
    "الصين": "ar",
    "نارنيا": "fa",
    "נרניה": "he",
    "नार्निया": "hi",
    "中土大陸": "zh-Hant",
    "ナルニア": "ja",
    "나르니아": "ko",
    "นาร์เนีย": "th",
}
#: What a reader does not see, and folding takes away wherever it stands.
INVISIBLE = [
    "\u00ad", "\u200b", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u2060",
    "\u2066", "\u2067", "\u2068", "\u2069", "\ufe0f", "\ufeff", "\u061c", "\u0640",
]  # fmt: skip
#: Marks that have no place on the letters of NAMES, by script: folding takes them away.
MARKS = {"Cyrl": "\u0301", "Arab": "\u064b\u0651\u0650", "Hebr": "\u05b7\u05bc"}
#: What may stand between words: nothing of it is a letter.
NOISE = [
    " ", "\n", "\u00a0", "🙂", "👩‍🚀", "﴿", "«", "…", "\ud800", "\udfff", "\u2028", "7", "_", ". ",
    "\x00", "\x1b[31m", "\u202e", "\u200f", "\u00ad", "\u0640", "<b>", "&shy;", "！",
]  # fmt: skip
#: Words that grow, shrink or recompose when folded.
WORDS = [
    "İstanbul", "\ufb01nal", "o\ufb03ce", "ﷺ", "\ufdfa", "e\u0301te\u0301", "ẞ", "ŉ", "Ａｂｃ",
    "ﻻﻹ", "می\u200cخواهد", "\u1112\u1161\u11ab", "ﾊﾝ", "क\u093c", "a\u0316\u0301", "\uf900",
]  # fmt: skip


@cache
def watchlist() -> Watchlist:
    languages: dict[str, Any] = {}
    for name, language in NAMES.items():
        languages.setdefault(language, {"names": []})["names"].append(name)
    return watchlist_of({"id": "X", "languages": languages})


def script(name: str) -> str:
    known = {"CYRILLIC": "Cyrl", "ARABIC": "Arab", "HEBREW": "Hebr"}
    return known.get(unicodedata.name(name[0]).partition(" ")[0], "")


def full_width(text: str) -> str:
    """ASCII letters in the width of Han characters."""
    return "".join(
        chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalpha() else letter
        for letter in text
    )


@st.composite
def disguised(draw: st.DrawFn, name: str) -> str:
    """A name as it might arrive: decomposed, in full width, with invisible characters inside."""
    written = draw(st.sampled_from([name, unicodedata.normalize("NFD", name), full_width(name)]))
    written = unicodedata.normalize("NFD", written) if draw(st.booleans()) else written
    sprinkled = written[0]
    for letter in written[1:]:
        # Nothing comes between a letter and its own marks: that would be another text.
        if not unicodedata.category(letter).startswith("M"):
            if unicodedata.category(sprinkled[-1]) == "Lo" or script(name):
                sprinkled += draw(st.sampled_from(["", *MARKS.get(script(name), "")]))
            if not "\u1160" <= letter <= "\u11ff":
                sprinkled += "".join(draw(st.lists(st.sampled_from(INVISIBLE), max_size=2)))
        sprinkled += letter
    return sprinkled


class Case(NamedTuple):
    """A text in a language, with a name at `text[start:end]`."""

    text: str
    language: str
    name: str
    start: int
    end: int


@st.composite
def around_a_name(draw: st.DrawFn) -> Case:
    """A name in the middle of noise that is no part of it."""
    name, language = draw(st.sampled_from(sorted(NAMES.items())))
    pieces = st.lists(st.sampled_from(NOISE + WORDS), max_size=6).map(" ".join)
    written = draw(disguised(name))
    before = draw(pieces) + " " + draw(st.sampled_from(["", *"(“«7", "🙂", *INVISIBLE]))
    behind = draw(st.sampled_from(["", *")”»7", "🙂", *INVISIBLE])) + " " + draw(pieces)
    start = len(before)
    return Case(before + written + behind, language, name, start, start + len(written))


@given(around_a_name())
@settings(max_examples=400, deadline=None)
def test_a_name_is_found_at_its_place_in_the_text_as_received(case: Case) -> None:
    (match,), _ = judged(watchlist(), case.text, case.language)
    assert (match.start, match.end) == (case.start, case.end)
    assert case.text[match.start : match.end] == match.surface
    assert fold(match.surface) == fold(case.name)


@given(st.lists(ANY_TEXT | st.sampled_from([*NAMES, *NOISE, *WORDS]), max_size=8).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_text_has_an_answer_with_exact_offsets(text: str) -> None:
    for language in ("ru", "ar", "zh-Hans", "und"):
        matches, suppressed = judged(watchlist(), text, language)
        spans = [(found.start, found.end, found.surface) for found in matches]
        spans += [(found.start, found.end, found.surface) for found in suppressed]
        for start, end, surface in spans:
            assert text[start:end] == surface
            assert surface
        ends = 0
        for match in matches:
            assert match.start >= ends
            ends = match.end


@given(ANY_TEXT | st.lists(st.sampled_from(NOISE + WORDS), max_size=8).map("".join))
@settings(max_examples=300)
def test_what_is_folded_leads_back_in_order(text: str) -> None:
    folded = Folded(text)
    previous = (0, 0)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert (start, end) == previous or start >= previous[1]
        previous = (start, end)


#: Letters with nothing to fold: what a plain substring test finds in them is not in dispute.
UNAMBIGUOUS = st.text(
    st.one_of(
        st.sampled_from(" .,!?\n-'0123456789"),
        st.characters(min_codepoint=0x41, max_codepoint=0x17F, categories=["L"]),
        st.characters(min_codepoint=0x410, max_codepoint=0x44F),
        st.characters(min_codepoint=0x621, max_codepoint=0x63A),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.sampled_from("🙂🚀"),
    ),
    max_size=60,
)


@given(UNAMBIGUOUS, st.data())
@settings(max_examples=200)
def test_folding_never_changes_what_a_substring_test_finds(text: str, data: st.DataObject) -> None:
    text = unicodedata.normalize("NFC", text)
    folded = Folded(text)
    assert folded.text == text
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    part = text[start : start + data.draw(st.integers(1, 5))]
    assume(part)
    # Folded in other company, it is found in the same places.
    among = Folded(f"\u00ad{text}\u200f")
    at = among.text.find(part)
    assert at == text.find(part)
    assert among.span(at, at + len(part)) == (at + 1, at + 1 + len(part))


CONCEPTS: list[dict[str, Any]] = [
    {"id": "CN", "languages": {"ru": {"names": ["Китай"]}, "ar": {"names": ["الصين"]}}},
    {"id": "TW", "languages": {"ru": {"names": ["Тайвань"]}, "ar": {"names": ["تايوان"]}}},
    {"id": "TOWN", "languages": {"ru": {"names": ["Китай-город", "Китай"], "traps": ["в Китай"]}}},
    {"id": "ALL", "names": ["Китай", "Тайван*", "و"]},
    {
        "id": "NEEDY",
        "languages": {"ru": {"names": [{"text": "Китай", "needs": "t"}]}},
        "contexts": {"t": {"languages": {"ru": {"names": ["Тайвань"]}}}},
    },
    {"id": "FUSSY", "languages": {"*": {"names": [{"text": "Китай", "unless": {"near": ["и"]}}]}}},
    {"id": "SEA", "languages": {"ru": {"names": ["город"], "optional": ["Китай-город"]}}},
]
SENTENCES = [
    "Экспорт в Китай вырос", "Китаю и Тайваню предложили сою", "На Китай-городе закрыли выход",
    "Город у моря", "زار الوزير الصين وتايوان", "وبالصين للصين", "Кита\u0438\u0306 и Тайва\u00adнь",
    "Стая китов", "\ufb01nal \ud800", "«Тайвань»", "",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SENTENCES) | ANY_TEXT, max_size=5).map(". ".join)


@cache
def screener(concepts: tuple[int, ...]) -> Screener:
    return Screener(watchlist_of(*(CONCEPTS[n] for n in concepts)), create_detector())


@given(
    TEXTS,
    st.sets(st.integers(0, len(CONCEPTS) - 1), min_size=1),
    st.integers(0, len(CONCEPTS) - 1),
)
@settings(max_examples=200, deadline=None)
def test_adding_a_watch_never_changes_what_another_finds(
    text: str, others: set[int], one: int
) -> None:
    article = Article(id="a", body=text or "-")
    alone = screener((one,)).screen(article)
    together = screener(tuple(sorted(others | {one}))).screen(article)
    own = [match for match in together.matches if match.concept == CONCEPTS[one]["id"]]
    assert own == list(alone.matches)


#: Few words, so that names share them, hold each other and overlap.
PARTS = ["Sea", "Guard", "guard", "Royal", "of", "南", "海", "守护", "7", "Нарния"]
GAPS = [" ", "-", "", "\n", ", ", " of "]


def glued(gaps: list[str], *, longest: int) -> st.SearchStrategy[str]:
    """Parts, each but the last with a gap behind it."""
    pairs = st.lists(st.sampled_from(PARTS).flatmap(lambda part: st.sampled_from(gaps).map(
        lambda gap: (part, gap))), min_size=1, max_size=longest)  # fmt: skip
    return pairs.map(
        lambda found: "".join(part + gap for part, gap in found)[: -len(found[-1][1]) or None]
    )


A_NAME = glued([" ", "-", ""], longest=3)
A_WATCH = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["en", "ru", "zh-Hans", "*"]),
        "names": st.lists(A_NAME, min_size=1, max_size=3),
        "traps": st.lists(A_NAME, max_size=1),
        "metonyms": st.lists(A_NAME, max_size=1),
        "tiers": st.sampled_from([["core"], ["metonym"], ["core", "metonym"], ["optional"]]),
    }
)


def watched(*described: dict[str, Any]) -> Watchlist:
    """The first watch has a concept of its own; the others look for that and for their own."""
    concepts = {
        str(number): {
            "id": str(number),
            "languages": {
                watch["language"]: {key: watch[key] for key in ("names", "traps", "metonyms")}
            },
        }
        for number, watch in enumerate(described)
    }
    watches = [
        {"id": f"w{key}", "concepts": sorted({"0", key}), "tiers": watch["tiers"]}
        for key, watch in zip(concepts, described, strict=True)
    ]
    return Watchlist.compile(
        [read_watch(watch, concepts) for watch in watches], map(read_concept, concepts.values())
    )


@given(glued(GAPS, longest=12), st.lists(A_WATCH, min_size=2, max_size=4))
@settings(max_examples=200, deadline=None)
def test_an_alert_is_the_same_whatever_else_is_watched(
    text: str, described: list[dict[str, Any]]
) -> None:
    article, detector = Article(id="a", body=text), ToldDetector()

    def alerts(watchlist: Watchlist) -> list[Alert]:
        screener = Screener(watchlist, detector)
        found = screener.alerts(screener.screen(article), datetime(2026, 2, 25, tzinfo=UTC))
        return [alert for alert in found if alert.watch.id == "w0"]

    assert alerts(watched(*described)) == alerts(watched(described[0]))


@given(
    st.lists(glued(GAPS, longest=8), min_size=2, max_size=4),
    st.lists(A_WATCH, min_size=1, max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_names_that_share_words_are_found_sentence_by_sentence(
    parts: list[str], described: list[dict[str, Any]]
) -> None:
    assert_mentions_add_up(watched(*described), parts, "en")


#: A sentence ends here in every language, and words near it do not look beyond.
BOUNDARY = " .\n"


@given(st.lists(TEXTS, min_size=2, max_size=4), st.sampled_from(["ru", "ar"]))
@settings(max_examples=200, deadline=None)
def test_sentences_one_after_the_other_mention_what_each_does(
    parts: list[str], language: str
) -> None:
    # What is asked of the whole article is asked of the whole article.
    concepts = watchlist_of(*(c for c in CONCEPTS if c["id"] != "NEEDY"))
    assert_mentions_add_up(concepts, parts, language)


def assert_mentions_add_up(watchlist: Watchlist, parts: list[str], language: str) -> None:
    expected: list[Match] = []
    offset = 0
    for part in parts:
        matches, _ = judged(watchlist, part, language)
        expected += (shifted(match, offset) for match in matches)
        offset += len(part) + len(BOUNDARY)
    together, _ = judged(watchlist, BOUNDARY.join(parts), language)
    assert sorted(together, key=place) == sorted(expected, key=place)


def place(match: Match) -> tuple[int, int, str]:
    return match.start, match.end, match.concept


def shifted(match: Match, offset: int) -> Match:
    fields = {name: getattr(match, name) for name in match.__struct_fields__}
    return Match(**{**fields, "start": match.start + offset, "end": match.end + offset})


@given(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_names_side_by_side_are_each_found(names: list[str]) -> None:
    found = mentions(watchlist(), ", ".join(names), NAMES[names[0]])
    assert found == names
