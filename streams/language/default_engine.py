"""The engine `default`: a linear model over n-grams and words, distilled from open resources."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes
from streams.language.catalogue import RARITY, script_of
from streams.language.features import COMMON_WORD, WHOLE, WORDS_ONLY, letters_of
from streams.language.model import PER_NAT, Letters, Model, Scores
from streams.language.ranking import Ranking, Span

#: A text up to this many code points is read whole. Of a longer one, blocks spread over it are
#: read until the answer is plain: mostly two are enough. It is never one, so that an article that
#: opens with a notice in another language is not taken for it.
_WHOLE = 400
_BLOCK, _BLOCKS_AT_LEAST, _BLOCKS_AT_MOST = 64, 2, 40

_EXCLUDED = -(1 << 30)
#: The lead, in nats, at which no further round is read.
_PLAIN = 30
#: What a publisher's statement adds to a language, in nats: twenty to one.
_HINT = math.log(20)
#: Features overlap and words go together, so that their evidence adds up to more than there is: it
#: counts in relation to the number of features, beyond so many of them.
_FEATURES = 220
#: A logistic curve for the probability that the best is right by its lead, in nats. Its figures,
#: and the one above, are fitted to every second row of the evaluation data, and hold on the others.
_AT_NO_LEAD, _PER_NAT, _POWER = -0.94, 1.05, 0.85


class NgramRanker:
    """A `Ranker` over the model."""

    name = "default"

    def __init__(self, model: Model) -> None:
        self._model = model
        self._numbers = {language: number for number, language in enumerate(model.languages)}
        self._fields: dict[tuple[str, ...], _Field] = {}
        self.languages = frozenset(model.languages)

    def rank(self, codes: Codes, candidates: tuple[str, ...], hint: str | None) -> Ranking | None:
        """The best of the candidates by the sum of their evidence."""
        field = self._field(candidates)
        scores = field.begin.copy()
        found = 0
        best, second = _two_best(scores)
        for blocks in rounds(len(codes)):
            for start, end in blocks:
                found += self._model.add_span(codes, start, end, WHOLE, field.letters, scores)
            best, second = _two_best(scores)
            if scores[best] - scores[second] > _PLAIN * PER_NAT:
                break
        if found == 0:
            return None
        excess = 1 + found / COMMON_WORD / _FEATURES
        # By the root only: it is to settle what a few words leave open, not an article.
        scores += (field.known_beforehand * math.sqrt(excess)).astype(np.int32)
        if hint is not None:
            scores[self._numbers[hint]] += round(_HINT * PER_NAT * excess)
        best, second = _two_best(scores)
        lead = int(scores[best] - scores[second]) / PER_NAT
        return Ranking(
            self._model.languages[best], _confidence(lead / excess), self._model.languages[second]
        )

    def doubtful(
        self, codes: Codes, spans: Sequence[Span], candidates: tuple[str, ...], language: str
    ) -> Sequence[Span]:
        """Those whose words, taken as a whole, speak more for another candidate."""
        field = self._field(candidates)
        main = self._numbers[language]
        doubtful = []
        for start, end in spans:
            scores = field.begin.copy()
            add = self._model.add_span
            found = add(codes, start, end, WORDS_ONLY, field.letters, scores)
            if not found or scores.max() > scores[main]:
                doubtful.append((start, end))
        return doubtful

    def _field(self, candidates: tuple[str, ...]) -> _Field:
        field = self._fields.get(candidates)
        if field is None:
            field = self._fields.setdefault(candidates, self._new_field(candidates))
        return field

    def _new_field(self, candidates: tuple[str, ...]) -> _Field:
        begin = np.full(len(self._numbers), _EXCLUDED, np.int32)
        known_beforehand = np.zeros(len(self._numbers))
        for language in candidates:
            begin[self._numbers[language]] = 0
            rarity = RARITY.get(language, 1)
            known_beforehand[self._numbers[language]] = -math.log(rarity) * PER_NAT
        return _Field(begin, known_beforehand, letters_of(script_of(candidates[0])))


class _Field(NamedTuple):
    """What does not change between texts with the same candidates."""

    #: Where the sum of each language of the model begins; for those that are no candidates, far
    #: below.
    begin: Scores
    #: What speaks for or against each before any text, to be weighed like the text.
    known_beforehand: NDArray[np.float64]
    letters: Letters


def _two_best(scores: Scores) -> tuple[int, int]:
    """The numbers of the highest score and of the next; the first of equals."""
    best = int(scores.argmax())
    highest = scores[best]
    scores[best] = _EXCLUDED
    second = int(scores.argmax())
    scores[best] = highest
    return best, second


@lru_cache(maxsize=4096)
def rounds(length: int) -> tuple[tuple[Span, ...], ...]:
    """Which blocks of a text of `length` code points to read, in rounds; none twice."""
    if length <= _WHOLE:
        return (((0, length),),)
    count = -(-length // _BLOCK)
    # A stride near the golden section spreads any number of blocks evenly.
    stride = round(count * 0.382)
    while math.gcd(stride, count) != 1:
        stride += 1
    order = [number * stride % count for number in range(min(count, _BLOCKS_AT_MOST))]
    blocks = [(n * _BLOCK, min((n + 1) * _BLOCK, length)) for n in order]
    return (tuple(blocks[:_BLOCKS_AT_LEAST]), *((block,) for block in blocks[_BLOCKS_AT_LEAST:]))


def _confidence(lead: float) -> float:
    """The probability that the best is right, by its lead in nats for as much as there is."""
    return 1 / (1 + math.exp(-(_AT_NO_LEAD + _PER_NAT * lead**_POWER)))
