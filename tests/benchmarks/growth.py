"""What a whole worker costs as its watchlist grows: names in a file, as an operator gives them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.matching import made_up_names
from tests.benchmarks.measure import Measurement
from tests.benchmarks.programs import WIREWATCH, run
from tests.support.installation import Installation

#: Besides the built-in watches.
SIZES = (1_000, 100_000, 1_000_000)


def write_watchlist(folder: Path, names: int) -> Path:
    """A watchlist with one watch of so many names, beside the built-in ones."""
    document = {"watches": [{"id": "names", "names": made_up_names(names)}]}
    file = folder / f"names-{names}.json"
    file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return file


async def with_names(installation: Installation, file: Path, names: int) -> Measurement:
    """A worker that reads its watchlist from a file, which it builds in its own process.

    Raises:
        MeasurementError: there is no figure, and why.
    """
    settings = {"WIREWATCH_WATCHLIST": str(file)}
    return await run(WIREWATCH, installation, settings, limit=120 + names / 1000)
