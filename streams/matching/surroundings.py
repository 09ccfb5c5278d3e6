"""Whether the words around a candidate speak for or against it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from streams.matching.characters import APOSTROPHES, is_unspaced, letter_of
from streams.matching.concept import Evidence
from streams.matching.rules import language_rules

#: How far `near` reaches, in code points: about eight words to each side.
NEAR = 60
#: What may stand between two neighbouring words.
_BETWEEN = r"[\s\"'«»“”„‘’(\[،,:-]*"


class Place(NamedTuple):
    """The word with a candidate: `text[start:end]` of a folded field."""

    text: str
    start: int
    end: int


def found_in(
    evidence: Evidence,
    language: str,
    place: Place,
    in_article: Callable[[re.Pattern[str]], str | None],
) -> str | None:
    """The first word of `evidence` that is there, or `None`.

    Args:
        evidence: the words to look for.
        language: that they are in: its proclitics may stand before them.
        place: what they are to be around.
        in_article: what group 1 of a pattern first matches in the fields of the article.
    """
    text, start, end = place
    before = text[max(0, start - NEAR) : start].rpartition("\n")[2]
    behind = text[end : end + NEAR].partition("\n")[0]
    if evidence.previous:
        hit = _regex(evidence.previous, language, "previous").search(before)
        if hit:
            return hit.group(1)
    if evidence.next:
        hit = _regex(evidence.next, language, "next").match(behind)
        if hit:
            return hit.group(1)
    if evidence.near:
        regex = _regex(evidence.near, language, "anywhere")
        if hit := regex.search(before) or regex.search(behind):
            return hit.group(1)
    if evidence.article:
        return in_article(_regex(evidence.article, language, "anywhere"))
    return None


@lru_cache(maxsize=4096)
def _regex(words: tuple[str, ...], language: str, place: str) -> re.Pattern[str]:
    """Any of `words` in one place; boundaries are written once for all of them."""
    strings = [word for word in words if is_unspaced(word)]
    spaced = [word for word in words if not is_unspaced(word)]
    choices = [_literal(string.removesuffix("*")) for string in strings]
    if spaced:
        letter = letter_of("".join(spaced))
        stems = [_literal(word.removesuffix("*")) for word in spaced if word.endswith("*")]
        exact = [_literal(word) for word in spaced if not word.endswith("*")]
        goes_on = [f"(?:{'|'.join(stems)}){letter}*"] if stems else []
        ends = "|".join((*goes_on, *exact))
        before = language_rules(language).before
        choices.append(f"(?<!{letter}){before}(?:{ends})(?!{letter})")
    regex = f"({'|'.join(choices)})"
    if place == "previous":
        regex += f"{_BETWEEN}$"
    elif place == "next":
        regex = _BETWEEN + regex
    return re.compile(regex, re.IGNORECASE)


def _literal(words: str) -> str:
    literal = r"\s+".join(map(re.escape, words.split()))
    return re.sub(f"[{APOSTROPHES}]", f"[{APOSTROPHES}]", literal)
