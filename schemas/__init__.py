"""The JSON Schema files that are the contract of wirewatch's topics."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

#: The names of the schemas, as in `load("article.v1")`.
NAMES = ("article.v1", "alert.v1", "watchlist.v1", "dead-letter.v1")


@cache
def load(name: str) -> dict[str, Any]:
    """One schema as a parsed document; `name` is the file's name up to `.schema.json`."""
    text = resources.files(__name__).joinpath(f"{name}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
