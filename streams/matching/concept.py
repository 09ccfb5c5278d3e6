"""What a concept is: the names by which the languages of the world mention one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from operator import methodcaller
from typing import Any, Literal

import yaml

from streams.matching.normalise import fold
from streams.matching.rules import WordClass, described_languages, language_rules
from streams.matching.territories import territory_names
from streams.records import Record

Tier = Literal["core", "optional", "metonym"]
Role = Literal["name", "trap", "context"]

#: No language in particular: the name takes the endings of the text's own language.
ANY_LANGUAGE = "*"

#: The lists of a language's block: what their names are, and how they are inflected.
_LISTS: dict[str, tuple[Role, Tier, WordClass]] = {
    "names": ("name", "core", WordClass.NOUN),
    "people": ("name", "core", WordClass.NOUN),
    "adjectives": ("name", "core", WordClass.ADJECTIVE),
    "abbreviations": ("name", "core", WordClass.NOUN),
    "optional": ("name", "optional", WordClass.EITHER),
    "metonyms": ("name", "metonym", WordClass.NOUN),
    "traps": ("trap", "core", WordClass.EITHER),
}
#: The same, for whoever reads a document.
NAME_LISTS = _LISTS.keys()
#: A CLDR name with fewer letters counts in text of its own language only.
_SHORT_NAME = 5


class Evidence(Record, frozen=True):
    """Words around a candidate that speak for or against it; with `*` at its end a word may go on.

    Attributes:
        previous: the word before it.
        next: the word after it.
        near: a word at most `NEAR` code points away, in the same paragraph.
        article: a word anywhere in the article.
    """

    previous: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    article: tuple[str, ...] = ()


class Alias(Record, frozen=True):
    """One name of a concept, in one language.

    Attributes:
        text: in the notation of `pattern.py`.
        language: BCP 47, or `*`.
        role: a name; a trap, which cancels the names inside it; or part of a context.
        inflected: whether it takes the endings of its language.
        bound: counts only in text of its own language, because elsewhere it is another word.
        distinct: counts with its endings in text of any language, because it is no other word.
        needs: the context that must be somewhere in the article, if any.
        context: of a role `context`, which one it belongs to.
        only: one of these must be there.
        unless: none of these may be there.
    """

    text: str
    language: str
    role: Role = "name"
    tier: Tier = "core"
    word_class: WordClass = WordClass.NOUN
    inflected: bool = True
    bound: bool = False
    distinct: bool = False
    needs: str = ""
    context: str = ""
    only: Evidence | None = None
    unless: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing to look for, under all its names.

    Attributes:
        id: as matches say it, e.g. `CN`.
        examples: by language, sentences with their mentions in braces: `Угроза {Китаю}`.
    """

    id: str
    name: str
    aliases: tuple[Alias, ...]
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_concept(document: Mapping[str, Any]) -> Concept:
    """A concept from a document that `watchlist.v1` (`$defs/concept`) allows."""
    languages: dict[str, Mapping[str, Any]] = dict(document.get("languages", {}))
    if "names" in document:
        plain = languages.get(ANY_LANGUAGE, {})
        names = [*document["names"], *plain.get("names", ())]
        languages[ANY_LANGUAGE] = {**plain, "names": names}
    aliases = [*_territory_aliases(document, languages), *_language_aliases(languages)]
    for key, context in document.get("contexts", {}).items():
        parts = dict(context.get("languages", {}))
        known = (*_territory_aliases(context, {}), *_language_aliases(parts))
        aliases.extend(_as_context(alias, key) for alias in known)
    return Concept(
        id=document["id"],
        name=document.get("name", document["id"]),
        aliases=tuple(dict.fromkeys(aliases)),
        examples={
            language: tuple(block["examples"])
            for language, block in languages.items()
            if "examples" in block
        },
    )


def _as_context(alias: Alias, context: str) -> Alias:
    return Alias(
        text=alias.text,
        language=alias.language,
        role="context",
        word_class=alias.word_class,
        inflected=alias.inflected,
        context=context,
    )


def _territory_aliases(
    document: Mapping[str, Any], languages: Mapping[str, Mapping[str, Any]]
) -> Iterator[Alias]:
    """CLDR's names, for the languages in which the document has none of its own."""
    described = described_languages()
    for language, name in territory_names(document.get("territory", "")).items():
        base = language.partition("-")[0]
        if any(languages.get(code, {}).get("names") for code in (language, base)):
            continue
        # CLDR gives two names as one: `Myanmar (Birmanie)`.
        for part in filter(None, re.split(r"\s*[()（）]\s*", name)):
            text = _without_article(fold(part), language)
            short = text.lower() != text.upper() and sum(map(str.isalpha, text)) < _SHORT_NAME
            yield Alias(text=text, language=language, bound=short or base not in described)


def _without_article(name: str, language: str) -> str:
    """A territory's name without the article that CLDR writes before it: `an Fhrainc`."""
    for article in language_rules(language).detached:
        rest = name.removeprefix(article)
        if rest != name and rest[:1].isupper():
            return rest
    return name


def _language_aliases(languages: Mapping[str, Mapping[str, Any]]) -> Iterator[Alias]:
    for language, block in languages.items():
        for key, (role, tier, word_class) in _LISTS.items():
            for details in _entries(key, block.get(key, ())):
                text = fold(details["text"])
                yield Alias(
                    text=text,
                    language=language,
                    role=role,
                    tier=tier,
                    word_class=word_class,
                    inflected=details.get("inflected", True),
                    bound=details.get("bound", language != ANY_LANGUAGE and _is_common_word(text)),
                    distinct=details.get("bound") is False,
                    needs=details.get("needs", ""),
                    only=_evidence(details.get("only")),
                    unless=_evidence(details.get("unless")),
                )


def _entries(key: str, entries: Iterable[str | Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The entries of a list as mappings; abbreviations with dots between their letters as well."""
    for entry in entries:
        details = {"text": entry} if isinstance(entry, str) else entry
        yield details
        text = details["text"]
        if key == "abbreviations" and text.isalpha() and text.isupper() and text.isascii():
            yield {**details, "text": ".".join(text)}


def _is_common_word(text: str) -> bool:
    """Whether a name is one word in small letters, as words of other languages are."""
    # Georgian has capitals (Unicode 11), but nobody starts a name with one.
    return " " not in text and text == text.lower() != text.upper() and not "ა" <= text[0] <= "ჿ"


def _evidence(document: Mapping[str, list[str]] | None) -> Evidence | None:
    if document is None:
        return None
    return Evidence(**{key: tuple(map(fold, words)) for key, words in document.items()})


@cache
def builtin_documents() -> dict[str, dict[str, Any]]:
    """The concepts that come with wirewatch, by id.

    Each folder of `concepts/` is one: `concept.yaml`, and files of languages by family.
    """
    documents = {}
    folders = resources.files(__package__).joinpath("concepts").iterdir()
    for folder in filter(methodcaller("is_dir"), folders):
        document = _load_yaml(folder.joinpath("concept.yaml").read_text("utf-8"))
        languages = document.setdefault("languages", {})
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".yaml") and entry.name != "concept.yaml":
                languages.update(_load_yaml(entry.read_text("utf-8")))
        documents[document["id"]] = document
    return documents


def _load_yaml(text: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document
