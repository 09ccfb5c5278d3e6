"""Run a target with atheris: `make fuzz`, or

    python -m tests.fuzz record|matching [--seconds 150] [--folder build/fuzz]

New inputs that reach further are kept in the folder for the next run; one that fails is written
there as well, and `--again FILE` runs it alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import atheris

# What is compiled, by numba or into a library, cannot be watched; these are all modules that numba
# reads, and would not understand with atheris in them.
with atheris.instrument_imports(
    include=["streams.codec", "streams.dead_letters", "streams.matching", "streams.processing",
             "streams.records", "streams.screening", "streams.snippets"],
    exclude=[f"streams.matching.{name}" for name in ("foldable", "hashing", "letters", "scanning")],
):  # fmt: skip
    from tests.fuzz.targets import TARGETS

#: Bytes of an input: room for a few sentences.
_LONGEST = 1500
#: Seconds that no input may take: thousands of times what it should.
_SLOWEST = 10
#: An entry of a libFuzzer dictionary is not longer, in bytes.
_LONGEST_WORD = 64


def _dictionary(words: Iterable[bytes]) -> str:
    fitting = sorted({word for word in words if 0 < len(word) <= _LONGEST_WORD})
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in fitting)
    return "".join(f'"{word}"\n' for word in escaped)


def main() -> None:
    """Fuzz until the time is over or something is found; libFuzzer ends the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=150, help="how long")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="inputs, findings")
    parser.add_argument("--again", type=Path, help="run this input alone")
    options = parser.parse_args()
    target, folder = TARGETS[options.target], options.folder / options.target
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    # The watchlist is compiled before the clock runs.
    target.run(next(target.seeds()))
    for seed in target.seeds():
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = folder / "words"
    words.write_text(_dictionary(target.words()), "ascii")
    limits = [f"-max_total_time={options.seconds}", f"-max_len={_LONGEST}", f"-timeout={_SLOWEST}"]
    limits.append("-len_control=20")  # long inputs sooner than in a day
    places = [f"-dict={words}", f"-artifact_prefix={folder}/", str(options.again or corpus)]
    atheris.Setup([sys.argv[0], *limits, *places, "-print_final_stats=1"], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
