"""The same job by hand with confluent-kafka: a loop over `consume`, a commit for each batch."""

from __future__ import annotations

from confluent_kafka import Consumer, Producer

from tests.benchmarks.lines.by_hand import ByHand
from tests.benchmarks.lines.options import read_options


def main() -> None:
    """Read until killed."""
    options, by_hand = read_options(), ByHand("langdetect_rs")
    consumer = Consumer(
        {
            "bootstrap.servers": options.bootstrap,
            "group.id": options.group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    producer = Producer({"bootstrap.servers": options.bootstrap, "enable.idempotence": True})
    consumer.subscribe([options.articles])
    while True:
        messages = consumer.consume(500, timeout=0.5)
        for message in messages:
            alert = by_hand.alert(message.value())
            if alert is not None:
                producer.produce(options.output, alert)
        producer.flush()
        if messages:
            consumer.commit(asynchronous=False)


if __name__ == "__main__":
    main()
