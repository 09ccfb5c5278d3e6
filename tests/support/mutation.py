"""Workers with a defect put in on purpose: what a suite must notice to be worth anything."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

_STREAMS = Path(__file__).parents[2] / "streams"


@dataclass(frozen=True)
class Mutation:
    """A defect: in one file, the text as it is and as it would be wrong."""

    name: str
    file: str
    right: str
    wrong: str

    def environment(self, folder: Path) -> dict[str, str]:
        """What makes a worker run a copy with the defect, which is put into `folder`."""
        shutil.copytree(_STREAMS, folder / "streams", ignore=shutil.ignore_patterns("__pycache__"))
        source = folder / "streams" / self.file
        text = source.read_text("utf-8")
        assert text.count(self.right) == 1, f"{self.file} has changed: {self.name}"
        source.write_text(text.replace(self.right, self.wrong), "utf-8")
        # Python would import from the working directory before it looks there.
        return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


COMMITS_BEFORE_ACKNOWLEDGEMENT = Mutation(
    "commits before the acknowledgement",
    "agents/screen_articles.py",
    "            self._source.add_future(self._deliver(batch, caused))\n",
    "            self._source.settle(batch)\n"
    "            self._source.add_future(self._deliver(batch, caused))\n",
)
ACKNOWLEDGES_ON_EXCEPTION = Mutation(
    "acknowledges on an exception",
    "agents/screen_articles.py",
    "            elif error is not None:\n                raise error\n",
    "",
)
DROPS_ON_REVOCATION = Mutation(
    "drops what is in flight on revocation",
    "kafka/source.py",
    "        await self._until_settled(revoked, _HAND_OVER)\n        await self._commit()\n",
    "        for queue in list(self._ledger._in_flight.values()):\n"
    "            for batch in list(queue):\n"
    "                self._ledger.settle(batch)\n"
    "        await self._commit()\n",
)
