"""What the topic says of watches, put together: the newest that can be used, each for itself."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest

from streams.errors import WatchlistError
from streams.matching.document import checked_document
from streams.watchlists import (
    Base,
    Candidate,
    CompiledWatchlist,
    CompileRequest,
    compile_watchlist,
    split_document,
    watch_document,
)


def candidate(place: str, **document: Any) -> Candidate:
    return Candidate(text=json.dumps(document), place=place)


def rain(place: str, *names: str, **more: Any) -> Candidate:
    return candidate(place, watches=[{"id": "rain", "names": list(names), **more}])


def compiled(base: Base | None = None, **candidates: list[Candidate]) -> CompiledWatchlist:
    return compile_watchlist(CompileRequest(base=base or Base(), candidates=candidates))


def ids(watchlist: CompiledWatchlist) -> list[str]:
    return [watch.id for watch in watchlist.watches]


def test_watches_come_on_top_of_those_that_are_built_in() -> None:
    result = compiled(rain=[rain("t:0", "rain")])
    assert ids(result) == ["china", "taiwan", "jsdf", "rain"]
    assert (result.accepted, result.refused) == ({"rain": 0}, ())


def test_they_come_on_top_of_a_file_and_replace_its_watches() -> None:
    base = Base(text="{extends: none, watches: [{id: rain, names: [snow]}]}", name="my.yaml")
    result = compiled(base, rain=[rain("t:0", "rain", name="Rain")])
    assert [(watch.id, watch.name) for watch in result.watches] == [("rain", "Rain")]


def test_of_a_watch_the_newest_record_that_can_be_used_counts() -> None:
    broken = candidate("t:2", watches=[{"id": "rain", "territory": "XX"}])
    result = compiled(rain=[rain("t:0", "snow"), rain("t:1", "rain"), broken])
    assert result.accepted == {"rain": 1}
    (problem,) = result.refused
    assert problem.startswith("t:2:1: ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "t:0"),
        ("[]", "is not of type 'object'"),
        ('{"watches": []}', "the key is rain, the watches are: none"),
        ('{"watches": [{"id": "snow", "names": ["s"]}]}', "the watches are: snow"),
        (
            '{"watches": [{"id": "rain", "names": ["rain"], "tests": {"match": ["sun"]}}]}',
            "against its tests",
        ),
    ],
)
def test_a_record_that_cannot_be_used_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(WatchlistError, match=reason) as refused:
        watch_document(Candidate(text=text, place="t:0"), "rain", Base())
    assert str(refused.value).startswith("t:0")


def test_two_watches_cannot_mean_different_things_by_one_concept() -> None:
    def about(watch: str, name: str) -> Candidate:
        concept = {"id": "SKY", "names": [name]}
        return candidate(watch, watches=[{"id": watch, "concepts": ["SKY"]}], concepts=[concept])

    result = compiled(a=[about("a", "cloud")], b=[about("b", "star")], c=[about("c", "cloud")])
    assert result.accepted == {"a": 0, "c": 0}
    assert result.refused == ("watch b: another one describes concept SKY differently",)


def test_it_survives_the_way_to_another_process() -> None:
    result = compiled(rain=[rain("t:0", "rain")])
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(result), type=CompiledWatchlist)
    assert again == result
    assert [watch.id for watch in again.load().watches] == ids(result)


def test_a_file_becomes_a_record_for_each_watch_with_the_concepts_that_it_names() -> None:
    text = """
      watches: [{id: a, concepts: [SKY, CN]}, {id: b, names: [b]}]
      concepts: [{id: SKY, names: [cloud]}, {id: SEA, names: [wave]}]
    """
    records = split_document(checked_document(text, "my.yaml"))
    assert records == {
        "a": {
            "watches": [{"id": "a", "concepts": ["SKY", "CN"]}],
            "concepts": [{"id": "SKY", "names": ["cloud"]}],
        },
        "b": {"watches": [{"id": "b", "names": ["b"]}]},
    }
    for watch_id, document in records.items():
        watch_document(Candidate(text=json.dumps(document), place="x"), watch_id, Base())


def test_to_take_one_in_is_little_beside_compiling_it() -> None:
    """A worker does that between two batches, and nothing else meanwhile."""
    started = time.thread_time()
    result = compiled(rain=[rain("t:0", *(f"Company{number} Holding" for number in range(2000)))])
    compiling = time.thread_time() - started
    sent = msgspec.msgpack.encode(result)
    started = time.thread_time()
    msgspec.msgpack.decode(sent, type=CompiledWatchlist).load()
    assert time.thread_time() - started < compiling / 20
