"""Watchlists that change while workers run: from what records say to something to load.

Compiling takes long and holds the interpreter, so a worker has it done by a process of its own:
`python -m streams.watchlists` reads a `CompileRequest` from standard input and writes a
`CompiledWatchlist` to standard output, both as MessagePack.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from streams.errors import WatchlistError
from streams.language import create_detector
from streams.matching.document import checked_document, parts_of
from streams.matching.terms import CompiledTerms, compile_terms
from streams.matching.watchlist import Watch, Watchlist
from streams.records import Record
from streams.screening import Screener, failed_tests

_BUILTIN = "watches: []"


class Base(Record, frozen=True):
    """What the watches on the topic come on top of, and how their tests detect languages.

    Attributes:
        text: the operator's YAML; `None` for the built-in watches alone.
        name: of its file, for messages.
    """

    text: str | None = None
    name: str = "built-in"
    engine: str = "default"
    languages: tuple[str, ...] = ()


class Candidate(Record, frozen=True):
    """What a record says of a watch: a `watchlist.v1` document, and where it stands."""

    text: str
    place: str


class CompileRequest(Record, frozen=True):
    """Watch id → what records said of it, the newest last."""

    base: Base
    candidates: dict[str, list[Candidate]]


class CompiledWatchlist(Record, frozen=True):
    """Watches and their compiled terms.

    Attributes:
        accepted: watch id → which of its candidates is in it; no entry where none is usable.
        refused: what is wrong with those that are newer, each with its place.
    """

    watches: tuple[Watch, ...]
    terms: CompiledTerms
    accepted: dict[str, int]
    refused: tuple[str, ...] = ()

    def load(self) -> Watchlist:
        """The watchlist."""
        return Watchlist(self.watches, self.terms)


def compile_watchlist(request: CompileRequest) -> CompiledWatchlist:
    """Take the newest usable candidate of each watch, and compile them all together.

    Raises:
        WatchlistError: the base itself cannot be used.
    """
    base = request.base
    merged = checked_document(base.text or _BUILTIN, base.name)
    accepted: dict[str, int] = {}
    refused: list[str] = []
    for watch_id, candidates in sorted(request.candidates.items()):
        for number, candidate in reversed(list(enumerate(candidates))):
            try:
                merged = _with(merged, watch_document(candidate, watch_id, base))
            except WatchlistError as error:
                refused.extend(error.problems)
            else:
                accepted[watch_id] = number
                break
    watches, concepts = parts_of(merged)
    return CompiledWatchlist(
        watches=tuple(watches),
        terms=compile_terms(concepts),
        accepted=accepted,
        refused=tuple(refused),
    )


def watch_document(candidate: Candidate, watch_id: str, base: Base) -> dict[str, Any]:
    """The document of a candidate, if it is one for this watch and passes its own tests.

    Raises:
        WatchlistError: with everything that is wrong, each with its place.
    """
    document = checked_document(candidate.text, candidate.place)
    ids = [watch["id"] for watch in document["watches"]]
    if ids != [watch_id]:
        found = ", ".join(ids) or "none"
        raise WatchlistError(
            [f"{candidate.place}: the key is {watch_id}, the watches are: {found}"]
        )
    if any("tests" in watch for watch in document["watches"]):
        watchlist = Watchlist.compile(*parts_of({**document, "extends": "none"}))
        screener = Screener(watchlist, create_detector(base.engine, base.languages))
        if failures := failed_tests(screener):
            raise WatchlistError([f"{candidate.place}: {failure}" for failure in failures])
    return document


def split_document(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A checked document as records of the topic: watch id → a document with that watch alone."""
    concepts = {concept["id"]: concept for concept in document.get("concepts", ())}
    records: dict[str, dict[str, Any]] = {}
    for watch in document["watches"]:
        own = [concepts[key] for key in watch.get("concepts", ()) if key in concepts]
        records[watch["id"]] = {"watches": [watch], **({"concepts": own} if own else {})}
    return records


def _with(merged: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """A merged document with the one watch of another in it."""
    (watch,) = document["watches"]
    concepts = {concept["id"]: concept for concept in merged.get("concepts", ())}
    for concept in document.get("concepts", ()):
        if concepts.setdefault(concept["id"], concept) != concept:
            raise WatchlistError(
                [f"watch {watch['id']}: another one describes concept {concept['id']} differently"]
            )
    others: Sequence[Any] = [other for other in merged["watches"] if other["id"] != watch["id"]]
    return {**merged, "watches": [*others, watch], "concepts": list(concepts.values())}


def main() -> None:
    """Compile what standard input asks for."""
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=CompileRequest)
    sys.stdout.buffer.write(msgspec.msgpack.encode(compile_watchlist(request)))


if __name__ == "__main__":
    main()
