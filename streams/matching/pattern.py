"""How a name in a concept is written, and the regular expression it stands for.

A name is written as a dictionary has it: `Китай`, `chinesisch`, `forces d'autodéfense`. A capital
must be a capital in the text (`China` finds `CHINA`, never `china`); a small letter may be either.
A space may be any white space, a hyphen may be a space or nothing, an apostrophe any apostrophe.
Each word may take the endings of its language. Beyond that

    [Japanese] Self-Defense Forces     what is in brackets may be there: then it is in the span
    (陆上|海上|航空)自卫队              one of these must be there
    Китайгородск*                      the word may go on
    тайван! амгалан                    the word takes no ending

To find candidates quickly, each pattern names its *anchors*: literal strings of which every text
that the pattern matches has at least one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import accumulate, zip_longest

from streams.matching.characters import (
    ANY_LETTER,
    APOSTROPHES,
    SYLLABLE_GOES_ON,
    SYLLABLE_STARTED,
    UNSPACED_CHARACTER,
    is_syllabic,
    is_unspaced,
    letter_of,
)
from streams.matching.rules import LanguageRules, WordClass

_HYPHENS = "‐‑‒–—−־-"
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<open>[\[(])|(?P<close>[\])])|(?P<bar>\|)|(?P<star>\*)|(?P<bang>!)"
    r"|(?P<dotted>(?:[^\W\d_]\.)+[^\W\d_](?![^\W_]))"
    rf"|(?P<hyphen>[{_HYPHENS}])|(?P<apostrophe>[{APOSTROPHES}])"
    rf"|(?P<word>(?:(?![{APOSTROPHES}])(?:{ANY_LETTER}|{UNSPACED_CHARACTER}))+|\d+)|(?P<other>.)",
    re.DOTALL,
)
#: Brackets in brackets, so deep at the most: they are read by recursion.
_DEEPEST = 9
_INNERMOST = re.compile(r"[\[(]([^\[\]()]*)[\])]")
_SIGNS = str.maketrans("", "", "*!")
_GAPS = {
    "space": r"\s+",
    "hyphen": rf"(?:\s?[{_HYPHENS}]\s?|\s+)?",
    "apostrophe": rf"[{APOSTROPHES}]",
}


class PatternError(ValueError):
    """A name that cannot be read: a bracket that is not closed, or nothing but options."""


class Shape(Enum):
    """What a mention looks like, and so how its regular expression is applied."""

    #: One word of a script with spaces: the expression is for the whole word.
    WORD = "word"
    #: One string of a script without spaces: the expression starts where its anchor does.
    STRING = "string"
    #: Anything else: the expression is searched for around the anchor.
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    inflects: bool
    goes_on: bool


@dataclass(frozen=True, slots=True)
class _Gap:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Group:
    choices: tuple[_Sequence, ...]
    optional: bool


_Item = _Word | _Gap | _Group
_Sequence = tuple[_Item, ...]


class Pattern:
    """A name under the rules of a language."""

    def __init__(
        self, name: str, rules: LanguageRules, word_class: WordClass, *, inflected: bool = True
    ) -> None:
        """Read a name.

        Args:
            name: folded, in the notation of this module.
            rules: of the language that it is in.
            word_class: of a name that is a single word; the words of a phrase may be either.
            inflected: whether it takes endings at all.

        Raises:
            PatternError: it cannot be read.
        """
        self._name = name
        self._rules = rules
        self._items = _parse(name)
        self.shape = Shape.PHRASE
        if len(self._items) == 1 and isinstance(self._items[0], _Word) and "." not in name:
            self.shape = Shape.STRING if is_unspaced(name) else Shape.WORD
        self._writer = _Writer(
            rules, word_class if self.shape is Shape.WORD else WordClass.EITHER, inflected
        )

    def regex(self) -> str:
        """The whole mention as a regular expression.

        Group `core` is the span, `before` and `after` what the language adds in the same word.
        """
        core = f"(?P<core>{self._writer.sequence(self._items)})"
        if is_syllabic(self._name):
            return f"(?<!{SYLLABLE_STARTED}){core}(?!{SYLLABLE_GOES_ON})"
        if is_unspaced(self._name):
            return core
        regex = f"(?P<before>{self._rules.before}){core}(?P<after>{self._rules.after})"
        if self.shape is Shape.WORD:
            return regex
        letter = letter_of(self._name)
        # `G7` is not in `G77`; between letters and digits there is a boundary.
        before = r"\d" if self._name[0].isdigit() else letter
        behind = r"\d" if self._name[-1].isdigit() else letter
        return f"(?<!{before}){regex}(?!{behind})"

    def anchors(self, known: frozenset[str] = frozenset()) -> frozenset[str]:
        """Strings of which every text that the regular expression matches holds one.

        Args:
            known: strings that are looked for anyway: preferred. Otherwise the part is taken
                whose shortest anchor is longest.

        Raises:
            PatternError: nothing in the name must be there.
        """
        parts = self.parts(known)
        if not parts:
            raise PatternError(f"{self._name!r} has no word that must be there")
        return max(parts, key=lambda part: _worth(part, known))

    def parts(self, known: frozenset[str] = frozenset()) -> list[frozenset[str]]:
        """For each part that must be there, the strings of which it holds one."""
        return list(self._writer.parts(self._items, known))

    def starts_words(self) -> bool:
        """Whether an anchor always stands at the start of a word."""
        rules = self._rules
        inside = rules.before or rules.article or rules.initials or is_unspaced(self._name)
        return not inside and _are_apart(self._items)

    def length(self) -> int:
        """How long a mention is at the most: in words, or in code points where there are none."""
        unspaced = is_unspaced(self._name)
        return _length(self._items, lambda word: len(word.text) if unspaced else 1)


def _are_apart(items: _Sequence) -> bool:
    """Whether something stands between any two words; a hyphen may be nothing."""
    for item, following in zip_longest(items, items[1:]):
        if isinstance(item, _Gap):
            apart = item.kind != "hyphen"
        else:
            apart = following is None or isinstance(following, _Gap)
            if isinstance(item, _Group):
                apart = apart and all(map(_are_apart, item.choices))
        if not apart:
            return False
    return True


def _length(items: _Sequence, measure: Callable[[_Word], int]) -> int:
    return sum(
        max(_length(choice, measure) for choice in item.choices)
        if isinstance(item, _Group)
        else measure(item)
        if isinstance(item, _Word)
        else 1
        for item in items
    )


def _worth(anchors: frozenset[str], known: frozenset[str]) -> tuple[bool, int]:
    return anchors <= known, min(map(len, anchors))


def check_name(name: str) -> None:
    """Raise `PatternError` where a name cannot be read."""
    Pattern(name, LanguageRules(code="", name=""), WordClass.NOUN).anchors()
    first = _TOKEN.match(name.strip())
    if first and first.lastgroup in {"hyphen", "apostrophe", "other"}:
        raise PatternError(f"a name starts with its first word: leave out {first.group()!r}")


@lru_cache(maxsize=65_536)
def readable(name: str) -> str:
    """A name without its notation: the first of each choice, and nothing that may be left out."""
    while (plain := _INNERMOST.sub(_first_choice, name)) != name:
        name = plain
    return " ".join(plain.translate(_SIGNS).split()).strip("-")


def _first_choice(group: re.Match[str]) -> str:
    return "" if group[0].startswith("[") else group[1].split("|")[0]


# -- reading ----------------------------------------------------------------------------------


def _parse(name: str) -> _Sequence:
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


def _parse_sequence(tokens: list[re.Match[str]], at: int) -> tuple[_Sequence, int]:
    items: list[_Item] = []
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
            items.append(_Word(text, inflects=False, goes_on=False))
        elif kind == "word":
            following = tokens[at].lastgroup if at < len(tokens) else None
            goes_on = following == "star"
            at += following in {"star", "bang"}
            inflects = following not in {"star", "bang"}
            items.append(_Word(text, inflects, goes_on))
        else:
            items.append(_Gap(kind, text))
    return tuple(items), at


def _parse_group(tokens: list[re.Match[str]], at: int, *, optional: bool) -> tuple[_Group, int]:
    choices = []
    while True:
        choice, at = _parse_sequence(tokens, at)
        choices.append(choice)
        if at == len(tokens):
            raise PatternError("a bracket is not closed")
        at += 1
        if tokens[at - 1].lastgroup == "close":
            return _Group(tuple(choices), optional), at


def _only_ends_inflect(items: _Sequence, *, goes_on: bool = False) -> _Sequence:
    """The same items, with endings only where a word ends: at a space, or at the end."""
    marked: list[_Item] = []
    for item, following in zip_longest(items, items[1:]):
        inside = goes_on if following is None else _is_inside_word(following)
        if isinstance(item, _Word):
            marked.append(replace(item, inflects=item.inflects and not inside))
        elif isinstance(item, _Group):
            # The hyphen behind a group may be a space: `[marine]-forces`.
            inside = inside and not (isinstance(following, _Gap) and following.kind == "hyphen")
            choices = tuple(_only_ends_inflect(choice, goes_on=inside) for choice in item.choices)
            marked.append(replace(item, choices=choices))
        else:
            marked.append(item)
    return tuple(marked)


def _is_inside_word(following: _Item) -> bool:
    return not isinstance(following, _Gap) or following.kind != "space"


# -- writing ----------------------------------------------------------------------------------


class _Writer:
    """Writes a sequence as a regular expression under the rules of one language."""

    def __init__(self, rules: LanguageRules, word_class: WordClass, inflected: bool) -> None:
        self.rules = rules
        self.word_class = word_class
        self.inflected = inflected

    def sequence(self, items: _Sequence) -> str:
        """An optional group takes the gap beside it along: both are there, or neither is."""
        units, rest = _with_gaps(items)
        written = ""
        started = False
        for place, (gap, item) in enumerate(units):
            if not (isinstance(item, _Group) and item.optional):
                written += gap + self.required(item)
                started = True
                continue
            following = units[place + 1][0] if place + 1 < len(units) else None
            inside = self.group(item)
            if not started:
                written += f"(?:{inside}{following or ''})?"
                if following is not None:
                    units[place + 1] = ("", units[place + 1][1])
            elif following == "":
                written += f"{gap}(?:{inside})?"
            else:
                written += f"(?:{gap}{inside})?"
        return written + rest

    def required(self, item: _Word | _Group) -> str:
        return self.group(item) if isinstance(item, _Group) else self.word(item)

    def group(self, group: _Group) -> str:
        return "(?:" + "|".join(self.sequence(choice) for choice in group.choices) + ")"

    def word(self, word: _Word) -> str:
        lead, stem, rest = self.forms(word)
        if heads := self.rules.initial_forms(stem):
            tail = _any_case(self.rules.spelling.regex(stem[len(heads[0]) :]) + rest)
            return lead + f"(?:{'|'.join(map(self._initial, heads))}){tail}"
        if word.text.isupper() and len(word.text) > 1:
            return lead + self.rules.spelling.regex(stem) + _any_case(rest)
        if word.text[0].isupper():
            tail = self.rules.spelling.regex(stem[1:])
            capital = self.rules.spelling.regex(stem[0]) + _any_case(tail + rest)
            if not (self.rules.small and word.inflects and self.inflected):
                return lead + capital
            small = self.rules.spelling.regex(self.rules.smalls(stem[0])) + _any_case(
                tail + self.small(word)
            )
            return f"{lead}(?:{capital}|{small})"
        return lead + _any_case(self.rules.spelling.regex(stem) + rest)

    def _initial(self, head: str) -> str:
        """The start of a word after a mutation: `gC` and, among capitals, `GC`."""
        literal = self.rules.spelling.regex(head)
        return literal if head == head.upper() else f"{literal}|{re.escape(head.upper())}"

    def forms(self, word: _Word) -> tuple[str, str, str]:
        """What may stand before the stem, the stem, and what may follow: the forms of a word."""
        text, lead = word.text, ""
        article = self.rules.article
        if article and word.inflects:
            if text.startswith(article[0]) and len(text) > len(article[0]) + 1:
                text, lead = text.removeprefix(article[0]), f"(?:{'|'.join(article)})"
            elif self.word_class is WordClass.ADJECTIVE:
                lead = f"(?:{'|'.join(article)})?"
        if word.goes_on:
            return lead, text, f"{letter_of(text)}*"
        if not word.inflects or not self.inflected or is_unspaced(text):
            return lead, text, ""
        forms = [(text, "")]
        for stem, endings in self.rules.endings(text, self.word_class):
            forms.append((stem, "|".join(self.rules.spelling.regex(ending) for ending in endings)))
        if self.rules.suffixes:
            forms += [(stem, self.rules.suffixes) for stem in self.rules.suffix_stems(text)]
        stem = text[: min(common_prefix_length(text, form) for form, _ in forms)]
        rests = [
            self.rules.spelling.regex(form[len(stem) :]) + f"(?:{rest})" for form, rest in forms
        ]
        return lead, stem, f"(?:{'|'.join(rests)})" if len(forms) > 1 else ""

    def small(self, word: _Word) -> str:
        """What follows the stem of a name in words derived from it that are written small."""
        _, stem, _ = self.forms(word)
        derived = [form[len(stem) :] for form in self.rules.suffix_stems(word.text)]
        ends = "|".join(
            self.rules.spelling.regex(end)
            for end in dict.fromkeys((word.text[len(stem) :], *derived))
        )
        return f"(?:{ends}){self.rules.small}"

    def parts(self, items: _Sequence, known: frozenset[str]) -> Iterator[frozenset[str]]:
        """For each part that must be there, the strings of which it holds one."""
        for item in items:
            if isinstance(item, _Word):
                yield frozenset(self.spellings(item))
            elif isinstance(item, _Group) and not item.optional:
                choices = [
                    max(self.parts(choice, known), key=lambda p: _worth(p, known), default=None)
                    for choice in item.choices
                ]
                if None not in choices:
                    yield frozenset().union(*filter(None, choices))

    def spellings(self, word: _Word) -> Iterator[str]:
        """The stem of a word in the letters and cases that it may be written in."""
        _, stem, _ = self.forms(word)
        heads = self.rules.initial_forms(stem)
        for spelt in self.rules.spelling.spellings(stem):
            yield spelt
            for head in heads:
                yield head + spelt[len(heads[0]) :]
                yield (head + spelt[len(heads[0]) :]).upper()
            if word.text.isupper() and len(word.text) > 1:
                continue
            # As the language writes capitals, and as those do who do not know how.
            yield self.rules.capitals(spelt)
            yield spelt.upper()
            if any(map(str.isupper, spelt[1:])):
                yield spelt[0] + self.rules.smalls(spelt[1:])
            if word.text[0].islower():
                yield self.rules.capitals(spelt[0]) + spelt[1:]
            elif self.rules.small:
                yield self.rules.smalls(spelt[0]) + spelt[1:]


def _with_gaps(items: _Sequence) -> tuple[list[tuple[str, _Word | _Group]], str]:
    """Words and groups, each with the expression of what stands before it; and of the rest."""
    units: list[tuple[str, _Word | _Group]] = []
    gap = ""
    for item in items:
        if isinstance(item, _Gap):
            gap += _GAPS.get(item.kind) or re.escape(item.text)
        else:
            units.append((gap, item))
            gap = ""
    return units, gap


def _any_case(regex: str) -> str:
    return f"(?i:{regex})" if regex.lower() != regex.upper() else regex


def common_prefix_length(one: str, other: str) -> int:
    """How many code points two strings share at their start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
