"""The vocabularies of a script's languages, laid out for training, and the features in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.language.features import BOUNDARY, MAX_ORDER, MAX_WORD, WHOLE
from streams.language.ngrams import word_keys
from tools.language_model.compiling import compiled
from tools.language_model.frequencies import Shares

#: Words of a language that are trained on, the most frequent.
_VOCABULARY = 120_000
#: Drawing by frequency alone would show rare words too seldom; drawing by its root shows words of
#: this many letters and more of all frequencies.
_LONG_WORD = 4


#: A hash table: a key, and the number it stands for; zero where a slot is empty.
Table = NDArray[np.uint32]


class Corpus(NamedTuple):
    """What is trained on: features, and words to draw."""

    #: The keys of the features, sorted: a feature's number is its place here.
    keys: NDArray[np.uint32]
    #: The numbers of the features, from one, by the hash of their keys; see `fill_table`.
    table: Table
    #: How often each feature is in a word of each language.
    counts: NDArray[np.float32]
    #: The code points of all words, one after the other, and where each word ends.
    codes: NDArray[np.uint32]
    ends: NDArray[np.int64]
    #: The words of language `n` are those from `starts[n]` to `starts[n + 1]`.
    starts: NDArray[np.int64]
    #: Up to each word of its language, the sum of shares, and of the roots of long words' shares.
    by_share: NDArray[np.float64]
    by_root: NDArray[np.float64]


def build_corpus(languages: list[Shares], minimum: float) -> Corpus:
    """Lay out the words, and number the features that are in a word of some language so often."""
    frequent = [
        dict(sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:_VOCABULARY])
        for shares in languages
    ]
    found = [_feature_counts(shares) for shares in frequent]
    keys = np.unique(np.concatenate([own[counts > minimum] for own, counts in found]))
    counts = np.zeros((len(keys), len(found)), np.float32)
    for number, (own, own_counts) in enumerate(found):
        kept = np.isin(own, keys, assume_unique=True)
        counts[np.searchsorted(keys, own[kept]), number] = own_counts[kept]
    table = np.zeros((1 << (2 * len(keys)).bit_length(), 2), np.uint32)
    fill_table(keys, np.arange(1, len(keys) + 1, dtype=np.uint32), table)
    words = [word for shares in frequent for word in shares]
    return Corpus(
        keys,
        table,
        counts,
        _codes(words),
        np.cumsum([len(word) for word in words]),
        np.cumsum([0, *(len(shares) for shares in frequent)]),
        np.concatenate([np.cumsum(list(shares.values())) for shares in frequent]),
        np.concatenate(
            [
                np.cumsum([p**0.5 * (len(w) >= _LONG_WORD) for w, p in shares.items()])
                for shares in frequent
            ]
        ),
    )


def _feature_counts(shares: Shares) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """The keys of the features of one language, sorted, and how often each is in a word."""
    words = list(shares)
    ends = np.cumsum([len(word) for word in words])
    room = (int(ends[-1]) + 2 * len(words)) * MAX_ORDER + len(words)
    keys, owners = np.empty(room, np.uint32), np.empty(room, np.int32)
    used = _all_features(_codes(words), ends, keys, owners)
    found, places = np.unique(keys[:used], return_inverse=True)
    weights = np.fromiter(shares.values(), np.float64)[owners[:used]]
    return found, np.bincount(places, weights).astype(np.float64)


def _codes(words: list[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)


@compiled
def padded_word(codes: NDArray[np.uint32], start: int, end: int, word: NDArray[np.uint64]) -> int:
    """Write the word between two places to `word`, with its boundaries; its size with them."""
    word[0] = BOUNDARY
    for place in range(start, end):
        word[place - start + 1] = codes[place]
    word[end - start + 1] = BOUNDARY
    return end - start + 2


@compiled
def _all_features(
    codes: NDArray[np.uint32],
    ends: NDArray[np.int64],
    keys: NDArray[np.uint32],
    owners: NDArray[np.int32],
) -> int:
    """Write the keys of the features of each word, and its number; how many they are."""
    word = np.empty(MAX_WORD + 2, np.uint64)
    found = np.empty((MAX_WORD + 2) * MAX_ORDER + 1, np.uint64)
    used = 0
    start = 0
    for number in range(len(ends)):
        size = padded_word(codes, start, ends[number], word)
        start = ends[number]
        for place in range(word_keys(word, size, WHOLE, found)):
            keys[used] = found[place]
            owners[used] = number
            used += 1
    return used


@compiled
def fill_table(keys: NDArray[np.uint32], numbers: NDArray[np.uint32], table: Table) -> None:
    """Lay out keys and their numbers in an empty table, whose size is a power of two."""
    slots = np.uint64(len(table) - 1)
    for entry in range(len(keys)):
        slot = np.uint64(keys[entry]) & slots
        while table[slot, 1] != 0:
            slot = (slot + np.uint64(1)) & slots
        table[slot, 0] = keys[entry]
        table[slot, 1] = numbers[entry]
