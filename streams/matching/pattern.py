"""How a name in a concept is written, and the regular expression it stands for.

A name is written as a dictionary has it: `Китай`, `chinesisch`, `forces d'autodéfense`. A capital
must be a capital in the text (`China` finds `CHINA`, never `china`); a small letter may be either.
A space may be any white space, a hyphen may be a space or nothing, an apostrophe any apostrophe.
Each word may take the endings of its language. Beyond that

    [Japanese] Self-Defense Forces     what is in brackets may be there: then it is in the span
    (陆上|海上|航空)自卫队              one of these must be there
    Китайгородск*                      the word may go on

To find candidates quickly, each pattern names its *anchors*: literal strings of which every text
that the pattern matches has at least one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

from streams.matching.characters import (
    HANGUL,
    LETTER,
    SYLLABLE_GOES_ON,
    SYLLABLE_STARTED,
    is_unspaced,
    letter_of,
)
from streams.matching.rules import LanguageRules, WordClass

_APOSTROPHES = "'’ʼ‘ʻ`´"
_HYPHENS = "‐‑‒–—−-"
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<open>[\[(])|(?P<close>[\])])|(?P<bar>\|)|(?P<star>\*)"
    rf"|(?P<hyphen>[{_HYPHENS}])|(?P<apostrophe>[{_APOSTROPHES}])"
    rf"|(?P<word>(?:{LETTER}|{HANGUL})+|[^\W_]+)|(?P<other>.)",
    re.DOTALL,
)
_GAPS = {
    "space": r"\s+",
    "hyphen": rf"(?:\s?[{_HYPHENS}]\s?|\s+)?",
    "apostrophe": rf"[{_APOSTROPHES}]",
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
class Pattern:
    """A name ready to be looked for.

    Attributes:
        regex: the whole mention; group `core` is the span, `before` and `after` what the
            language adds to it in the same word.
        anchors: every text that `regex` matches holds one of these.
        shape: how `regex` is to be applied.
    """

    regex: str
    anchors: frozenset[str]
    shape: Shape


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


def compile_pattern(name: str, rules: LanguageRules, word_class: WordClass) -> Pattern:
    """The pattern of `name` under the rules of a language.

    Args:
        name: folded, in the notation of this module.
        rules: of the language that the name is in.
        word_class: of a name that is a single word; the words of a phrase may be either.

    Raises:
        PatternError: the name cannot be read.
    """
    sequence = _parse(name)
    shape = Shape.PHRASE
    if len(sequence) == 1 and isinstance(sequence[0], _Word):
        shape = Shape.STRING if is_unspaced(name) else Shape.WORD
    writer = _Writer(rules, word_class if shape is Shape.WORD else WordClass.EITHER)
    anchors = writer.anchors(sequence)
    if not anchors:
        raise PatternError(f"{name!r} has no word that must be there")
    core = f"(?P<core>{writer.sequence(sequence)})"
    if is_unspaced(name):
        regex = f"(?<!{SYLLABLE_STARTED}){core}(?!{SYLLABLE_GOES_ON})"
    else:
        regex = f"(?P<before>{rules.before}){core}(?P<after>{rules.after})"
        if shape is not Shape.WORD:
            letter = letter_of(name)
            regex = f"(?<!{letter}){regex}(?!{letter})"
    return Pattern(regex=regex, anchors=anchors, shape=shape)


def check_name(name: str) -> None:
    """Raise `PatternError` where a name cannot be read."""
    if not _has_word(_parse(name)):
        raise PatternError(f"{name!r} has no word that must be there")


def _has_word(items: _Sequence) -> bool:
    return any(
        isinstance(item, _Word)
        or (isinstance(item, _Group) and not item.optional and all(map(_has_word, item.choices)))
        for item in items
    )


# -- reading ----------------------------------------------------------------------------------


def _parse(name: str) -> _Sequence:
    tokens = list(_TOKEN.finditer(name.strip()))
    sequence, rest = _parse_sequence(tokens, 0)
    if rest < len(tokens):
        raise PatternError(f"{name!r}: {tokens[rest].group()!r} closes nothing")
    if not sequence:
        raise PatternError("a name is empty")
    return sequence


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
        elif kind == "word":
            following = tokens[at].lastgroup if at < len(tokens) else None
            goes_on = following == "star"
            at += goes_on
            inflects = following not in {"star", "hyphen", "apostrophe", "other"}
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


# -- writing ----------------------------------------------------------------------------------


class _Writer:
    """Writes a sequence as a regular expression under the rules of one language."""

    def __init__(self, rules: LanguageRules, word_class: WordClass) -> None:
        self.rules = rules
        self.word_class = word_class
        self.variants = {letter: group for group in rules.variants for letter in group}

    def sequence(self, items: _Sequence) -> str:
        """A gap belongs to the optional group beside it, so that both are there or neither."""
        written, gap, started = "", "", False
        following = iter(items)
        for item in following:
            if isinstance(item, _Gap):
                gap = _GAPS.get(item.kind) or re.escape(item.text)
            elif isinstance(item, _Group) and item.optional:
                if started:
                    written += f"(?:{gap}{self.group(item)})?"
                else:
                    after = next(following, None)
                    lead = _GAPS.get(after.kind, "") if isinstance(after, _Gap) else ""
                    written += f"(?:{self.group(item)}{lead})?"
                    if after is not None and not isinstance(after, _Gap):
                        written += self.required(after)
                        started = True
                gap = ""
            else:
                written += gap + self.required(item)
                gap, started = "", True
        return written + gap

    def required(self, item: _Word | _Group) -> str:
        return self.group(item) if isinstance(item, _Group) else self.word(item)

    def group(self, group: _Group) -> str:
        return "(?:" + "|".join(self.sequence(choice) for choice in group.choices) + ")"

    def word(self, word: _Word) -> str:
        lead, stem, rest = self.forms(word)
        if word.text.isupper() and len(word.text) > 1:
            return lead + self.literal(stem) + _any_case(rest)
        if word.text[0].isupper():
            return lead + self.literal(stem[0]) + _any_case(self.literal(stem[1:]) + rest)
        return lead + _any_case(self.literal(stem) + rest)

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
        if not word.inflects or is_unspaced(text):
            return lead, text, ""
        forms = [(text, "")]
        for stem, endings in self.rules.endings(text, self.word_class):
            forms.append((stem, "|".join(self.literal(ending) for ending in endings)))
        if self.rules.suffixes:
            forms += [(stem, self.rules.suffixes) for stem in self.rules.suffix_stems(text)]
        stem = text[: min(common_prefix_length(text, form) for form, _ in forms)]
        rests = [self.literal(form[len(stem) :]) + f"(?:{rest})" for form, rest in forms]
        return lead, stem, f"(?:{'|'.join(rests)})" if len(forms) > 1 else ""

    def literal(self, text: str) -> str:
        """`text` as a regular expression, each letter with those it may be written as."""
        return "".join(
            f"[{self.variants[letter]}]" if letter in self.variants else re.escape(letter)
            for letter in text
        )

    def anchors(self, items: _Sequence) -> frozenset[str]:
        """The anchors of the part that is best to look for: the one whose shortest is longest."""
        best: frozenset[str] = frozenset()
        for item in items:
            if isinstance(item, _Word):
                found = frozenset(self.spellings(item))
            elif isinstance(item, _Group) and not item.optional:
                choices = [self.anchors(choice) for choice in item.choices]
                found = frozenset().union(*choices) if all(choices) else frozenset()
            else:
                continue
            if found and (not best or min(map(len, found)) > min(map(len, best))):
                best = found
        return best

    def spellings(self, word: _Word) -> Iterator[str]:
        """The stem of a word in the cases and letters that it may be written in."""
        _, stem, _ = self.forms(word)
        groups = [group for group in self.rules.variants if any(c in stem for c in group)]
        for choice in product(*groups):
            spelt = stem
            for group, letter in zip(groups, choice, strict=True):
                spelt = re.sub(f"[{group}]", letter, spelt)
            yield spelt
            if word.text.isupper() and len(word.text) > 1:
                continue
            yield self.rules.capitals(spelt)
            if word.text[0].islower():
                yield self.rules.capitals(spelt[0]) + spelt[1:]


def _any_case(regex: str) -> str:
    return f"(?i:{regex})" if regex.lower() != regex.upper() else regex


def common_prefix_length(one: str, other: str) -> int:
    """How many code points two strings share at their start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
