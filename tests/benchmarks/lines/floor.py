"""The floor: bare aiokafka, `getmany`, `orjson.loads`, commit. `--copy` passes values through."""

from __future__ import annotations

import asyncio
import sys

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.benchmarks.lines.options import read_options


async def main() -> None:
    """Read until killed."""
    options, copy = read_options(), "--copy" in sys.argv
    consumer = AIOKafkaConsumer(
        options.articles,
        bootstrap_servers=options.bootstrap,
        group_id=options.group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=options.bootstrap, enable_idempotence=True, linger_ms=5
    )
    async with consumer, producer:
        while True:
            sent = []
            for records in (await consumer.getmany(timeout_ms=500, max_records=500)).values():
                for record in records:
                    orjson.loads(record.value)
                    if copy:
                        sent.append(await producer.send(options.output, record.value))
            for future in sent:
                await future
            await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
