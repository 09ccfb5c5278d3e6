"""Learn how much each feature speaks for each language of a script.

Logistic regression over pseudo-texts: words drawn by their frequency, one to thirty at a time. As
features never reach beyond a word, real texts have nothing more to show than how often each word
is in them. Whole words and long n-grams are left out of part of the texts, so that the shorter
ones learn to do without. It begins from naive Bayes, which is right already about most of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from streams.language.features import MAX_ORDER, MAX_WORD, WHOLE
from streams.language.ngrams import word_keys
from tools.language_model.compiling import compiled
from tools.language_model.corpus import Corpus, Table, padded_word

Weights = NDArray[np.float32]

#: Begin with this much of naive Bayes: the features of a word overlap about five times.
_BAYES, _UNSEEN = 0.22, 3e-6
_L2 = 1e-5
#: A weight, in nats, that is dropped before the last round, in which the others make up for it.
_NEGLIGIBLE = 0.2
#: Texts for each language in each round, and the rate of learning at its begin and end.
_ROUNDS = ((40_000, 0.12, 0.07), (40_000, 0.07, 0.01))
_LAST_ROUND = (40_000, 0.07, 0.007)
#: Features that a pseudo-text has at most.
_ROOM = 20_000


def fit(corpus: Corpus) -> Weights:
    """The weights of each feature for each language, in nats; negligible ones are zero."""
    weights: Weights = np.log(corpus.counts + np.float32(_UNSEEN))
    weights = np.float32(_BAYES) * (weights - weights.mean(axis=1, keepdims=True))
    kept = np.ones(weights.shape, np.bool_)
    for number, (texts, begin, end) in enumerate(_ROUNDS):
        _descend(weights, kept, corpus, texts * weights.shape[1], begin, end, number)
    # What speaks for all languages alike says nothing.
    weights -= np.median(weights, axis=1, keepdims=True)
    kept = np.abs(weights) >= _NEGLIGIBLE
    weights *= kept
    texts, begin, end = _LAST_ROUND
    _descend(weights, kept, corpus, texts * weights.shape[1], begin, end, len(_ROUNDS))
    return weights


@compiled
def _descend(  # noqa: PLR0917 - numba calls by position
    weights: Weights,
    kept: NDArray[np.bool_],
    corpus: Corpus,
    texts: int,
    first_rate: float,
    last_rate: float,
    seed: int,
) -> None:
    """AdaGrad over so many pseudo-texts, on the weights that are kept."""
    np.random.seed(seed)
    languages = weights.shape[1]
    squares = np.ones(weights.shape, np.float32)
    features = np.empty(_ROOM, np.int64)
    scores = np.empty(languages, np.float32)
    for text in range(texts):
        rate = np.float32(first_rate + (last_rate - first_rate) * text / texts)
        language = np.random.randint(languages)
        count = _draw_text(corpus, language, features)
        scores[:] = 0
        for place in range(count):
            scores += weights[features[place]]
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        scores[language] -= 1
        if scores[language] > -0.001:  # nothing left to learn from it
            continue
        for place in range(count):
            feature = features[place]
            for other in range(languages):
                if kept[feature, other]:
                    slope = scores[other] + np.float32(_L2) * weights[feature, other]
                    squares[feature, other] += slope * slope
                    weights[feature, other] -= rate * slope / np.sqrt(squares[feature, other])


@compiled
def _draw_text(corpus: Corpus, language: int, features: NDArray[np.int64]) -> int:
    """Write the features of a pseudo-text; how many they are."""
    words = _draw_length()
    longest = _draw_longest()
    by_root = np.random.random() < (0.6 if words <= 2 else 0.15)
    sums = corpus.by_root if by_root else corpus.by_share
    first, end = corpus.starts[language], corpus.starts[language + 1]
    word = np.empty(MAX_WORD + 2, np.uint64)
    keys = np.empty((MAX_WORD + 2) * MAX_ORDER + 1, np.uint64)
    count = 0
    for _ in range(words):
        drawn = first + np.searchsorted(sums[first:end], np.random.random() * sums[end - 1])
        drawn = min(drawn, end - 1)
        start = corpus.ends[drawn - 1] if drawn else 0
        size = padded_word(corpus.codes, start, corpus.ends[drawn], word)
        for place in range(word_keys(word, size, longest, keys)):
            number = _look_up(keys[place], corpus.table)
            if number and count < _ROOM:
                features[count] = number - 1
                count += 1
    return count


@compiled
def _draw_length() -> int:
    """Words of a text: single words, headlines and sentences, all alike."""
    chance = np.random.random()
    if chance < 0.42:
        return 1 if chance < 0.22 else 2
    if chance < 0.62:
        return np.random.randint(3, 7)
    if chance < 0.85:
        return np.random.randint(7, 13)
    return np.random.randint(13, 31)


@compiled
def _draw_longest() -> int:
    """Up to which order a text shows its features."""
    chance = np.random.random()
    if chance < 0.35:
        return WHOLE
    if chance < 0.65:
        return MAX_ORDER
    return MAX_ORDER - 1 if chance < 0.87 else MAX_ORDER - 2


@compiled
def _look_up(key: np.uint64, table: Table) -> int:
    """The number of the feature with this key, from one; zero for none."""
    slots = np.uint64(len(table) - 1)
    slot = key & slots
    while table[slot, 1] != 0 and table[slot, 0] != key:
        slot = (slot + np.uint64(1)) & slots
    number: int = table[slot, 1]
    return number
