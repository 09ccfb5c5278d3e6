"""Watchlists as people write them: YAML, checked as a whole, every problem with its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

import schemas
from streams.errors import WatchlistError, problem
from streams.matching.concept import NAME_LISTS, Concept, builtin_documents, read_concept
from streams.matching.normalise import fold
from streams.matching.notation import PatternError
from streams.matching.pattern import check_name
from streams.matching.territories import territory_names
from streams.matching.watchlist import (
    BUILTIN_WATCHES,
    Watch,
    Watchlist,
    own_concept,
    read_watch,
)
from streams.matching.yaml_lines import Path, parse


def read_watchlist(text: str, name: str) -> Watchlist:
    """A watchlist from YAML (or JSON, which is YAML) that `watchlist.v1` describes.

    Args:
        text: the document.
        name: of the file, for messages.

    Raises:
        WatchlistError: with everything that is wrong, each with file, line and path.
    """
    return Watchlist.compile(*parts_of(checked_document(text, name)))


def checked_document(text: str, name: str) -> dict[str, Any]:
    """A `watchlist.v1` document in which nothing is wrong; raises as `read_watchlist` does."""
    located = parse(text, name)
    twice = _told(
        name,
        located.repeated,
        ((path, "is there twice, and only the last would count") for path in located.repeated),
    )
    broken = itertools.chain.from_iterable(
        map(_complaints, _VALIDATOR.iter_errors(located.document))
    )
    if problems := twice + _told(name, located.lines, broken):
        raise WatchlistError(problems)
    if problems := _told(name, located.lines, _contradictions(located.document)):
        raise WatchlistError(problems)
    document: dict[str, Any] = located.document
    return document


_VALIDATOR = Draft202012Validator(schemas.load("watchlist.v1"))


def parts_of(document: Mapping[str, Any]) -> tuple[list[Watch], list[Concept]]:
    """The watches of a checked document, those that it extends first, and their concepts."""
    concepts = _concepts(document)
    watches: dict[str, Watch] = {}
    if document.get("extends", "builtin") == "builtin":
        watches = {watch["id"]: read_watch(watch, concepts) for watch in BUILTIN_WATCHES}
    for watch in document["watches"]:
        watches[watch["id"]] = read_watch(watch, concepts)
    wanted = frozenset().union(*(watch.concepts for watch in watches.values()))
    return list(watches.values()), [read_concept(concepts[key]) for key in sorted(wanted)]


def _concepts(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Every concept that a watch may name, by id; a watch's own ones replace those of the world."""
    concepts: dict[str, Mapping[str, Any]] = dict(builtin_documents())
    concepts |= {concept["id"]: concept for concept in document.get("concepts", ())}
    for watch in document["watches"]:
        if (concept := own_concept(watch)) is not None:
            concepts[concept["id"]] = concept
        for key in watch.get("concepts", ()):
            if key not in concepts and territory_names(key):
                concepts[key] = {"id": key, "territory": key}
    return concepts


def _contradictions(document: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """What a schema cannot say."""
    described = {concept["id"] for concept in document.get("concepts", ())}
    for key in ("watches", "concepts"):
        seen: set[str] = set()
        for index, element in enumerate(document.get(key, ())):
            if element["id"] in seen:
                yield (key, index, "id"), f"{element['id']!r} is there twice"
            seen.add(element["id"])
    for index, watch in enumerate(document["watches"]):
        path = ("watches", index)
        own = own_concept(watch)
        if own and own["id"] in described:
            yield (
                (*path, "id"),
                f"{own['id']!r} is under `concepts` as well, and would be replaced for every watch",
            )
        yield from _broken_tests((*path, "tests"), watch.get("tests", {}))
        yield from _broken_names(path, own or {})
    yield from _unknown_concepts(document)
    for index, concept in enumerate(document.get("concepts", ())):
        yield from _broken_names(("concepts", index), concept)


def _unknown_concepts(document: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    concepts = _concepts(document)
    known = ", ".join(sorted(builtin_documents()))
    for index, watch in enumerate(document["watches"]):
        for place, concept in enumerate(watch.get("concepts", ())):
            if concept not in concepts:
                yield (
                    ("watches", index, "concepts", place),
                    (
                        f"{concept!r} is no concept: describe it under `concepts`, or take one "
                        f"of {known} or an ISO 3166-1 code"
                    ),
                )


def _broken_tests(path: Path, tests: Mapping[str, list[str]]) -> Iterator[tuple[Path, str]]:
    for index, text in enumerate(tests.get("no_match", ())):
        if text in tests.get("match", ()):
            yield (*path, "no_match", index), f"{text!r} is under `match` as well"


def _broken_names(path: Path, concept: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    territory = concept.get("territory")
    if territory and not territory_names(territory):
        yield (*path, "territory"), f"{territory!r} is no ISO 3166-1 code that CLDR knows"
    blocks: list[tuple[Path, Mapping[str, Any]]] = [(path, {"names": concept.get("names", ())})]
    blocks += [
        ((*path, "languages", language), block)
        for language, block in concept.get("languages", {}).items()
    ]
    contexts = concept.get("contexts", {})
    for key, context in contexts.items():
        blocks += [
            ((*path, "contexts", key, "languages", language), block)
            for language, block in context.get("languages", {}).items()
        ]
    for place, block in blocks:
        for key in NAME_LISTS & block.keys():
            for index, entry in enumerate(block[key]):
                details = {"text": entry} if isinstance(entry, str) else entry
                try:
                    check_name(fold(details["text"]))
                except PatternError as error:
                    yield (*place, key, index), str(error)
                if (needs := details.get("needs")) and needs not in contexts:
                    yield (*place, key, index, "needs"), f"there is no context {needs!r}"
                yield from _broken_evidence((*place, key, index), details)


def _broken_evidence(path: Path, details: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for condition in ("only", "unless"):
        for where, words in details.get(condition, {}).items():
            for index, word in enumerate(words):
                if not fold(word).strip().removesuffix("*"):
                    yield (*path, condition, where, index), f"{word!r} holds no word"


def _complaints(error: ValidationError) -> Iterator[tuple[Path, str]]:
    """What an error comes down to; of several alternatives, in the one that was meant."""
    if not error.context:
        yield tuple(error.absolute_path), error.message
        return
    alternatives: dict[str | int, list[ValidationError]] = {}
    for inner in error.context:
        alternatives.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [inner for inner in alternatives.values() if not any(map(_of_another_type, inner))]
    if len(meant) == 1:
        for inner in meant[0]:
            yield from _complaints(inner)
        return
    messages = (one.message for inner in meant or alternatives.values() for one in inner)
    yield tuple(error.absolute_path), ", or ".join(dict.fromkeys(messages))


def _of_another_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.relative_path


def _told(name: str, lines: Mapping[Path, int], found: Iterable[tuple[Path, str]]) -> list[str]:
    """What was found, in the order of the lines."""
    placed = [(_line_of(lines, path), path, what) for path, what in found]
    return [
        problem(what, path=_shown(path), place=f"{name}:{line}")
        for line, path, what in sorted(placed, key=itemgetter(0))
    ]


def _line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a part of the document, or of the nearest one that it is missing in."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _shown(path: Path) -> str:
    return "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
