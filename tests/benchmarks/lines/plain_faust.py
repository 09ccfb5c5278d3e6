"""A plain Faust agent on the topic: what the tutorial leads to. `--engine` as in `ByHand`."""

from __future__ import annotations

import sys
import tempfile
from typing import Any

import faust

from tests.benchmarks.lines.by_hand import ByHand
from tests.benchmarks.lines.options import read_options


def main() -> None:
    """Read until killed."""
    options = read_options()
    by_hand = ByHand(sys.argv[sys.argv.index("--engine") + 1])
    app = faust.App(
        options.group,
        broker=f"aiokafka://{options.bootstrap}",
        value_serializer="raw",
        web_enabled=False,
        topic_disable_leader=True,
        datadir=tempfile.mkdtemp(),
    )
    articles = app.topic(options.articles, value_type=bytes)
    alerts = app.topic(options.output, value_type=bytes)

    @app.agent(articles)
    async def screen(stream: Any) -> None:
        async for value in stream:
            alert = by_hand.alert(value)
            if alert is not None:
                await alerts.send(value=alert)

    faust.Worker(app, loglevel="ERROR", quiet=True).execute_from_commandline()


if __name__ == "__main__":
    main()
