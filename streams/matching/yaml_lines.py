"""YAML as people write it, with the line on which each part of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from streams.errors import WatchlistError, problem

#: A place in a document: keys and indices from the top.
Path = tuple[str | int, ...]
#: A watchlist is nested ten deep; thousands would overflow the stack of libyaml, and ours.
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Located:
    """A parsed document.

    Attributes:
        lines: counted from 1, for every part of it.
        repeated: keys that a mapping has twice, with the line of the second.
    """

    document: Any
    lines: dict[Path, int]
    repeated: dict[Path, int]


def parse(text: str, name: str) -> Located:
    """Parse one document; JSON is YAML as well.

    Args:
        text: the document.
        name: of the file, for messages.

    Raises:
        WatchlistError: it is not YAML, nested too deep, or has aliases.
    """
    try:
        _check_structure(text, name)
        node = yaml.compose(text, Loader=_Loader)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        place = f"{name}:{error.problem_mark.line + 1}" if error.problem_mark else name
        what = ", ".join(part for part in (error.context, error.problem) if part)
        raise WatchlistError([problem(what or "not YAML", place=place)]) from error
    except yaml.YAMLError as error:
        raise WatchlistError([problem(" ".join(str(error).split()), place=name)]) from error
    lines: dict[Path, int] = {}
    repeated: dict[Path, int] = {}
    for path, line in _lines(node, ()):
        if path in lines and path[:-1] not in repeated:
            repeated[path] = line
        lines[path] = line
    return Located(document, lines, repeated)


class _Loader(yaml.CSafeLoader):
    """YAML as of version 1.2, in which `no` is Norwegian and a date is text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as in the class it is from
        first: [
            (tag, regex)
            for tag, regex in resolvers
            if tag not in {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
        ]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("(?:true|false|True|False|TRUE|FALSE)$"), list("tfTF")
)


def _check_structure(text: str, name: str) -> None:
    """Refuse what makes a small document endless: aliases, and nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = f"{name}:{event.start_mark.line + 1}" if event.start_mark else name
        if isinstance(event, yaml.AliasEvent):
            raise WatchlistError([problem(f"*{event.anchor}: aliases are not taken", place=place)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise WatchlistError([problem("nested too deep", place=place)])


def _lines(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, int]]:
    if node is None:
        return
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*path, index))
