"""Verdicts as records: each mention and each stopped candidate with its reason, for a person."""

from __future__ import annotations

from functools import lru_cache

from streams.matching.concept import ANY_LANGUAGE
from streams.matching.judge import Verdict
from streams.matching.notation import readable
from streams.matching.pattern import Shape
from streams.matching.rules import language_rules
from streams.matching.writing import common_prefix_length
from streams.records import Match, Suppressed


def match_of(verdict: Verdict) -> Match:
    """A mention as a record; offsets into the field as received."""
    field, reading = verdict.field, verdict.reading
    text, alias = field.folded.text, verdict.term.alias
    start, end = field.folded.span(reading.start, reading.end)
    word = (
        text[reading.word_start : reading.start],
        text[reading.start : reading.end],
        text[reading.end : reading.word_end],
    )
    rule = _rule(word, verdict.term.shape, alias.text, alias.language)
    return Match(
        concept=verdict.term.concept,
        field=field.name,
        start=start,
        end=end,
        surface=field.folded.original[start:end],
        alias=readable(alias.text),
        language=alias.language,
        tier=alias.tier,
        rule=rule,
        why=f"“{readable(alias.text)}” ({_language_name(alias.language)}), {rule}",
    )


def suppressed_of(verdict: Verdict) -> Suppressed:
    """A stopped candidate as a record; offsets into the field as received."""
    field, reading = verdict.field, verdict.reading
    alias = verdict.term.alias
    start, end = field.folded.span(reading.start, reading.end)
    return Suppressed(
        concept=verdict.term.concept,
        field=field.name,
        start=start,
        end=end,
        surface=field.folded.original[start:end],
        alias=readable(alias.text),
        language=alias.language,
        by=verdict.by,
        why=_why_not(verdict),
    )


@lru_cache(maxsize=16_384)
def _rule(word: tuple[str, str, str], shape: Shape, alias: str, language: str) -> str:
    """How a word (what is before a mention, the mention, what is behind) follows from an alias.

    Kept, because texts repeat their words.
    """
    (before, surface, behind), name = word, readable(alias)
    steps = []
    if before:
        steps.append(f"after {before}-")
    if shape is Shape.WORD:
        steps += _inflection(surface, name, language)
    elif _plain(surface) != _plain(name):
        steps.append("a form of the phrase")
    if behind:
        steps.append(f"before -{behind}")
    return ", ".join(steps) or "as written"


def _inflection(surface: str, name: str, language: str) -> list[str]:
    steps = []
    articles = language_rules(language).article
    written = next(filter(surface.startswith, articles), "")
    if written and not name.startswith(written):
        steps.append(f"with {written}-")
        surface = surface.removeprefix(written)
        name = name.removeprefix(articles[0])
    length = common_prefix_length(_plain(surface), _plain(name))
    ending, taken = surface[length:], name[length:]
    if ending or taken:
        steps.append(f"ending -{ending}" + (f" for -{taken}" if taken else ""))
    return steps


def _plain(word: str) -> str:
    """A word without case, letter by letter: `İ`, which has no small letter of its own, as `i`."""
    return word.replace("İ", "i").lower()


def _why_not(verdict: Verdict) -> str:
    name, because = readable(verdict.term.alias.text), verdict.because
    match verdict.by:
        case "boundary" if verdict.term.shape is Shape.STRING:
            return f"“{name}” ends or starts inside a syllable here"
        case "boundary":
            return f"“{because}” is another word, not a form of “{name}”"
        case "language":
            return f"“{name}” is {because}, and the text around it is not"
        case "tier":
            return f"“{name}” is of tier {because}, which no watch asks for"
        case "trap":
            return f"part of “{because}”, which is something else"
    return f"“{name}” does not count here: {because}"


def _language_name(code: str) -> str:
    return "any language" if code == ANY_LANGUAGE else language_rules(code).name
