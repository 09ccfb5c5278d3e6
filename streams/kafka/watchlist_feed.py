"""Watches from the topic `watchlists`: read to its end before any article, then followed.

A record is a `watchlist.v1` document with the one watch that its key names; it comes on top of
what is built in or configured. No value takes back what the topic says of a watch. A record that
cannot be used is refused and told of, and the watch stays as it was.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import KafkaError
from mode import Service

from streams.errors import SettingsError
from streams.kafka.embedded import dies_with_parent
from streams.kafka.reader import consumer_of
from streams.kafka.security import Connection
from streams.matching.watchlist import Watchlist
from streams.watchlists import Base, Candidate, CompiledWatchlist, CompileRequest

log = structlog.get_logger(__name__)

_POLL_MS = 200
#: Seconds until the next attempt after an error; doubles up to the second.
_RETRY_FIRST, _RETRY_LAST = 0.25, 8.0
#: Seconds after which a watchlist that does not compile is given up.
_PATIENCE = 120.0
#: So many records of a watch are kept to find one that can be used.
_MOST_CANDIDATES = 20


class WatchlistFeed(Service):
    """Keeps the watchlist as the topic says it is.

    Args:
        connection: the broker.
        topic: in full.
        base: what the watches on the topic come on top of; in use until there are any.
        use: takes each new watchlist, in the event loop.
    """

    def __init__(
        self, connection: Connection, topic: str, base: Base, use: Callable[[Watchlist], None]
    ) -> None:
        super().__init__()
        self._connection = connection
        self._topic = topic
        self._base = base
        self._use = use
        self._candidates: dict[str, list[Candidate]] = {}
        self._in_use: dict[str, list[Candidate]] = {}
        self._read_to = self._offset = 0
        self._count = 0
        self._refused: tuple[str, ...] = ()
        self._unreadable: list[str] = []
        #: Set when everything on the topic is in use.
        self.loaded = asyncio.Event()

    def missing(self) -> list[str]:
        """What a worker lacks before it may screen."""
        return [] if self.loaded.is_set() else ["watchlist: not read to its end yet"]

    def notes(self) -> list[str]:
        """What is in use, and what was refused."""
        refused = [*self._unreadable, *self._refused]
        return [
            f"watchlist: {self._count} watches from the topic, up to offset {self._offset}",
            *(f"watch refused: {problem}" for problem in refused),
        ]

    @Service.task
    async def _follow(self) -> None:
        retry = _RETRY_FIRST
        while not self.should_stop:
            try:
                async with consumer_of(self._connection, self._topic) as consumer:
                    await self._read(consumer)
            except (KafkaError, OSError, SettingsError) as error:
                # A login that never was right is to be corrected; one that was may be again.
                if isinstance(error, SettingsError) and not self.loaded.is_set():
                    raise
                log.warning("cannot read the watchlists, will try again", error=repr(error))
                await self.sleep(retry)
                retry = min(retry * 2, _RETRY_LAST)

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        self._candidates, self._unreadable = {}, []
        while not self.should_stop:
            if all([await consumer.position(tp) >= ends[tp] for tp in partitions]):
                await self._apply()
                self._offset = self._read_to
                self.loaded.set()
            for records in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
                for record in records:
                    self._take(record)

    def _take(self, record: ConsumerRecord) -> None:
        place = f"{record.topic}:{record.offset}"
        self._read_to = record.offset + 1
        try:
            watch_id = (record.key or b"").decode()
            text = (record.value or b"").decode()
        except UnicodeDecodeError as error:
            self._unreadable.append(f"{place}: {error}")
            log.error("watch refused", place=place, problem=str(error))
            return
        if text:
            known = self._candidates.setdefault(watch_id, [])
            # The first is the one in use, once there is one: it stays.
            if len(known) == _MOST_CANDIDATES:
                del known[1]
            known.append(Candidate(text=text, place=place))
        else:
            self._candidates.pop(watch_id, None)

    async def _apply(self) -> None:
        """Put what the topic says into use, if that is something else than what is."""
        if self._candidates == self._in_use:
            return
        wanted = {watch_id: list(found) for watch_id, found in self._candidates.items()}
        request = CompileRequest(base=self._base, candidates=wanted)
        try:
            compiled = await asyncio.wait_for(compile_elsewhere(request), _PATIENCE)
        except (OSError, RuntimeError, TimeoutError) as error:
            # The one that was in use stays; the next change is another chance.
            log.error("the watchlist does not compile", error=repr(error))
            self._refused = (f"the watchlist does not compile: {error!r}",)
            self._in_use = wanted
            return
        for problem in compiled.refused:
            if problem not in self._refused:
                log.error("watch refused", problem=problem)
        self._refused = compiled.refused
        # What is older than the one in use is never needed again.
        for watch_id, number in compiled.accepted.items():
            del self._candidates[watch_id][:number]
            del wanted[watch_id][:number]
        self._in_use, self._count = wanted, len(compiled.accepted)
        self._use(compiled.load())
        log.info("watchlist in use", watches=len(compiled.watches), offset=self._read_to)


async def compile_elsewhere(request: CompileRequest) -> CompiledWatchlist:
    """Compile in another process, which the event loop does not notice.

    Raises:
        OSError, RuntimeError: it does not start, or it fails; with the last it wrote.
    """
    command: Sequence[str] = dies_with_parent([sys.executable, "-m", "streams.watchlists"])
    pipe: Any = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        output, errors = await process.communicate(msgspec.msgpack.encode(request))
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise RuntimeError(errors.decode("utf-8", "replace")[-1000:])
    return await asyncio.to_thread(msgspec.msgpack.decode, output, type=CompiledWatchlist)
