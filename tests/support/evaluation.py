"""The evaluation data beside the checkout, or at `WIREWATCH_EVAL`; tests skip where it is not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

_SHARED = Path(os.environ.get("WIREWATCH_EVAL", Path(__file__).parents[3] / "shared"))


def _path(*parts: str) -> Path:
    path = _SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no evaluation data: {path} does not exist (WIREWATCH_EVAL names its folder)")
    return path


def seed_article() -> str:
    """The first real article, in Arabic."""
    return next(_path("seed").glob("*.txt")).read_text("utf-8")


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of the evaluation data, e.g. `watchlist_gold.jsonl`."""
    with _path("eval", name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
