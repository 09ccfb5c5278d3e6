"""What the languages of the world call a territory.

The names are Unicode's CLDR, as `tools/territories.py` takes them from babel.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import orjson


@cache
def territory_names(territory: str) -> dict[str, str]:
    """BCP 47 language → the usual name there; empty for a code that CLDR does not know.

    Args:
        territory: ISO 3166-1 alpha-2, e.g. `PH`.
    """
    start = b'{"territory":"%s"' % territory.encode()
    table = resources.files(__package__).joinpath("territories.jsonl").read_bytes()
    for line in table.splitlines():
        if line.startswith(start):
            names: dict[str, str] = orjson.loads(line)["names"]
            return names
    return {}
