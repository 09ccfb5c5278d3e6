"""The model of the engine `default`: how much which n-gram speaks for which language.

`data/ngrams.npz` holds it, made by `python -m tools.language_model`; the README there tells where
the numbers come from and under which licences.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.language.features import COMMON_WORD, REST_BITS, REST_MASK
from streams.language.scripts import Codes

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
    """The model, read once per process; compiled where numba is installed."""
    languages, features = read_model()
    try:
        from streams.language import ngrams  # noqa: PLC0415 - numba may be missing
    except ImportError:
        return Model(languages, plain_scorer(features), compiled=False)
    return Model(languages, compiled_scorer(ngrams, features), compiled=True)


def compiled_scorer(ngrams: Any, features: Features) -> AddSpan:  # noqa: ANN401 - a module
    """Score with the compiled loops of `ngrams`."""
    rests = (features.keys & np.uint32(REST_MASK)).astype(np.uint16)
    high = features.keys >> np.uint32(REST_BITS)
    entries = np.searchsorted(high, np.arange((1 << (32 - int(REST_BITS))) + 1, dtype=np.uint32))
    begins = np.append(features.begins, len(features.postings))
    buckets = np.column_stack((entries, begins[entries])).astype(np.uint32)
    counts, postings, add = features.counts, features.postings, ngrams.add_span

    def add_span(  # noqa: PLR0917 - as numba has it
        codes: Codes, start: int, end: int, longest: int, letters: Letters, scores: Scores
    ) -> int:
        known: int = add(
            codes, start, end, longest, letters, buckets, rests, counts, postings, scores
        )
        return known

    return add_span


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
