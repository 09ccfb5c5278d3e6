"""How a name is written in a concept, and what of a text it finds.

The names are of countries that are on no map, so that no file of concepts knows them.
"""

from __future__ import annotations

import pytest

from streams.errors import WatchlistError
from streams.matching.document import read_watchlist
from tests.support.matching import mentions, named, watchlist_of


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        # A capital must be one in the text; all capitals are as they are.
        ("Narnia", "Narnia, NARNIA, narnia", ["Narnia", "NARNIA"]),
        ("NRN", "NRN, Nrn, nrn", ["NRN"]),
        # A small letter may be either.
        ("narnian", "narnian, Narnian, NARNIAN", ["narnian", "Narnian", "NARNIAN"]),
        # A name is a word, not a part of one.
        ("Narnia", "xNarnia Narniaxx (Narnia) Narnia's “Narnia” Narnia-born", ["Narnia"] * 4),
        ("Narnia", "_Narnia_ Narnia2 2Narnia", ["Narnia"] * 3),
        # Scripts that are written side by side do not make one word.
        ("Narnia", "在Narnia投资 Narnia는 Narniaలో Narniaで", ["Narnia"] * 4),
        # A space is any white space, an apostrophe any apostrophe, a hyphen may be neither.
        (
            "Winter Palace",
            "Winter Palace, Winter\u00a0Palace, Winter\n  Palace, WinterPalace",
            ["Winter Palace", "Winter\u00a0Palace", "Winter\n  Palace"],
        ),
        ("Sea Palaces", "Sea Palaces, Sea\n       Palaces", ["Sea Palaces", "Sea\n       Palaces"]),
        ("Côte d'Or", "Côte d'Or, Côte d’Or, Côte dOr", ["Côte d'Or", "Côte d’Or"]),
        (
            "Self-Made Men",
            "Self-Made Men, Self Made Men, SelfMade Men, Self‑Made Men, Self – Made Men, Self",
            ["Self-Made Men", "Self Made Men", "SelfMade Men", "Self‑Made Men", "Self – Made Men"],
        ),
        # What is in brackets may be there, and is in the span then.
        ("[Royal] Guard", "Royal Guard, a Guard, Royals Guard", ["Royal Guard", "Guard", "Guard"]),
        ("Guard [of Narnia]", "Guard of Narnia, Guard of", ["Guard of Narnia", "Guard"]),
        ("(Sea|Air) Guard", "Sea Guard, Air Guard, Land Guard", ["Sea Guard", "Air Guard"]),
        ("Guard(s|ian)", "Guards, Guardian, Guard", ["Guards", "Guardian"]),
        # A star lets a word go on, an exclamation mark keeps it from any ending.
        ("Narn*", "Narn, Narnians, narnian, Barnarn", ["Narn", "Narnians"]),
        # Everything else stands for itself.
        ("N&N", "N&N, N & N, NN", ["N&N"]),
        ("N/A Guard", "N/A Guard, NA Guard", ["N/A Guard"]),
        ("N++", "vitamin N, N++", ["N++"]),
        # A number is no part of a longer one.
        ("G7", "the G77, the G7, the 7G7s", ["G7", "G7"]),
        ("F-16", "F-160, F-16, F16, F-16s", ["F-16", "F16", "F-16"]),
        ("7th Fleet", "the 7th Fleet, 17th Fleet, 7TH FLEET", ["7th Fleet", "7TH FLEET"]),
        # Capitals within a word may be small; all of it may be capitals.
        ("McNarn", "McNarn, Mcnarn, MCNARN, mcnarn", ["McNarn", "Mcnarn", "MCNARN"]),
    ],
)
def test_a_name_finds_what_it_is_written_for(name: str, text: str, found: list[str]) -> None:
    # No file of rules describes this language: nothing but the notation counts.
    assert mentions(named("xx", name), text, "xx") == found


@pytest.mark.parametrize(
    ("language", "name", "text", "found"),
    [
        # The endings of a language stand in the span …
        ("ru", "Нарния", "Нарнию, Нарнией, НАРНИИ, Нарниятор", ["Нарнию", "Нарнией", "НАРНИИ"]),
        ("ru", "Нарния!", "Нарния, Нарнии", ["Нарния"]),
        ("hu", "Narnia", "Narniában, Narniából", ["Narniában", "Narniából"]),
        # … proclitics, particles and the heads of compounds do not.
        ("he", "נרניה", "ונרניה, לנרניה", ["נרניה", "נרניה"]),
        ("ar", "نارنيا", "ونارنيا وبنارنيا", ["نارنيا", "نارنيا"]),
        ("ko", "나르니아", "나르니아는, 나르니아군이", ["나르니아", "나르니아"]),
        ("ko", "나르니아 왕국", "나르니아 왕국은", ["나르니아 왕국"]),
        ("de", "Narnia", "Narniapolitik, Narnia-Strategie, Narniaxyz", ["Narnia", "Narnia"]),
        # An article that is fused with a preposition belongs to the name.
        ("ar", "الصين", "الصين للصين وبالصين تحصين", ["الصين", "للصين", "الصين"]),
        # Capitals are the language's own, and those of people who do not know how.
        ("tr", "Nirnia", "NİRNİA, NIRNIA", ["NİRNİA", "NIRNIA"]),
        # Names are found however the language writes their letters.
        ("ar", "الإمارات", "الإمارات الامارات", ["الإمارات", "الامارات"]),
    ],
)
def test_each_word_takes_what_its_language_adds(
    language: str, name: str, text: str, found: list[str]
) -> None:
    assert mentions(named(language, name), text, language) == found


def test_a_name_in_no_language_takes_the_endings_of_the_text() -> None:
    anywhere = watchlist_of({"id": "X", "names": ["Narnia"]})
    assert mentions(anywhere, "Narniassa, Narnian", "fi") == ["Narniassa", "Narnian"]
    assert mentions(anywhere, "Narniassa, Narnia", "xx") == ["Narnia"]


@pytest.mark.parametrize(
    ("language", "name", "text", "found"),
    [
        ("zh-Hans", "中国", "在中国投资，其中国有企业", ["中国", "中国"]),
        ("ja", "(陸上|海上)守護隊", "陸上守護隊と守護隊", ["陸上守護隊"]),
        ("zh-Hans", "[日本]守护队", "日本守护队，守护队", ["日本守护队", "守护队"]),
        # A vowel that is written behind the last letter belongs to it …
        ("th", "จีน", "ไทยจีนไทย จีนา จีน", ["จีน", "จีน"]),
        # … and one before the first letter to that.
        ("th", "มาน", "เมาน แมาน มาน", ["มาน"]),
    ],
)
def test_in_scripts_without_spaces_a_name_ends_between_syllables(
    language: str, name: str, text: str, found: list[str]
) -> None:
    assert mentions(named(language, name), text, language) == found


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("[Royal", "not closed"),
        ("(a|b", "not closed"),
        ("Royal]", "closes nothing"),
        ("[Royal]", "no word that must be there"),
        ("(a|)", "no word that must be there"),
        ("*", "no word that must be there"),
        ("...", "no word that must be there"),
        (" ", "empty"),
        ("#Narnia", "leave out '#'"),
        ("'Ndrangheta", "starts with its first word"),
        ("\u200b", "empty"),
    ],
)
def test_a_name_that_cannot_be_read_is_refused(name: str, says: str) -> None:
    with pytest.raises(WatchlistError, match=says):
        read_watchlist(f'watches: [{{id: a, names: ["{name}"]}}]', "list.yaml")


def test_a_long_name_is_found() -> None:
    name = " ".join(f"Word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2)
    assert len(name) < 500
    assert mentions(named("xx", name), f"The {name} met.", "xx") == [name]
