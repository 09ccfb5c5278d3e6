"""What each language does to a name, read from `languages/*.yaml`.

A language file describes any name, not one concept: which proclitics stand before it in the same
word, which endings it takes, which particles and compounds follow it. The format is told in
`languages/README.md`. A language with no file has no endings, and words as its script has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from streams.matching.characters import HANGUL, LETTER

#: Stands for no ending at all in a list of endings.
_ZERO = "_"
#: The key of the endings of a word that no other key fits.
_ANY_WORD = "*"
#: In `after` and `compounds`: anything may follow.
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
        after: regular expression of what may follow in the same word, not part of the span.
        article: an article written together with a name, and what it becomes when fused.
        nouns: ending of the dictionary form → the endings that may stand in its place.
        adjectives: the same for adjectives.
        stems: ending of the dictionary form → what it may become before a suffix.
        suffixes: regular expression of the suffixes that may be stacked on a stem.
        variants: letters that are written for each other, as groups.
        upper: capitals that differ from those of other languages.
    """

    code: str
    name: str
    like: frozenset[str] = frozenset()
    before: str = ""
    after: str = ""
    article: tuple[str, ...] = ()
    nouns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    adjectives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    suffixes: str = ""
    variants: tuple[str, ...] = ()
    upper: dict[str, str] = field(default_factory=dict)

    def capitals(self, text: str) -> str:
        """`text` in capitals, as this language writes them."""
        return "".join(self.upper.get(letter, letter.upper()) for letter in text)

    def endings(self, word: str, word_class: WordClass) -> list[tuple[str, tuple[str, ...]]]:
        """Stems of `word`, each with the endings it may take; nothing where none are known."""
        if word_class is WordClass.NOUN:
            return _endings(word, self.nouns)
        if word_class is WordClass.ADJECTIVE:
            return _endings(word, self.adjectives) or _endings(word, self.nouns)
        return _endings(word, self.nouns) + _endings(word, self.adjectives)

    def suffix_stems(self, word: str) -> tuple[str, ...]:
        """What `word` may look like before a suffix: itself, and as `stems` changes it."""
        for key in _longest_first(self.stems):
            if word.endswith(key):
                root = word[: len(word) - len(key)]
                return tuple(root + change for change in self.stems[key])
        return (word,)


def _endings(word: str, table: dict[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    for key in _longest_first(table):
        if word.endswith(key) and len(key) < len(word):
            return [(word[: len(word) - len(key)], table[key])]
    return [(word, table[_ANY_WORD])] if _ANY_WORD in table else []


def _longest_first(table: dict[str, tuple[str, ...]]) -> list[str]:
    return sorted((key for key in table if key != _ANY_WORD), key=len, reverse=True)


@cache
def language_rules(code: str) -> LanguageRules:
    """The rules of a language; of its macrolanguage or none where there is no file for it.

    Args:
        code: BCP 47; `*` is no language in particular.
    """
    files = _files()
    for name in (code, code.partition("-")[0]):
        if name in files:
            return _parse(name, files[name])
    return LanguageRules(code=code, name=code)


def described_languages() -> tuple[str, ...]:
    """The languages that have a file of rules, in order."""
    return tuple(sorted(_files()))


@cache
def _files() -> dict[str, str]:
    folder = resources.files(__package__).joinpath("languages")
    return {
        entry.name.removesuffix(".yaml"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }


def _parse(code: str, text: str) -> LanguageRules:
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    harmony: dict[str, str] = data.get("harmony", {})

    def table(key: str) -> dict[str, tuple[str, ...]]:
        return {
            ending: tuple("" if form == _ZERO else form for form in forms.split())
            for ending, forms in data.get(key, {}).items()
        }

    after = slots(data.get("after", []), harmony)
    compounds: str = data.get("compounds", "")
    if compounds:
        heads = "|".join(re.escape(head) for head in compounds.split())
        after = f"{after}(?:(?:{heads}){LETTER}*)?"
    return LanguageRules(
        code=code,
        name=data["name"],
        like=frozenset(data.get("like", ())),
        before=slots(data.get("before", []), harmony),
        after=after,
        article=tuple(data.get("article", "").split()),
        nouns=table("nouns"),
        adjectives=table("adjectives"),
        stems=table("stems"),
        suffixes=slots(data.get("suffixes", []), harmony),
        variants=tuple(data.get("variants", "").split()),
        upper=data.get("upper", {}),
    )


def slots(rows: list[str], harmony: dict[str, str]) -> str:
    """A regular expression for morphemes that stack: each row is one place, and may stay empty.

    Args:
        rows: alternatives separated by spaces; `(y)` is a letter that may be missing, `...`
            any letters at all, and a capital of `harmony` one of its letters.
        harmony: capital → the letters it stands for.
    """
    return "".join(
        "(?:" + "|".join(_morpheme(m, harmony) for m in row.split()) + ")?" for row in rows
    )


def _morpheme(morpheme: str, harmony: dict[str, str]) -> str:
    if morpheme == _OPEN:
        return f"(?:{LETTER}|{HANGUL})*"
    parts = []
    for part in re.split(r"(\(.+?\))", morpheme):
        letters = "".join(
            f"[{harmony[letter]}]" if letter in harmony else re.escape(letter)
            for letter in part.strip("()")
        )
        parts.append(f"(?:{letters})?" if part.startswith("(") else letters)
    return "".join(parts)
