"""The programs that are measured, and how each one is started on the articles that are there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from random import Random

from aiokafka import AIOKafkaProducer

from tests.benchmarks.measure import Measurement, MeasurementError, measure
from tests.support.installation import Installation

_LINES = "tests.benchmarks.lines"


@dataclass(frozen=True)
class Program:
    """One line of the table.

    Attributes:
        limit: for how many seconds it may run.
        needs: a module of the extra `bench`.
    """

    name: str
    command: Sequence[str]
    limit: float = 120
    needs: str = ""


FLOOR = Program("floor: getmany, orjson, commit", ("-m", f"{_LINES}.floor"))
PASS_THROUGH = Program("pass-through: the same, copied", ("-m", f"{_LINES}.floor", "--copy"))
WIREWATCH = Program("wirewatch worker", ("-m", "streams", "worker"))
PEERS = (
    Program(
        "plain Faust, langdetect",
        ("-m", f"{_LINES}.plain_faust", "--engine", "langdetect"),
        limit=60,
    ),
    Program(
        "plain Faust, langdetect-rs",
        ("-m", f"{_LINES}.plain_faust", "--engine", "langdetect_rs"),
        needs="langdetect_rs",
    ),
    Program("confluent-kafka loop", ("-m", f"{_LINES}.confluent_loop"), needs="confluent_kafka"),
    Program("Quix Streams", ("-m", f"{_LINES}.quix"), needs="quixstreams"),
)
_numbers = count()


async def publish(installation: Installation, values: Sequence[bytes]) -> None:
    """Fill the articles topic, over its partitions as a producer without keys does.

    Not in turn: texts repeat, and one partition must not have texts that another has not, or a
    line that reads one after the other would warm up all the time.
    """
    topic, choice = installation.topics.articles.name, Random(0)
    async with AIOKafkaProducer(
        bootstrap_servers=installation.servers, linger_ms=20, max_batch_size=512 * 1024
    ) as producer:
        sent = [
            await producer.send(topic, value, partition=choice.randrange(installation.partitions))
            for value in values
        ]
        await asyncio.gather(*sent)


async def run(
    program: Program,
    installation: Installation,
    settings: Mapping[str, str] | None = None,
    *,
    copies: int = 1,
    limit: float | None = None,
) -> Measurement:
    """Measure a program on all articles, in a group of its own.

    Args:
        program: what to run.
        installation: where the articles are.
        settings: of wirewatch, by the names that set them.
        copies: how many processes share the articles.
        limit: seconds, if not those of the program.

    Raises:
        MeasurementError: there is no figure, and why.
    """
    if program.needs and find_spec(program.needs) is None:
        raise MeasurementError(f"{program.needs} is not installed (extra `bench`)")
    group = f"group-{next(_numbers)}"
    environment = {**os.environ, **installation.environment, **(settings or {})}
    options = {
        "--bootstrap": installation.servers,
        "--articles": installation.topics.articles.name,
        "--output": installation.topics.alerts.name,
        "--group": group,
    }
    words = [word for option in options.items() for word in option]
    if program is WIREWATCH:
        environment |= {"WIREWATCH_HEALTH_PORT": "0", "WIREWATCH_GROUP_ID": group}
        group, words = f"{installation.prefix}.{group}", []
    return await measure(
        (*program.command, *words),
        environment,
        bootstrap=installation.servers,
        topic=installation.topics.articles.name,
        group=group,
        limit=program.limit if limit is None else limit,
        copies=copies,
    )
