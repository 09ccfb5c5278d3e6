"""Watchlists as people write them: YAML, checked as a whole, every problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import relevance

import schemas
from streams.errors import WatchlistError, problem
from streams.matching.concept import NAME_LISTS, Concept, builtin_documents, read_concept
from streams.matching.normalise import fold
from streams.matching.pattern import PatternError, check_name
from streams.matching.territories import territory_names
from streams.matching.watchlist import (
    BUILTIN_WATCHES,
    Watch,
    Watchlist,
    own_concept,
    read_watch,
)

#: A place in a document: keys and indices from the top.
_Path = tuple[str | int, ...]


def read_watchlist(text: str, name: str) -> Watchlist:
    """A watchlist from YAML (or JSON, which is YAML) that `watchlist.v1` describes.

    Args:
        text: the document.
        name: of the file, for messages.

    Raises:
        WatchlistError: with everything that is wrong, each with file, line and path.
    """
    watches, concepts = parts_of(checked_document(text, name))
    return Watchlist.compile(watches, concepts)


def checked_document(text: str, name: str) -> dict[str, Any]:
    """A `watchlist.v1` document in which nothing is wrong; raises as `read_watchlist` does."""
    document, lines = _parse(text, name)
    problems = [
        _problem(name, lines, tuple(error.absolute_path), error.message)
        for error in map(_deepest, _VALIDATOR.iter_errors(document))
    ]
    if problems:
        raise WatchlistError(problems)
    problems = [_problem(name, lines, path, what) for path, what in _contradictions(document)]
    if problems:
        raise WatchlistError(problems)
    checked: dict[str, Any] = document
    return checked


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


def _contradictions(document: Mapping[str, Any]) -> Iterator[tuple[_Path, str]]:
    """What a schema cannot say."""
    concepts = _concepts(document)
    for key in ("watches", "concepts"):
        seen: set[str] = set()
        for index, element in enumerate(document.get(key, ())):
            if element["id"] in seen:
                yield (key, index, "id"), f"{element['id']!r} is there twice"
            seen.add(element["id"])
    for index, watch in enumerate(document["watches"]):
        for place, concept in enumerate(watch.get("concepts", ())):
            if concept not in concepts:
                known = ", ".join(sorted(builtin_documents()))
                yield (
                    ("watches", index, "concepts", place),
                    (
                        f"{concept!r} is no concept: describe it under `concepts`, or take one "
                        f"of {known} or an ISO 3166-1 code"
                    ),
                )
        yield from _broken_names(("watches", index), own_concept(watch) or {})
    for index, concept in enumerate(document.get("concepts", ())):
        yield from _broken_names(("concepts", index), concept)


def _broken_names(path: _Path, concept: Mapping[str, Any]) -> Iterator[tuple[_Path, str]]:
    territory = concept.get("territory")
    if territory and not territory_names(territory):
        yield (*path, "territory"), f"{territory!r} is no ISO 3166-1 code that CLDR knows"
    blocks: list[tuple[_Path, Mapping[str, Any]]] = [(path, {"names": concept.get("names", ())})]
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


def _parse(text: str, name: str) -> tuple[Any, dict[_Path, int]]:
    """The document, and the line on which each part of it stands."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f"{name}:{error.problem_mark.line + 1}" if error.problem_mark else name
        raise WatchlistError([problem(error.problem or "not YAML", place=line)]) from error
    except yaml.YAMLError as error:
        raise WatchlistError([problem(str(error).replace("\n", " "), place=name)]) from error
    return document, dict(_lines(node, ()))


def _lines(node: yaml.Node | None, path: _Path) -> Iterator[tuple[_Path, int]]:
    if node is None:
        return
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*path, index))


def _deepest(error: ValidationError) -> ValidationError:
    """Of an error in all of several alternatives, the one that says what is wrong."""
    while error.context:
        error = max(error.context, key=relevance)
    return error


def _problem(name: str, lines: Mapping[_Path, int], path: _Path, what: str) -> str:
    known = path
    while known and known not in lines:
        known = known[:-1]
    shown = "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return problem(what, path=shown, place=f"{name}:{lines.get(known, 1)}")
