"""What a concept's document becomes, and the names of territories that the world gives."""

from __future__ import annotations

from typing import Any

import pytest

from streams.matching.concept import Alias, Evidence, builtin_documents, read_concept
from streams.matching.rules import WordClass
from streams.matching.territories import territory_names
from tests.support.matching import judged, mentions, watchlist_of
from tools import territories


def aliases(document: dict[str, Any]) -> dict[str, Alias]:
    return {alias.text: alias for alias in read_concept({"id": "X", **document}).aliases}


def test_the_table_of_territories_is_what_the_installed_cldr_says() -> None:
    assert territories.TABLE.read_bytes() == territories.table()


def test_every_territory_has_a_name_in_the_languages_most_read() -> None:
    for territory in ("CN", "TW", "PH", "JP", "FR", "NO", "AE"):
        assert {"en", "ar", "ru", "zh-Hans", "zh-Hant", "nb"} <= territory_names(territory).keys()


@pytest.mark.parametrize(
    ("territory", "language", "name"),
    [
        ("PH", "tl", "Pilipinas"),  # what CLDR calls Filipino
        ("DE", "zh-Hans", "德国"),
        ("DE", "zh-Hant", "德國"),
        ("NO", "nb", "Norge"),
        ("RS", "sr", "Србија"),
        ("RS", "sr-Latn", "Srbija"),
    ],
)
def test_a_territory_has_its_name_under_the_code_that_the_detector_says(
    territory: str, language: str, name: str
) -> None:
    assert territory_names(territory)[language] == name


@pytest.mark.parametrize("code", ["", "XX", "cn", "China", "001", 'CN","names":{"af'])
def test_what_is_no_territory_has_no_names(code: str) -> None:
    assert territory_names(code) == {}


def test_each_list_has_its_role_tier_and_endings() -> None:
    lists = (
        "names", "people", "adjectives", "abbreviations", "optional", "metonyms", "traps"
    )  # fmt: skip
    found = aliases({"languages": {"en": {key: [f"A {key}"] for key in lists}}})
    assert {(a.text[2:], a.role, a.tier, a.word_class) for a in found.values()} == {
        ("names", "name", "core", WordClass.NOUN),
        ("people", "name", "core", WordClass.NOUN),
        ("adjectives", "name", "core", WordClass.ADJECTIVE),
        ("abbreviations", "name", "core", WordClass.NOUN),
        ("optional", "name", "optional", WordClass.EITHER),
        ("metonyms", "name", "metonym", WordClass.NOUN),
        ("traps", "trap", "core", WordClass.EITHER),
    }


def test_an_entry_may_say_more_than_its_text() -> None:
    entry = {
        "text": "Narnia",
        "bound": True,
        "needs": "japan",
        "only": {"near": ["lamp*"]},
        "unless": {"next": ["cup"], "article": ["tea"]},
    }
    (alias,) = aliases({"languages": {"en": {"names": [entry]}}}).values()
    assert (alias.bound, alias.needs) == (True, "japan")
    assert alias.only == Evidence(near=("lamp*",))
    assert alias.unless == Evidence(next=("cup",), article=("tea",))


def test_names_and_words_around_are_folded_as_texts_are() -> None:
    entry = {"text": "Нарни\u0438\u0306", "unless": {"near": ["\ufb01re\u00adplace"]}}
    (alias,) = aliases({"languages": {"ru": {"names": [entry]}}}).values()
    assert alias.text == "Нарний"
    assert alias.unless == Evidence(near=("fireplace",))


def test_a_name_that_is_there_twice_is_one() -> None:
    document = {"id": "X", "languages": {"en": {"names": ["A", "A"], "abbreviations": ["A"]}}}
    assert len(read_concept(document).aliases) == 1


def test_names_of_the_concept_are_in_no_language_in_particular() -> None:
    languages = {"*": {"traps": ["Narnia Grove"]}}
    found = aliases({"names": ["Narnia"], "languages": languages})
    assert {alias.language for alias in found.values()} == {"*"}
    assert found["Narnia Grove"].role == "trap"


def test_a_territory_has_its_usual_name_in_every_language_without_names_of_its_own() -> None:
    document = {"territory": "PH", "languages": {"en": {"names": ["Filipinas Islands"]}}}
    by_language = {a.language: a.text for a in read_concept({"id": "PH", **document}).aliases}
    assert by_language["en"] == "Filipinas Islands"
    assert by_language["ru"] == territory_names("PH")["ru"]
    assert len(by_language) > 80


def test_a_territory_is_found_inflected_in_many_languages() -> None:
    philippines = watchlist_of({"id": "PH", "territory": "PH"})
    texts = {
        "ru": "Посол Филиппин улетел",
        "ar": "زار وزير الفلبين والفلبين",
        "tr": "Filipinler'de seçim",
        "ja": "フィリピンの大統領",
        "fi": "Filippiineillä",
    }
    assert all(mentions(philippines, text, language) for language, text in texts.items())


def test_a_short_name_of_a_territory_counts_in_its_own_language_only() -> None:
    peru = watchlist_of({"id": "PE", "territory": "PE"})
    assert [match.language for match in judged(peru, "Perú", "es")[0]] == ["es"]
    assert mentions(peru, "Perú", "eu") == []


def test_contexts_are_evidence_and_no_names() -> None:
    document = {
        "languages": {"en": {"names": [{"text": "SDF", "needs": "japan"}]}},
        "contexts": {"japan": {"languages": {"en": {"names": ["Tokyo"], "people": ["Japanese"]}}}},
    }
    found = aliases(document)
    assert (found["Tokyo"].role, found["Tokyo"].context) == ("context", "japan")
    assert found["Japanese"].role == "context"
    assert mentions(watchlist_of({"id": "X", **document}), "Tokyo and the Japanese") == []


def test_examples_stay_with_their_language() -> None:
    document = {"id": "X", "languages": {"en": {"names": ["A"], "examples": ["an {A}"]}}}
    assert read_concept(document).examples == {"en": ("an {A}",)}


def test_the_concepts_that_come_with_wirewatch_are_read_with_all_their_files() -> None:
    documents = builtin_documents()
    assert {"CN", "TW", "JSDF"} <= documents.keys()
    assert {"ru", "ar"} <= documents["CN"]["languages"].keys()
    for document in documents.values():
        read_concept(document)
