"""Names as regular expressions, under the rules of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.matching.characters import APOSTROPHES, is_unspaced, letter_of
from streams.matching.notation import HYPHENS, Gap, Group, Sequence, Word
from streams.matching.rules import LanguageRules, WordClass

_GAPS = {
    "space": r"\s+",
    "hyphen": rf"(?:\s?[{HYPHENS}]\s?|\s+)?",
    "apostrophe": rf"[{APOSTROPHES}]",
}


class Writer:
    """Writes a sequence as a regular expression under the rules of one language."""

    def __init__(self, rules: LanguageRules, word_class: WordClass, inflected: bool) -> None:
        self.rules = rules
        self.word_class = word_class
        self.inflected = inflected

    def sequence(self, items: Sequence) -> str:
        """An optional group takes the gap beside it along: both are there, or neither is."""
        units, rest = _with_gaps(items)
        written = ""
        started = False
        for place, (gap, item) in enumerate(units):
            if not (isinstance(item, Group) and item.optional):
                written += gap + self._required(item)
                started = True
                continue
            following = units[place + 1][0] if place + 1 < len(units) else None
            inside = self._group(item)
            if not started:
                written += f"(?:{inside}{following or ''})?"
                if following is not None:
                    units[place + 1] = ("", units[place + 1][1])
            elif following == "":
                written += f"{gap}(?:{inside})?"
            else:
                written += f"(?:{gap}{inside})?"
        return written + rest

    def _required(self, item: Word | Group) -> str:
        return self._group(item) if isinstance(item, Group) else self._word(item)

    def _group(self, group: Group) -> str:
        return "(?:" + "|".join(self.sequence(choice) for choice in group.choices) + ")"

    def _word(self, word: Word) -> str:
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

    def forms(self, word: Word) -> tuple[str, str, str]:
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

    def small(self, word: Word) -> str:
        """What follows the stem of a name in words derived from it that are written small."""
        _, stem, _ = self.forms(word)
        derived = [form[len(stem) :] for form in self.rules.suffix_stems(word.text)]
        ends = "|".join(
            self.rules.spelling.regex(end)
            for end in dict.fromkeys((word.text[len(stem) :], *derived))
        )
        return f"(?:{ends}){self.rules.small}"

    def parts(self, items: Sequence, known: frozenset[str]) -> Iterator[frozenset[str]]:
        """For each part that must be there, the strings of which it holds one."""
        for item in items:
            if isinstance(item, Word):
                yield frozenset(self.spellings(item))
            elif isinstance(item, Group) and not item.optional:
                choices = [
                    max(self.parts(choice, known), key=lambda p: worth(p, known), default=None)
                    for choice in item.choices
                ]
                if None not in choices:
                    yield frozenset().union(*filter(None, choices))

    def spellings(self, word: Word) -> Iterator[str]:
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


def _with_gaps(items: Sequence) -> tuple[list[tuple[str, Word | Group]], str]:
    """Words and groups, each with the expression of what stands before it; and of the rest."""
    units: list[tuple[str, Word | Group]] = []
    gap = ""
    for item in items:
        if isinstance(item, Gap):
            gap += _GAPS.get(item.kind) or re.escape(item.text)
        else:
            units.append((gap, item))
            gap = ""
    return units, gap


def _any_case(regex: str) -> str:
    return f"(?i:{regex})" if regex.lower() != regex.upper() else regex


def worth(anchors: frozenset[str], known: frozenset[str]) -> tuple[bool, int]:
    """How good anchors are: whether they are looked for anyway, and the length of the shortest."""
    return anchors <= known, min(map(len, anchors))


def common_prefix_length(one: str, other: str) -> int:
    """How many code points two strings share at their start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
