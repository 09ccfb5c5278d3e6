"""A name under the rules of a language: what its mentions look like, and how to find them.

To find candidates quickly, each pattern names its *anchors*: literal strings of which every text
that the pattern matches has at least one. How a name is written: `notation.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import zip_longest

from streams.matching.characters import (
    SYLLABLE_GOES_ON,
    SYLLABLE_STARTED,
    is_syllabic,
    is_unspaced,
    letter_of,
)
from streams.matching.notation import Gap, Group, PatternError, Sequence, Word, check_start, parse
from streams.matching.rules import LanguageRules, WordClass
from streams.matching.writing import Writer, worth


class Shape(Enum):
    """What a mention looks like, and so how its regular expression is applied."""

    #: One word of a script with spaces: the expression is for the whole word.
    WORD = "word"
    #: One string of a script without spaces: the expression starts where its anchor does.
    STRING = "string"
    #: Anything else: the expression is searched for around the anchor.
    PHRASE = "phrase"


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
        self._items = parse(name)
        self.shape = Shape.PHRASE
        if len(self._items) == 1 and isinstance(self._items[0], Word) and "." not in name:
            self.shape = Shape.STRING if is_unspaced(name) else Shape.WORD
        self._writer = Writer(
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
        return self.anchors_among(self.parts(known), known)

    def anchors_among(
        self, parts: Iterable[frozenset[str]], known: frozenset[str]
    ) -> frozenset[str]:
        """The same, of `parts` that are there already."""
        anchors = max(parts, key=lambda part: worth(part, known), default=None)
        if anchors is None:
            raise PatternError(f"{self._name!r} has no word that must be there")
        return anchors

    def parts(self, known: frozenset[str] = frozenset()) -> list[frozenset[str]]:
        """For each part that must be there, the strings of which it holds one."""
        return list(self._writer.parts(self._items, known))

    def starts_words(self) -> bool:
        """Whether an anchor always stands at the start of a word."""
        rules = self._rules
        inside = rules.before or rules.initials or is_unspaced(self._name)
        articles = rules.article and any(
            self._writer.forms(word)[0] for word in _words(self._items)
        )
        return not inside and not articles and _are_apart(self._items)

    def length(self) -> int:
        """How long a mention is at the most: in words, or in code points where there are none."""
        unspaced = is_unspaced(self._name)
        return _length(self._items, lambda word: len(word.text) if unspaced else 1)


def _are_apart(items: Sequence) -> bool:
    """Whether something stands between any two words; a hyphen may be nothing."""
    for item, following in zip_longest(items, items[1:]):
        if isinstance(item, Gap):
            apart = item.kind != "hyphen"
        else:
            apart = following is None or isinstance(following, Gap)
            if isinstance(item, Group):
                apart = apart and all(map(_are_apart, item.choices))
        if not apart:
            return False
    return True


def _words(items: Sequence) -> Iterator[Word]:
    for item in items:
        if isinstance(item, Word):
            yield item
        elif isinstance(item, Group):
            for choice in item.choices:
                yield from _words(choice)


def _length(items: Sequence, measure: Callable[[Word], int]) -> int:
    return sum(
        max(_length(choice, measure) for choice in item.choices)
        if isinstance(item, Group)
        else measure(item)
        if isinstance(item, Word)
        else 1
        for item in items
    )


def check_name(name: str) -> None:
    """Raise `PatternError` where a name cannot be read."""
    Pattern(name, LanguageRules(code="", name=""), WordClass.NOUN).anchors()
    check_start(name)
