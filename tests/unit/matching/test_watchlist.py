"""Watches: what they look for, how a revision follows from it, what their tests say."""

from __future__ import annotations

from typing import Any

import pytest

from streams.language import create_detector
from streams.matching.concept import read_concept
from streams.matching.document import read_watchlist
from streams.matching.watchlist import Watchlist, builtin_watchlist, read_watch
from streams.records import Match
from streams.screening import Screener, failed_tests
from tests.support.matching import judged

CONCEPT = {"id": "N", "names": ["Narnia"]}
WATCH = {"id": "narnia", "concepts": ["N"]}


def match(concept: str, tier: Any = "core") -> Match:
    return Match(
        concept=concept, field="body", start=0, end=1, surface="x", alias="x", language="en",
        rule="", why="", tier=tier,
    )  # fmt: skip


def test_a_watch_wants_the_mentions_of_its_concepts() -> None:
    watch = read_watch(WATCH, {"N": CONCEPT})
    assert watch.wanted([match("M"), match("N"), match("M")]) == (match("N"),)
    assert watch.wanted([match("M")]) == ()


def test_an_optional_mention_comes_along_but_raises_no_alert() -> None:
    watch = read_watch(WATCH, {"N": CONCEPT})
    along = match("N", "optional")
    assert watch.wanted([along]) == ()
    assert watch.wanted([along, match("N")]) == (along, match("N"))
    assert watch.wanted([match("N"), match("N", "metonym")]) == (match("N"),)
    asked = read_watch({**WATCH, "tiers": ["optional"]}, {"N": CONCEPT})
    assert asked.wanted([along]) == (along,)


def test_watches_may_want_different_tiers_of_a_concept() -> None:
    concept = {"id": "N", "languages": {"en": {"names": ["Narnia"], "metonyms": ["Cair"]}}}
    tiers: list[list[str]] = [["metonym"], ["core"]]
    watches = [
        read_watch({"id": tier[0], "concepts": ["N"], "tiers": tier}, {"N": concept})
        for tier in tiers
    ]
    watchlist = Watchlist.compile(watches, [read_concept(concept)])
    raised = []
    for text in ("Narnia", "Cair"):
        (found,), suppressed = judged(watchlist, text)
        assert (found.surface, suppressed) == (text, [])
        raised.append([watch.id for watch in watches if watch.wanted([found])])
    assert raised == [["core"], ["metonym"]]


def test_a_watch_is_called_by_its_id_where_it_has_no_name() -> None:
    assert read_watch(WATCH, {"N": CONCEPT}).name == "narnia"
    assert read_watch({**WATCH, "name": "The land"}, {"N": CONCEPT}).ref.name == "The land"


def test_names_and_territory_make_a_concept_of_the_watch() -> None:
    document = {"id": "own", "names": ["Narnia"], "concepts": ["N"]}
    concepts = {"N": CONCEPT, "own": {"id": "own", "names": ["Narnia"]}}
    assert read_watch(document, concepts).concepts == {"N", "own"}


@pytest.mark.parametrize(
    ("watch", "concept"),
    [
        ({"tiers": ["optional"]}, {}),
        ({"name": "Another"}, {}),
        ({}, {"names": ["Narnia", "Cair"]}),
        ({}, {"languages": {"ru": {"traps": ["Нарния-город"]}}}),
    ],
)
def test_another_revision_wherever_something_else_may_be_found(
    watch: dict[str, Any], concept: dict[str, Any]
) -> None:
    before = read_watch(WATCH, {"N": CONCEPT})
    after = read_watch({**WATCH, **watch}, {"N": {**CONCEPT, **concept}})
    assert before.revision != after.revision


def test_the_same_revision_in_every_process_and_order() -> None:
    one = read_watch(WATCH, {"N": CONCEPT})
    other = read_watch(
        dict(reversed(list(WATCH.items()))), {"N": dict(reversed(CONCEPT.items())), "M": {}}
    )
    assert one.revision == other.revision == "5a8b38f6ec26"


def test_a_revision_may_be_given() -> None:
    assert read_watch({**WATCH, "revision": "7"}, {"N": CONCEPT}).revision == "7"


def test_the_built_in_watches_and_what_they_find() -> None:
    watchlist = builtin_watchlist()
    assert [watch.id for watch in watchlist.watches] == ["china", "taiwan", "jsdf"]
    screener = Screener(watchlist, create_detector())
    assert failed_tests(screener) == []


TESTED = """
extends: none
watches:
  - id: narnia
    names: [{text: Narnia, unless: {next: [cup*]}}]
    tests:
      match: ["In Narnia it is winter all the time", "%s"]
      no_match: ["They bought Narnia cups at the market", "%s"]
"""


def failures(match: str, no_match: str) -> list[str]:
    watchlist = read_watchlist(TESTED % (match, no_match), "list.yaml")
    return failed_tests(Screener(watchlist, create_detector()))


def test_a_watch_that_passes_its_tests_has_no_failures() -> None:
    assert failures("NARNIA", "narnia") == []


def test_a_watch_says_which_of_its_tests_it_fails() -> None:
    assert failures("The Narnia cupboard", "The queen of Narnia") == [
        "watch 'narnia' does not match 'The Narnia cupboard', against its tests",
        "watch 'narnia' matches 'The queen of Narnia', against its tests",
    ]
