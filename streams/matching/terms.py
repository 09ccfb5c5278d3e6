"""Concepts compiled for matching: two automata, and the patterns behind what they find."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from streams.matching.automaton import Automaton
from streams.matching.concept import ANY_LANGUAGE, Alias, Concept
from streams.matching.pattern import Shape, compile_pattern
from streams.matching.rules import LanguageRules, WordClass, language_rules

#: A name in no language in particular may lose its last vowel before an ending in some of them:
#: its anchor is what stays.
_UNSTABLE = "aeiouyáéíóúýàèìòùâêîôûäöüąęėįųāēīūаеёиоуыэюяйьіїєαεηιουωάέήίόύώ"
_GENERIC = LanguageRules(
    code=ANY_LANGUAGE,
    name="any language",
    nouns={vowel: (vowel,) for vowel in _UNSTABLE},
)


@dataclass(frozen=True, slots=True)
class Term:
    """One alias of one concept, and what a mention of it looks like."""

    concept: str
    alias: Alias
    shape: Shape

    def regex(self, language: str) -> re.Pattern[str]:
        """The pattern; `language` gives the rules to an alias in no language in particular."""
        alias = self.alias
        code = language if alias.language == ANY_LANGUAGE else alias.language
        return _regex(alias.text, code, alias.word_class)


@lru_cache(maxsize=65_536)
def _regex(text: str, language: str, word_class: WordClass) -> re.Pattern[str]:
    return re.compile(compile_pattern(text, language_rules(language), word_class).regex)


class Terms:
    """The aliases of a set of concepts, by the numbers that two automata know them by.

    Attributes:
        names: finds the anchors of names: what makes a candidate.
        evidence: finds the anchors of traps and contexts: asked only where there is a candidate.
    """

    __slots__ = ("_terms", "evidence", "names")

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Compile.

        Raises:
            PatternError: an alias cannot be read.
        """
        self._terms: list[Term] = []
        names: list[tuple[str, int]] = []
        evidence: list[tuple[str, int]] = []
        for concept in concepts:
            for alias in concept.aliases:
                generic = alias.language == ANY_LANGUAGE
                rules = _GENERIC if generic else language_rules(alias.language)
                pattern = compile_pattern(alias.text, rules, alias.word_class)
                anchors = names if alias.role == "name" else evidence
                anchors.extend((anchor, len(self._terms)) for anchor in sorted(pattern.anchors))
                self._terms.append(Term(concept.id, alias, pattern.shape))
        self.names = Automaton(names)
        self.evidence = Automaton(evidence)

    def __getitem__(self, number: int) -> Term:
        return self._terms[number]
