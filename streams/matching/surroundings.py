"""Whether the words around a candidate speak for or against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from streams.matching.characters import is_unspaced, letter_of
from streams.matching.concept import Evidence

#: How far `near` reaches, in code points: about eight words to each side.
NEAR = 60
#: What may stand between two neighbouring words.
_BETWEEN = r"[\s\"'«»“”„‘’(\[،,:-]*"


def found_in(
    evidence: Evidence, text: str, start: int, end: int, article: Callable[[], Iterable[str]]
) -> str | None:
    """The first word of `evidence` that is there, or `None`.

    Args:
        evidence: the words to look for.
        text: the folded field.
        start: where the word with the candidate starts in it.
        end: where that word ends.
        article: all folded fields of the article.
    """
    before = text[max(0, start - NEAR) : start].rpartition("\n")[2]
    behind = text[end : end + NEAR].partition("\n")[0]
    if evidence.previous and (hit := _regex(evidence.previous, "previous").search(before)):
        return hit.group(1)
    if evidence.next and (hit := _regex(evidence.next, "next").match(behind)):
        return hit.group(1)
    if evidence.near:
        regex = _regex(evidence.near, "anywhere")
        if hit := regex.search(before) or regex.search(behind):
            return hit.group(1)
    if evidence.article:
        regex = _regex(evidence.article, "anywhere")
        for field in article():
            if hit := regex.search(field):
                return hit.group(1)
    return None


@lru_cache(maxsize=4096)
def _regex(words: tuple[str, ...], place: str) -> re.Pattern[str]:
    choices = f"({'|'.join(map(_word, words))})"
    if place == "previous":
        choices += f"{_BETWEEN}$"
    elif place == "next":
        choices = _BETWEEN + choices
    return re.compile(choices, re.IGNORECASE)


def _word(word: str) -> str:
    stem = word.removesuffix("*")
    literal = r"\s+".join(map(re.escape, stem.split()))
    if is_unspaced(word):
        return literal
    letter = letter_of(word)
    return f"(?<!{letter}){literal}" + (f"{letter}*" if stem != word else f"(?!{letter})")
