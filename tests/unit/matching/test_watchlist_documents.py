"""Watchlists as people write them: what is taken, and how everything wrong with one is told."""

from __future__ import annotations

import sys

import pytest

from streams.errors import WatchlistError
from streams.matching.document import read_watchlist
from tests.support.matching import mentions


def ids(text: str) -> list[str]:
    return [watch.id for watch in read_watchlist(text, "list.yaml").watches]


def problems(text: str) -> list[str]:
    with pytest.raises(WatchlistError) as refused:
        read_watchlist(text, "list.yaml")
    return list(refused.value.problems)


def test_a_watchlist_adds_to_the_built_in_watches_unless_it_says_otherwise() -> None:
    assert ids("watches: [{id: a, names: [A]}]") == ["china", "taiwan", "jsdf", "a"]
    assert ids("extends: none\nwatches: [{id: a, names: [A]}]") == ["a"]


def test_a_watch_of_the_same_id_replaces_a_built_in_one() -> None:
    watchlist = read_watchlist("watches: [{id: china, names: [Ming]}]", "list.yaml")
    (china,) = (watch for watch in watchlist.watches if watch.id == "china")
    assert china.concepts == {"china"}


def test_a_watch_may_name_territories_concepts_of_the_list_and_those_of_other_watches() -> None:
    watchlist = read_watchlist(
        """
        watches:
          - {id: all, concepts: [PH, CN, own, grain], tiers: [core, optional]}
          - {id: own, names: [Narnia]}
        concepts:
          - {id: grain, languages: {en: {names: [wheat]}}}
        """,
        "list.yaml",
    )
    everything = next(watch for watch in watchlist.watches if watch.id == "all")
    assert everything.concepts == {"PH", "CN", "own", "grain"}
    assert everything.tiers == {"core", "optional"}


def test_json_is_a_watchlist_as_well() -> None:
    assert "a" in ids('{"watches": [{"id": "a", "names": ["\\u041a\\u0438"]}]}')


def test_norwegian_and_dates_are_text() -> None:
    assert "no" in ids(
        "watches: [{id: no, territory: NO, names: [No, Yes, 2026-01-01]}]\n"
        "concepts: [{id: KN, languages: {no: {names: [Kina]}}}]"
    )


CONTEXT = "watches: []\nconcepts: [{id: X, names: [], contexts: {c: {languages: {en: {%s}}}}}]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "list.yaml:1: $: None is not of type 'object'"),
        ("hello", "list.yaml:1: $: 'hello' is not of type 'object'"),
        ("watches:\n\t- a", "list.yaml:2: while scanning for the next token, found character"),
        ("watches: [\n\n", "list.yaml:3: while parsing a flow node, did not find expected node"),
        ("a: 1\n---\nb: 2", "list.yaml:2: expected a single document in the stream"),
        ("a: \x00", "list.yaml: unacceptable character #x0000"),
        ('a: "\\ud800"', "list.yaml:1: while parsing a quoted scalar, found invalid Unicode"),
        ("watches: [{id: a}]", "list.yaml:1: $.watches[0]: 'concepts' is a required property, or"),
        ("watches: [{id: 7, names: [A]}]", "list.yaml:1: $.watches[0].id: 7 is not of type"),
        ("watches: [{id: a, names: [5]}]", "list.yaml:1: $.watches[0].names[0]: 5 is not of type"),
        ("watches: [{id: a, names: ['']}]", "list.yaml:1: $.watches[0].names[0]: '' should be non"),
        (
            "watches: [{id: a, names: [{text: 5}]}]",
            "list.yaml:1: $.watches[0].names[0].text: 5 is not of type 'string'",
        ),
        (
            "watches: [{id: a, names: [{text: A, bond: true}]}]",
            "list.yaml:1: $.watches[0].names[0]: Additional properties are not allowed ('bond'",
        ),
        (
            "watches: [{id: a, names: [{text: A, unless: {near: tea}}]}]",
            "list.yaml:1: $.watches[0].names[0].unless.near: 'tea' is not of type 'array'",
        ),
        (
            "watches: [{id: a, names: [{text: A, unless: {near: ['*']}}]}]",
            "list.yaml:1: $.watches[0].names[0].unless.near[0]: '*' holds no word",
        ),
        (
            "watches: [{id: a, names: [{text: A, only: {near: [' ']}}]}]",
            "list.yaml:1: $.watches[0].names[0].only.near[0]: ' ' holds no word",
        ),
        (
            "watches: [{id: a, names: [{text: A, needs: japan}]}]",
            "list.yaml:1: $.watches[0].names[0].needs: there is no context 'japan'",
        ),
        (
            "watches: [{id: a, concepts: [Narnia]}]",
            "list.yaml:1: $.watches[0].concepts[0]: 'Narnia' is no concept: describe it under",
        ),
        (
            "watches: [{id: a, territory: XX}]",
            "list.yaml:1: $.watches[0].territory: 'XX' is no ISO 3166-1 code that CLDR knows",
        ),
        (
            "watches: [{id: a, names: [A], tests: {match: [x], no_match: [y, x]}}]",
            "list.yaml:1: $.watches[0].tests.no_match[1]: 'x' is under `match` as well",
        ),
        (
            "watches: [{id: a, names: [A]}, {id: a, names: [B]}]",
            "list.yaml:1: $.watches[1].id: 'a' is there twice",
        ),
        (
            "concepts: [{id: g, names: [grain]}]\nwatches: [{id: g, names: [gold]}]",
            "list.yaml:2: $.watches[0].id: 'g' is under `concepts` as well",
        ),
        (
            "watches:\n- id: a\n  names: [A]\n  names: [B]",
            "list.yaml:4: $.watches[0].names: is there twice, and only the last would count",
        ),
        (
            "watches: []\nconcepts:\n- id: X\n  languages:\n    english: {names: [A]}",
            "list.yaml:5: $.concepts[0].languages: 'english' does not match",
        ),
        (
            "watches: []\nconcepts:\n- id: X\n  languages: {1: {names: [A]}}",
            "list.yaml:4: $.concepts[0].languages: 1 is not of type 'string'",
        ),
        (
            "watches: []\nconcepts:\n- {id: X, contexts: {c: {languages: {en: {names: ['(']}}}}}",
            "list.yaml:3: $.concepts[0]: 'territory' is a required property, or",
        ),
        (
            CONTEXT % "traps: ['(']",
            "list.yaml:2: $.concepts[0].contexts.c.languages.en.traps[0]: a bracket is not closed",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_line_and_path(text: str, told: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(told)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = """\
extend: none
watches:
  - id: Narnia
    names: [Narnia, 5]
    colour: red
  - id: cair
    territory: cair
    tiers: [core, cor]
concepts:
  - id: X
    names: [{text: A, bond: true, needs: 7}]
"""
    assert [told.split(": ")[:2] for told in problems(text)] == [
        ["list.yaml:1", "$"],
        ["list.yaml:3", "$.watches[0]"],
        ["list.yaml:3", "$.watches[0].id"],
        ["list.yaml:4", "$.watches[0].names[1]"],
        ["list.yaml:7", "$.watches[1].territory"],
        ["list.yaml:8", "$.watches[1].tiers[1]"],
        ["list.yaml:11", "$.concepts[0].names[0]"],
        ["list.yaml:11", "$.concepts[0].names[0].needs"],
    ]


def test_everything_that_contradicts_itself_is_told_at_once() -> None:
    text = """\
watches:
  - {id: a, names: ["[A]", "(B"]}
  - {id: a, concepts: [NARNIA, PH]}
concepts:
  - {id: X, territory: XX, names: [{text: A, needs: b}]}
"""
    assert [told.split(": ")[:2] for told in problems(text)] == [
        ["list.yaml:2", "$.watches[0].names[0]"],
        ["list.yaml:2", "$.watches[0].names[1]"],
        ["list.yaml:3", "$.watches[1].id"],
        ["list.yaml:3", "$.watches[1].concepts[0]"],
        ["list.yaml:5", "$.concepts[0].territory"],
        ["list.yaml:5", "$.concepts[0].names[0].needs"],
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("watches: &a [*a]", "aliases are not taken"),
        ("a: &a [x, x]\nb: [*a, *a]", "list.yaml:2: *a: aliases are not taken"),
        pytest.param("[" * 100_000, "nested too deep", id="brackets"),
        pytest.param("- " * 100_000 + "a", "nested too deep", id="dashes"),
        pytest.param('{"a":' * 100_000, "nested too deep", id="json"),
    ],
)
def test_no_document_is_endless(text: str, told: str) -> None:
    (problem,) = problems(text)
    assert told in problem


def test_a_name_may_not_be_nested_without_end() -> None:
    depth = sys.getrecursionlimit() // 2 - 10
    assert problems(f'watches: [{{id: a, names: ["{"(" * min(depth, 499)}a"]}}]')


def test_names_in_no_language_add_up() -> None:
    watchlist = read_watchlist(
        "watches: [{id: a, concepts: [X]}]\n"
        'concepts: [{id: X, names: [Narnia], languages: {"*": {names: [Cair]}}}]',
        "list.yaml",
    )
    assert mentions(watchlist, "Narnia, Cair") == ["Narnia", "Cair"]
