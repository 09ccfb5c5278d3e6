"""Build `streams/language/data/ngrams.npz`: `python -m tools.language_model WORK`.

WORK is a folder for what is fetched, about 300 MB. The README here tells what it takes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from streams.language.model import WEIGHT_PER_NAT, ZERO
from tools.language_model.corpus import build_corpus
from tools.language_model.fetch import HERE, Folder
from tools.language_model.frequencies import (
    Shares,
    apply_contrasts,
    combine,
    normalised,
    with_common_words,
)
from tools.language_model.serbo_croatian import separate
from tools.language_model.training import Weights, fit
from tools.language_model.words import Lists

MODEL = Path("streams/language/data/ngrams.npz")


class Part(NamedTuple):
    """What was learnt about one script."""

    languages: list[str]
    keys: NDArray[np.uint32]
    weights: Weights


def main() -> None:
    """Fetch, learn each script, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    folder = Folder(parser.parse_args().work.resolve())
    folder.fetch()
    parts = []
    for script, source in _read("sources.yaml").items():
        shares = _shares(folder, script, source["languages"])
        corpus = build_corpus(list(shares.values()), source["minimum"])
        sys.stdout.write(f"{script}: {len(shares)} languages, {len(corpus.keys):,} features\n")
        parts.append(Part(list(shares), corpus.keys, fit(corpus)))
    store(parts, MODEL)


def _shares(folder: Folder, script: str, entries: dict[str, dict[str, Any]]) -> dict[str, Shares]:
    """The frequencies of words in each language of a script."""
    common = _read("common_words.yaml")
    shares = {}
    for language, entry in entries.items():
        marks = {letters[0]: letters for letters in entry.get("marks", "").split()}
        shares[language] = combine(Lists(folder, language, script, entry), marks)
        if language in common:
            shares[language] = with_common_words(shares[language], common[language], script)
    for group in _read("contrasts.yaml"):
        if set(group["languages"]) <= shares.keys():
            apply_contrasts(shares, group)
    if script == "Latn":
        separate(shares["hr"], shares["bs"], shares["sr-Latn"])
        shares["ro"] = _with_cedillas(shares["ro"])
    return {language: normalised(own) for language, own in shares.items()}


def _with_cedillas(romanian: Shares) -> Shares:
    """A quarter of Romanian as older systems write it: a cedilla for the comma below."""
    spelled: Shares = {}
    for word, share in romanian.items():
        old = word.translate(str.maketrans("șț", "şţ"))
        for spelling, part in ((word, 0.75), (old, 0.25)):
            spelled[spelling] = spelled.get(spelling, 0) + share * part
    return spelled


def store(parts: list[Part], path: Path) -> None:
    """Write the model: weights as bytes, only those that are not zero."""
    languages = [language for part in parts for language in part.languages]
    keys, counts, numbers, weights = [], [], [], []
    first = 0
    for part in parts:
        rounded = np.clip(np.round(part.weights * WEIGHT_PER_NAT), -ZERO, ZERO - 1).astype(np.int16)
        used = rounded.any(axis=1)
        row, column = np.nonzero(rounded[used])
        keys.append(part.keys[used])
        counts.append(np.count_nonzero(rounded[used], axis=1))
        numbers.append(first + column)
        weights.append(rounded[used][row, column] + ZERO)
        first += len(part.languages)
    every_key, every_count = np.concatenate(keys), np.concatenate(counts)
    begins = np.cumsum(every_count) - every_count
    # A few keys are those of features of two scripts: the first is kept.
    sorted_keys, order = np.unique(every_key, return_index=True)
    postings = np.concatenate([np.arange(begins[n], begins[n] + every_count[n]) for n in order])
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        languages=np.frombuffer(json.dumps(languages).encode(), np.uint8),
        key_steps=np.diff(sorted_keys, prepend=np.uint32(0)).astype(np.uint32),
        counts=every_count[order].astype(np.uint8),
        posting_languages=np.concatenate(numbers)[postings].astype(np.uint8),
        posting_weights=np.concatenate(weights)[postings].astype(np.uint8),
    )
    size = round(path.stat().st_size / 1e6, 1)
    sys.stdout.write(
        f"{path}: {len(sorted_keys):,} features, {len(postings):,} weights, {size} MB\n"
    )


def _read(name: str) -> Any:  # noqa: ANN401 - YAML
    return yaml.safe_load((HERE / name).read_text("utf-8"))


if __name__ == "__main__":
    main()
