"""The same job with Quix Streams."""

from __future__ import annotations

import tempfile

from quixstreams import Application

from tests.benchmarks.lines.by_hand import ByHand
from tests.benchmarks.lines.options import read_options


def main() -> None:
    """Read until killed."""
    options, by_hand = read_options(), ByHand("langdetect_rs")
    app = Application(
        broker_address=options.bootstrap,
        consumer_group=options.group,
        auto_offset_reset="earliest",
        auto_create_topics=False,
        use_changelog_topics=False,
        commit_interval=0.5,
        state_dir=tempfile.mkdtemp(),
    )
    articles = app.topic(options.articles, value_deserializer="bytes")
    alerts = app.topic(options.output, value_serializer="bytes")
    frame = app.dataframe(articles)
    frame = frame.apply(by_hand.alert)
    frame = frame[frame.apply(lambda alert: alert is not None)]
    frame.to_topic(alerts)
    app.run()


if __name__ == "__main__":
    main()
