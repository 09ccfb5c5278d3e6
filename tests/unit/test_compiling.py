"""Compiled code is kept where the user keeps caches, and nothing depends on it being there."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from streams.language import create_detector
from tests.support.sentences import SENTENCES

pytest.importorskip("numba", reason="numba is missing")

TEXT = SENTENCES["de"]
_PROGRAM = f"""
from streams.language import create_detector
print(create_detector().detect({TEXT!r}))
"""


def start(cache: Path | str) -> subprocess.Popen[str]:
    """A process that answers, with its cache in a folder."""
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", _PROGRAM],
        env={**os.environ, "NUMBA_CACHE_DIR": "", "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> str:
    said, complaint = process.communicate(timeout=50)
    assert process.returncode == 0, complaint
    assert not complaint
    return said.strip()


def kept(cache: Path) -> set[Path]:
    return {path for path in cache.rglob("*") if path.suffix in {".nbi", ".nbc"}}


@pytest.fixture(scope="module")
def expected() -> str:
    return str(create_detector().detect(TEXT))


def test_processes_that_start_at_once_share_an_empty_cache(tmp_path: Path, expected: str) -> None:
    processes = [start(tmp_path) for _ in range(4)]
    assert {answer(process) for process in processes} == {expected}
    first = kept(tmp_path)
    assert first
    assert answer(start(tmp_path)) == expected
    assert kept(tmp_path) == first


def test_the_cache_is_the_users_own(tmp_path: Path, expected: str) -> None:
    assert answer(start(tmp_path)) == expected
    (folder,) = tmp_path.iterdir()
    assert folder.name.startswith("wirewatch-")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_damaged_cache_is_passed_over(tmp_path: Path, expected: str) -> None:
    answer(start(tmp_path))
    for path in kept(tmp_path):
        path.write_bytes(path.read_bytes()[:20])
    assert answer(start(tmp_path)) == expected


@pytest.mark.parametrize("cache", ["/dev/null/below-a-file", "/proc/no-such-folder"])
def test_without_a_place_for_a_cache_it_does_without(cache: str, expected: str) -> None:
    assert answer(start(cache)) == expected


def test_without_numba_the_answers_are_the_same(expected: str) -> None:
    program = f"import sys; sys.modules['numba'] = None\n{_PROGRAM}"
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], check=True, capture_output=True, text=True
    )
    assert said.stdout.strip() == expected
