"""Concepts compiled for matching: dictionaries, and the terms behind what they find.

Compiling a large watchlist takes long and holds the interpreter, so it can be done in another
process: compiled terms are plain bytes, and to load those is quick, because a term is read only
when its anchor is found in some text.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category

import msgspec

from streams.matching.characters import is_unspaced
from streams.matching.concept import ANY_LANGUAGE, Alias, Concept, Role
from streams.matching.dictionary import CompiledDictionary, Dictionary
from streams.matching.dictionary_builder import DictionaryBuilder
from streams.matching.pattern import Pattern, Shape
from streams.matching.rules import LanguageRules, WordClass, language_rules
from streams.matching.spelling import Spelling
from streams.records import Record

#: What the end of a name may change to in some language, so that the anchor of a name in no
#: language in particular is what stays.
_UNSTABLE = (
    *"aeiouyáéíóúýàèìòùâêîôûäöüąęėįųāēīūаеёиоуыэюяйьіїєαεηιουωάέήίόύώ",
    *(chr(c) for c in range(0x0900, 0x0E00) if category(chr(c)).startswith("M")),
    *"ൺൻർൽൾൿ",
    "ம்",
)
#: Of longer names the last letters may change, too (Polska, Polsce; Egipat, Egiptu): how many
#: letters of an anchor stay at least, and how many are left out at most.
_STABLE, _CHANGING = 4, 2
_GENERIC = LanguageRules(
    code=ANY_LANGUAGE,
    name="any language",
    article=("ال", "لل"),
    nouns={ending: (ending,) for ending in _UNSTABLE},
    spelling=Spelling(("اأإآ", "یيى", "کك", "ەه")),
)


class Term(Record, frozen=True):
    """One alias of one concept, and what a mention of it looks like.

    Attributes:
        length: of a phrase, at the most: in words, or in code points where there are none.
        starts_word: of a phrase, whether its anchor stands at the start of a word.
        parts: of a phrase, what must be there besides the anchor: one of each set, by the
            numbers that the dictionary knows the strings by.
    """

    concept: str
    alias: Alias
    shape: Shape
    length: int = 1
    starts_word: bool = False
    parts: tuple[tuple[int, ...], ...] = ()

    def regex(self, language: str) -> re.Pattern[str]:
        """The pattern; `language` gives the rules to an alias in no language in particular."""
        alias = self.alias
        code = language if alias.language == ANY_LANGUAGE else alias.language
        return _regex(alias.text, code, alias.word_class, alias.inflected)


@lru_cache(maxsize=65_536)
def _regex(text: str, language: str, word_class: WordClass, inflected: bool) -> re.Pattern[str]:
    rules = language_rules(language)
    return re.compile(Pattern(text, rules, word_class, inflected=inflected).regex())


class CompiledTerms(Record, frozen=True):
    """`Terms` as bytes: in another process, or in a file.

    Attributes:
        terms: MessagePack, one after the other.
        ends: where each ends in `terms` (uint64).
    """

    names: CompiledDictionary
    traps: CompiledDictionary
    contexts: CompiledDictionary
    terms: bytes
    ends: bytes


class Terms:
    """The aliases of a set of concepts, by the numbers that dictionaries know them by.

    Attributes:
        names: finds the anchors of names: what makes a candidate.
        traps: finds the anchors of traps: asked only where there is a candidate.
        contexts: finds those of contexts: asked only for a candidate that needs one.
    """

    __slots__ = ("_data", "_ends", "_known", "contexts", "names", "traps")
    _decoder = msgspec.msgpack.Decoder(Term)

    def __init__(self, compiled: CompiledTerms) -> None:
        """Load what `compile_terms` made."""
        self.names = Dictionary(compiled.names)
        self.traps = Dictionary(compiled.traps)
        self.contexts = Dictionary(compiled.contexts)
        self._data = compiled.terms
        self._ends = array("Q", compiled.ends)
        self._known: dict[int, Term] = {}

    def __getitem__(self, number: int) -> Term:
        term = self._known.get(number)
        if term is None:
            start = self._ends[number - 1] if number else 0
            term = self._decoder.decode(self._data[start : self._ends[number]])
            self._known[number] = term
        return term


def compile_terms(concepts: Iterable[Concept]) -> CompiledTerms:
    """Compile the aliases of concepts, for `Terms` to load.

    Raises:
        PatternError: an alias cannot be read.
    """
    encode = msgspec.msgpack.Encoder().encode
    aliases = [(concept.id, alias) for concept in concepts for alias in concept.aliases]
    known = _looked_for_anyway(alias for _, alias in aliases)
    dictionaries: dict[Role, DictionaryBuilder] = {
        "name": DictionaryBuilder(),
        "trap": DictionaryBuilder(),
        "context": DictionaryBuilder(),
    }
    data, ends = bytearray(), array("Q")
    for concept_id, alias in aliases:
        pattern, dictionary = _pattern(alias), dictionaries[alias.role]
        shorten = _shortened if alias.language == ANY_LANGUAGE and alias.inflected else frozenset
        inside = not pattern.starts_words()
        parts = pattern.parts(known)
        anchors = pattern.anchors_among(parts, known)
        term = Term(
            concept=concept_id,
            alias=alias,
            shape=pattern.shape,
            length=pattern.length(),
            starts_word=not inside,
            parts=tuple(
                tuple(dictionary.add(string, inside=inside) for string in sorted(shorten(part)))
                for part in parts
                if part != anchors and all(map(_is_rare, part))
            ),
        )
        for anchor in sorted(shorten(anchors)):
            string = dictionary.add(anchor, inside=inside)
            dictionary.mean(string, len(ends), term.parts[0] if term.parts else ())
        data += encode(term)
        ends.append(len(data))
    return CompiledTerms(
        names=dictionaries["name"].compile(),
        traps=dictionaries["trap"].compile(),
        contexts=dictionaries["context"].compile(),
        terms=bytes(data),
        ends=ends.tobytes(),
    )


def _looked_for_anyway(aliases: Iterable[Alias]) -> frozenset[str]:
    """The anchors of names of one word.

    A phrase that holds such a name (`جمهورية الصين الشعبية`) is found by it: it is rarer in the
    news than the longest word of the phrase.
    """
    patterns = (_pattern(alias) for alias in aliases if alias.role == "name")
    return frozenset(
        anchor
        for pattern in patterns
        if pattern.shape is not Shape.PHRASE
        for anchor in pattern.anchors()
    )


def _pattern(alias: Alias) -> Pattern:
    rules = _GENERIC if alias.language == ANY_LANGUAGE else language_rules(alias.language)
    return Pattern(alias.text, rules, alias.word_class, inflected=alias.inflected)


def _is_rare(string: str) -> bool:
    """Whether it is worth looking for a word of a phrase: `de` is in every text, `VR` is not."""
    return len(string) > 2 or (len(string) == 2 and string.isupper()) or is_unspaced(string)


def _shortened(anchors: Iterable[str]) -> frozenset[str]:
    """Anchors of a name in no language in particular, without what may change in some."""
    return frozenset(
        anchor if is_unspaced(anchor) else anchor[: max(_STABLE, len(anchor) - _CHANGING)]
        for anchor in anchors
    )
