"""How a name in a concept is written: the notation, and what it is read as.

A name is written as a dictionary has it: `Китай`, `chinesisch`, `forces d'autodéfense`. A capital
must be a capital in the text (`China` finds `CHINA`, never `china`); a small letter may be either.
A space may be any white space, a hyphen may be a space or nothing, an apostrophe any apostrophe.
Each word may take the endings of its language. Beyond that

    [Japanese] Self-Defense Forces     what is in brackets may be there: then it is in the span
    (陆上|海上|航空)自卫队              one of these must be there
    Китайгородск*                      the word may go on
    тайван! амгалан                    the word takes no ending
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, zip_longest

from streams.matching.characters import ANY_LETTER, APOSTROPHES, UNSPACED_CHARACTER

HYPHENS = "‐‑‒–—−־-"
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<open>[\[(])|(?P<close>[\])])|(?P<bar>\|)|(?P<star>\*)|(?P<bang>!)"
    r"|(?P<dotted>(?:[^\W\d_]\.)+[^\W\d_](?![^\W_]))"
    rf"|(?P<hyphen>[{HYPHENS}])|(?P<apostrophe>[{APOSTROPHES}])"
    rf"|(?P<word>(?:(?![{APOSTROPHES}])(?:{ANY_LETTER}|{UNSPACED_CHARACTER}))+|\d+)|(?P<other>.)",
    re.DOTALL,
)
#: Brackets in brackets, so deep at the most: they are read by recursion.
_DEEPEST = 9
_INNERMOST = re.compile(r"[\[(]([^\[\]()]*)[\])]")
_SIGNS = str.maketrans("", "", "*!")


class PatternError(ValueError):
    """A name that cannot be read: a bracket that is not closed, or nothing but options."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word; whether it takes endings, and whether any letters may follow."""

    text: str
    inflects: bool
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between words: `space`, `hyphen`, `apostrophe`, or `other` signs."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Choices, of which one is there; or, where they are optional, none."""

    choices: tuple[Sequence, ...]
    optional: bool


Item = Word | Gap | Group
Sequence = tuple[Item, ...]


def parse(name: str) -> Sequence:
    """Read a name; raises `PatternError`."""
    tokens = list(_TOKEN.finditer(name.strip()))
    depths = accumulate((t.lastgroup == "open") - (t.lastgroup == "close") for t in tokens)
    if max(depths, default=0) > _DEEPEST:
        raise PatternError(f"brackets in brackets, more than {_DEEPEST} deep")
    sequence, rest = _parse_sequence(tokens, 0)
    if rest < len(tokens):
        raise PatternError(f"{name!r}: {tokens[rest].group()!r} closes nothing")
    if not sequence:
        raise PatternError("a name is empty")
    return _only_ends_inflect(sequence)


def _parse_sequence(tokens: list[re.Match[str]], at: int) -> tuple[Sequence, int]:
    items: list[Item] = []
    while at < len(tokens):
        token = tokens[at]
        kind, text = str(token.lastgroup), token.group()
        if kind in {"close", "bar"}:
            break
        at += 1
        if kind == "open":
            group, at = _parse_group(tokens, at, optional=text == "[")
            items.append(group)
        elif kind == "dotted":
            items.append(Word(text, inflects=False, goes_on=False))
        elif kind == "word":
            following = tokens[at].lastgroup if at < len(tokens) else None
            goes_on = following == "star"
            at += following in {"star", "bang"}
            inflects = following not in {"star", "bang"}
            items.append(Word(text, inflects, goes_on))
        else:
            items.append(Gap(kind, text))
    return tuple(items), at


def _parse_group(tokens: list[re.Match[str]], at: int, *, optional: bool) -> tuple[Group, int]:
    choices = []
    while True:
        choice, at = _parse_sequence(tokens, at)
        choices.append(choice)
        if at == len(tokens):
            raise PatternError("a bracket is not closed")
        at += 1
        if tokens[at - 1].lastgroup == "close":
            return Group(tuple(choices), optional), at


def _only_ends_inflect(items: Sequence, *, goes_on: bool = False) -> Sequence:
    """The same items, with endings only where a word ends: at a space, or at the end."""
    marked: list[Item] = []
    for item, following in zip_longest(items, items[1:]):
        inside = goes_on if following is None else _is_inside_word(following)
        if isinstance(item, Word):
            marked.append(replace(item, inflects=item.inflects and not inside))
        elif isinstance(item, Group):
            # The hyphen behind a group may be a space: `[marine]-forces`.
            inside = inside and not (isinstance(following, Gap) and following.kind == "hyphen")
            choices = tuple(_only_ends_inflect(choice, goes_on=inside) for choice in item.choices)
            marked.append(replace(item, choices=choices))
        else:
            marked.append(item)
    return tuple(marked)


def _is_inside_word(following: Item) -> bool:
    return not isinstance(following, Gap) or following.kind != "space"


@lru_cache(maxsize=65_536)
def readable(name: str) -> str:
    """A name without its notation: the first of each choice, and nothing that may be left out."""
    while (plain := _INNERMOST.sub(_first_choice, name)) != name:
        name = plain
    return " ".join(plain.translate(_SIGNS).split()).strip("-")


def _first_choice(group: re.Match[str]) -> str:
    return "" if group[0].startswith("[") else group[1].split("|")[0]


def check_start(name: str) -> None:
    """Raise `PatternError` where something else than a word stands first."""
    first = _TOKEN.match(name.strip())
    if first and first.lastgroup in {"hyphen", "apostrophe", "other"}:
        raise PatternError(f"a name starts with its first word: leave out {first.group()!r}")
