"""What each language does to a name, read from `languages/*.yaml`.

A language file describes any name, not one concept: which proclitics stand before it in the same
word, which endings it takes, which particles and compounds follow it. The format is told in
`languages/README.md`. A language with no file has no endings, and words as its script has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from streams.matching.characters import ANY_LETTER
from streams.matching.normalise import fold
from streams.matching.spelling import Spelling

#: Stands for no ending at all in a list of endings.
_ZERO = "_"
#: The key of the endings of a word that no other key fits.
_ANY_WORD = "*"
#: No ending, stem or initial in a file is longer, in letters.
_LONGEST = 12
#: At the end of a morpheme: anything may follow.
_OPEN = "..."


class WordClass(Enum):
    """Which endings a word may take."""

    NOUN = "noun"
    ADJECTIVE = "adjective"
    #: A word of a phrase, where either may stand.
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """What one language does to a name.

    Attributes:
        code: BCP 47, as the detector says it.
        name: in English, for explanations.
        like: languages that detection may take this one for; their rules stand in for each other.
        before: regular expression of the proclitics in front of a name, not part of the span.
        initials: start of the dictionary form → what it may mutate to.
        detached: articles that CLDR writes before the name of a territory.
        after: regular expression of what may follow in the same word, not part of the span.
        article: an article written together with a name, and what it becomes when fused.
        nouns: ending of the dictionary form → the endings that may stand in its place.
        adjectives: the same for adjectives.
        stems: ending of the dictionary form → what it may become before a suffix.
        suffixes: regular expression of the suffixes that may be stacked on a stem.
        small: the same for words derived from a name that are written small, as demonyms are.
        spelling: letters that are written for each other.
        upper: capitals that differ from those of other languages.
    """

    code: str
    name: str
    like: frozenset[str] = frozenset()
    before: str = ""
    initials: dict[str, tuple[str, ...]] = field(default_factory=dict)
    detached: tuple[str, ...] = ()
    after: str = ""
    article: tuple[str, ...] = ()
    nouns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    adjectives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    suffixes: str = ""
    small: str = ""
    spelling: Spelling = field(default_factory=Spelling)
    upper: dict[str, str] = field(default_factory=dict)

    def capitals(self, text: str) -> str:
        """`text` in capitals, as this language writes them."""
        if not self.upper:
            return text.upper()
        return "".join(self.upper.get(letter, letter.upper()) for letter in text)

    def smalls(self, text: str) -> str:
        """`text` in small letters, as this language writes them."""
        lower = {capital: letter for letter, capital in self.upper.items()}
        return "".join(lower.get(letter, letter.lower()) for letter in text)

    def endings(self, word: str, word_class: WordClass) -> list[tuple[str, tuple[str, ...]]]:
        """Stems of `word`, each with the endings it may take; nothing where none are known."""
        if word_class is WordClass.NOUN:
            return _endings(word, self.nouns)
        if word_class is WordClass.ADJECTIVE:
            return _endings(word, self.adjectives) or _endings(word, self.nouns)
        return _endings(word, self.nouns) + _endings(word, self.adjectives)

    def initial_forms(self, word: str) -> tuple[str, ...]:
        """What the start of `word` may mutate to, itself first; nothing where it does not."""
        starts = (word[:length] for length in range(min(len(word), _LONGEST), 0, -1))
        key = next((start for start in starts if start in self.initials), None)
        return () if key is None else (key, *self.initials[key])

    def suffix_stems(self, word: str) -> tuple[str, ...]:
        """What `word` may look like before a suffix: itself, and as `stems` changes it."""
        key = _longest_end(word, len(word), self.stems)
        if key is None:
            return (word,)
        root = word.removesuffix(key)
        return tuple(filter(None, (root + change for change in self.stems[key])))


def _endings(word: str, table: dict[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    key = _longest_end(word, len(word) - 1, table)
    if key is not None:
        return [(word.removesuffix(key), table[key])]
    return [(word, table[_ANY_WORD])] if _ANY_WORD in table else []


def _longest_end(word: str, most: int, table: Mapping[str, object]) -> str | None:
    """The longest key of a table, of at most so many letters, that a word ends in."""
    ends = (word[len(word) - length :] for length in range(min(most, _LONGEST), -1, -1))
    return next((end for end in ends if end in table), None)


@cache
def language_rules(code: str) -> LanguageRules:
    """The rules of a language; of its macrolanguage, or none, where there is no file for it.

    Args:
        code: BCP 47; `*` is no language in particular.
    """
    for name in (code, code.partition("-")[0]):
        if name in _files():
            return _read(name, _document(name))
    return LanguageRules(code=code, name=code)


def described_languages() -> tuple[str, ...]:
    """The languages that have a file of rules, in order."""
    return tuple(sorted(_files()))


def language_forms(code: str) -> dict[str, tuple[list[str], list[str]]]:
    """What a language's file promises: name → forms that the rules give, words that they don't."""
    promises: dict[str, str] = _document(code).get("forms", {})
    return {
        name: tuple(  # type: ignore[misc] # two of them
            [word.replace("~", " ") for word in words.split()]
            for words in promise.partition("|")[::2]
        )
        for name, promise in promises.items()
    }


@cache
def _files() -> dict[str, str]:
    folder = resources.files(__package__).joinpath("languages")
    return {
        entry.name.removesuffix(".yaml"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }


def _document(code: str) -> dict[str, Any]:
    """A language's file, on top of the one that it extends."""
    # Names and text are folded before they are compared: so are the endings.
    document: dict[str, Any] = yaml.load(fold(_files()[code]), Loader=yaml.CSafeLoader)
    base = document.get("extends")
    return {**_document(base), **document} if base else document


def _read(code: str, data: dict[str, Any]) -> LanguageRules:
    groups = data.get("variants", "").split()
    letters = Spelling(groups, data.get("harmony"))

    def table(key: str) -> dict[str, tuple[str, ...]]:
        return {
            ending: tuple("" if form == _ZERO else form for form in forms.split())
            for ending, forms in data.get(key, {}).items()
        }

    after = slots(data.get("after", []), letters)
    if compounds := data.get("compounds", "").split():
        after = f"{after}(?:(?:{'|'.join(map(letters.regex, compounds))}){ANY_LETTER}*)?"
    return LanguageRules(
        code=code,
        name=data["name"],
        like=frozenset(data.get("like", ())),
        before=slots(data.get("before", []), letters),
        initials=table("initials"),
        detached=tuple(data.get("detached", ())),
        after=after,
        article=tuple(data.get("article", "").split()),
        nouns=table("nouns"),
        adjectives=table("adjectives"),
        stems=table("stems"),
        suffixes=slots(data.get("suffixes", []), letters),
        small=slots(data.get("small", []), letters, required=1),
        spelling=Spelling(groups),
        upper=data.get("upper", {}),
    )


def slots(rows: list[str], letters: Spelling, *, required: int = 0) -> str:
    """A regular expression for morphemes that stack: each row is one place in order.

    Args:
        rows: alternatives separated by spaces; `(y)` is a letter that may be missing, and `...`
            at the end any letters at all.
        letters: what the letters of `rows` stand for.
        required: how many rows must not stay empty.
    """
    places = ["(?:" + "|".join(_morpheme(m, letters) for m in row.split()) + ")" for row in rows]
    return "".join(place if n < required else f"{place}?" for n, place in enumerate(places))


def _morpheme(morpheme: str, letters: Spelling) -> str:
    parts = []
    for part in re.split(r"(\(.+?\))", morpheme.removesuffix(_OPEN)):
        regex = letters.regex(part.strip("()"))
        parts.append(f"(?:{regex})?" if part.startswith("(") else regex)
    return "".join(parts) + (f"{ANY_LETTER}*" if morpheme.endswith(_OPEN) else "")
