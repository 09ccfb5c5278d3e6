"""The model of the engine `default`: how much which n-gram speaks for which language.

`data/ngrams.npz` holds it, made by `python -m tools.language_model`; the README there tells where
the numbers come from and under which licences.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes
from streams.compiling import can_compile
from streams.language.features import COMMON_WORD

Letters = NDArray[np.uint32]
Scores = NDArray[np.int32]

#: Adds to the scores the evidence of the words that begin in `codes[start:end]`, and says how many
#: of their features the model knows, each counted as often as its word: `ngrams.add_span` without
#: the model.
AddSpan = Callable[[Codes, int, int, int, Letters, Scores], int]

#: Weights are stored as bytes: so many to the nat, zero in the middle.
WEIGHT_PER_NAT, ZERO = 20, 128
#: The unit of scores.
PER_NAT = WEIGHT_PER_NAT * COMMON_WORD


class Model(NamedTuple):
    """The languages it knows, in the order of their scores, and how to score a span of text."""

    languages: tuple[str, ...]
    add_span: AddSpan
    #: Whether numba does the work.
    compiled: bool


class Features(NamedTuple):
    """The keys of the features, sorted, and for each its run of postings."""

    keys: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    #: One row for each language that a feature speaks for or against: which, and how much.
    postings: NDArray[np.uint8]

    @property
    def begins(self) -> NDArray[np.uint32]:
        """Where the postings of each feature begin."""
        return np.cumsum(self.counts, dtype=np.uint32) - self.counts


def read_model() -> tuple[tuple[str, ...], Features]:
    """The languages and features as they are stored."""
    with files("streams.language").joinpath("data/ngrams.npz").open("rb") as source:
        stored = np.load(source, allow_pickle=False)
        languages = tuple(json.loads(stored["languages"].tobytes()))
        # Steps between sorted keys are small numbers, which compress well.
        keys = np.cumsum(stored["key_steps"], dtype=np.uint32)
        postings = np.column_stack((stored["posting_languages"], stored["posting_weights"]))
        return languages, Features(keys, stored["counts"], postings)


@cache
def load_model() -> Model:
    """The model, read once per process; compiled where that is possible."""
    languages, features = read_model()
    if can_compile():
        return Model(languages, compiled_scorer(features), compiled=True)
    return Model(languages, plain_scorer(features), compiled=False)


def compiled_scorer(features: Features) -> AddSpan:
    """Score with the compiled loops of `ngrams`."""
    slots = np.uint64(len(features.keys) * 4 // 3)
    table = laid_out(features, slots)
    postings = features.postings
    # After the table: numba takes the memory that laying it out has used.
    from streams.language.ngrams import add_span as add  # noqa: PLC0415 - see above

    def add_span(  # noqa: PLR0917 - as numba has it
        codes: Codes, start: int, end: int, longest: int, letters: Letters, scores: Scores
    ) -> int:
        known: int = add(codes, start, end, longest, letters, table, slots, postings, scores)
        return known

    return add_span


def laid_out(features: Features, slots: np.uint64) -> NDArray[np.uint32]:
    """A hash table by open addressing whose keys ascend, so that a miss is soon known.

    The slot of a key is `key * slots >> 32`, which ascends with the key, or the next free one; an
    empty slot has the highest key there is, and beyond the last key there always is one.

    Args:
        features: each goes in with where its postings begin (25 bits) and how many they are (7).
        slots: more than there are features.
    """
    numbers = np.arange(len(features.keys), dtype=np.int32)
    own = (features.keys.astype(np.uint64) * slots >> np.uint64(32)).astype(np.int32)
    found = np.maximum.accumulate(own - numbers) + numbers
    table = np.full((max(int(slots), int(found[-1]) + 1) + 1, 2), 0xFFFFFFFF, np.uint32)
    table[found, 0] = features.keys
    table[found, 1] = (features.begins << np.uint32(7)) | features.counts
    return table


def plain_scorer(features: Features) -> AddSpan:
    """Score with numpy alone, by binary search in the sorted keys."""
    from streams.language.ngrams_numpy import span_keys  # noqa: PLC0415 - only where it is needed

    begins = features.begins
    languages = features.postings[:, 0]
    weights = features.postings[:, 1].astype(np.int32) - ZERO

    def add_span(  # noqa: PLR0917 - as numba has it
        codes: Codes, start: int, end: int, longest: int, letters: Letters, scores: Scores
    ) -> int:
        keys, factors = span_keys(codes, start, end, letters, longest)
        entries = np.searchsorted(features.keys, keys)
        entries[entries == len(features.keys)] = 0
        known = features.keys[entries] == keys
        entries, factors = entries[known], factors[known]
        counts = features.counts[entries].astype(np.intp)
        run_starts = np.repeat(begins[entries].astype(np.intp), counts)
        within = np.arange(len(run_starts)) - np.repeat(np.cumsum(counts) - counts, counts)
        places = run_starts + within
        np.add.at(scores, languages[places], weights[places] * np.repeat(factors, counts))
        return int(factors.sum())

    return add_span
