"""Where articles come from: batches off the topic, and offsets committed when they are settled.

The order that nothing may change, for each batch:

1. `ArticleSource` fetches records and hands them out as batches, one for each partition.
2. The agent works on a batch and gives what it causes to the outbox.
3. The outbox publishes, and awaits the broker's acknowledgement of every record.
4. The agent settles the batch.
5. `ArticleSource` commits the offsets of the settled batches at the front of each partition.

A worker that dies anywhere before 5 leaves the batch to the next one, which does it again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    IllegalStateError,
    KafkaError,
    TopicAuthorizationFailedError,
)
from mode import Service

from streams.errors import ConfigurationError
from streams.kafka.ledger import Batch, Ledger
from streams.kafka.security import Connection

log = structlog.get_logger(__name__)

#: A poll waits so long for articles, in milliseconds, before it looks around.
_POLL_MS = 200
#: A batch is not larger, unless a single article is: what it takes to screen it, and so the time
#: between two commits, is bounded by bytes as well as by count.
_BATCH_BYTES = 1024 * 1024
#: On revocation, batches in flight get so many seconds to be settled: less than the rebalance
#: timeout (the session timeout), after which the group goes on without a member.
_HAND_OVER = 4.0
#: Seconds until the next attempt after an error; doubles up to the second.
_RETRY_FIRST, _RETRY_LAST = 0.25, 8.0
#: What the broker will go on refusing until somebody changes the configuration.
_REFUSED = (
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What can be tuned about a source; sizes in bytes, times in seconds unless they say ms.

    What is fetched may be compressed, and is unpacked by the poll: `max_poll_records` bounds how
    much that can be, since a poll does not end at a number of bytes.
    """

    max_poll_records: int = 32
    max_in_flight_bytes: int = 32 * 1024 * 1024
    fetch_max_bytes: int = 8 * 1024 * 1024
    session_timeout_ms: int = 10_000
    heartbeat_interval_ms: int = 3_000
    commit_interval: float = 0.5
    shutdown_grace: float = 10.0


class ArticleSource(Service, ConsumerRebalanceListener):  # type: ignore[misc] # untyped
    """Hands out batches of articles, and commits what is settled of them.

    Args:
        connection: the broker.
        topic: of the articles, in full.
        group: the consumer group in full.
        deliver: takes a batch to whoever works on it; waits where there is no room.
        options: sizes and times.
        begin: set when articles may be fetched; at once where there is none.
    """

    def __init__(
        self,
        connection: Connection,
        topic: str,
        group: str,
        deliver: Callable[[Batch], Awaitable[Any]],
        options: SourceOptions | None = None,
        *,
        begin: asyncio.Event | None = None,
    ) -> None:
        super().__init__()
        self.topic = topic
        self._connection = connection
        self._group = group
        self._deliver = deliver
        self._options = options or SourceOptions()
        self._begin = begin
        self._ledger = Ledger()
        self._settled = asyncio.Event()
        self._committing = asyncio.Lock()
        self._consumer: AIOKafkaConsumer | None = None
        #: Whether the group has given us our share, which may be nothing.
        self.joined = False
        #: Our partitions, each with the offset that is committed, if any is.
        self.committed: dict[TopicPartition, int | None] = {}
        #: Loop time of the last commit, or of the assignment.
        self.last_progress = 0.0

    # -- for the agent

    def settle(self, batch: Batch) -> None:
        """Everything that a batch caused is acknowledged; its offset may be committed."""
        self._ledger.settle(batch)
        self._settled.set()

    # -- life

    async def on_stop(self) -> None:
        """Finish what is in flight, commit, and leave the group at once."""
        if not self.crashed:
            await self._until_settled(None, self._options.shutdown_grace)
        if self._consumer is not None:
            await self._commit()
            await self._consumer.stop()
            log.info("left the group", group=self._group)

    @Service.task
    async def _fetch(self) -> None:
        if self._begin is not None:
            await self.wait_for_stopped(self._begin.wait())
        retry = _RETRY_FIRST
        while not self.should_stop:
            try:
                if self._consumer is None:
                    await self._join()
                await self._poll()
                retry = _RETRY_FIRST
            except _REFUSED as error:
                raise ConfigurationError([f"the broker refuses us: {error}"]) from error
            except KafkaError as error:
                log.warning("cannot fetch, will try again", error=repr(error), seconds=retry)
                await self.sleep(retry)
                retry = min(retry * 2, _RETRY_LAST)

    async def _join(self) -> None:
        options = self._options
        consumer = AIOKafkaConsumer(
            **self._connection.client_options("wirewatch-source"),
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_bytes=options.fetch_max_bytes,
            max_partition_fetch_bytes=options.fetch_max_bytes // 2,
            session_timeout_ms=options.session_timeout_ms,
            heartbeat_interval_ms=options.heartbeat_interval_ms,
            request_timeout_ms=max(options.session_timeout_ms + 5_000, 15_000),
        )
        consumer.subscribe([self.topic], listener=self)
        log.info("joining the group", group=self._group, topic=self.topic)
        self._consumer = consumer
        try:
            await self._connection.start(consumer)
        except BaseException:
            self._consumer = None
            await consumer.stop()
            raise

    async def _poll(self) -> None:
        """Step 1: fetch, and hand out."""
        assert self._consumer is not None  # noqa: S101 - joined before
        while self._ledger.bytes_in_flight >= self._options.max_in_flight_bytes:
            await self._some_settled()
            if self.should_stop:
                return
        records = await self._consumer.getmany(
            timeout_ms=_POLL_MS, max_records=self._options.max_poll_records
        )
        # All of them before anybody waits: a record that was fetched and is in no batch would be
        # passed over by whatever happens meanwhile.
        batches = [
            batch
            for partition, run in records.items()
            for batch in Batch.split(partition, run, _BATCH_BYTES)
        ]
        for batch in batches:
            self._ledger.hand_out(batch)
        for batch in batches:
            await self._deliver(batch)

    # -- commits

    @Service.task
    async def _commit_regularly(self) -> None:
        while not self.should_stop:
            await self.sleep(self._options.commit_interval)
            await self._pass_gaps()
            await self._commit()

    async def _pass_gaps(self) -> None:
        """Settle what no record is in: transaction markers, and what compaction took away."""
        for partition, committed in list(self.committed.items()):
            if self._consumer is not None and self._ledger.is_idle(partition):
                with contextlib.suppress(KafkaError, IllegalStateError, TimeoutError):
                    position = await asyncio.wait_for(self._consumer.position(partition), 1)
                    if self._ledger.is_idle(partition) and position > (committed or 0):
                        self._ledger.pass_gap(partition, position)

    async def _commit(self) -> None:
        """Step 5: commit the settled front of each partition."""
        async with self._committing:
            offsets = self._ledger.committable()
            if not offsets or self._consumer is None:
                return
            try:
                await self._consumer.commit(offsets)
            except (KafkaError, IllegalStateError) as error:
                # Another attempt follows, or the partitions are revoked and somebody else's.
                log.warning("cannot commit", error=repr(error))
            else:
                self._ledger.committed(offsets)
                self.committed.update(
                    (partition, offset)
                    for partition, offset in offsets.items()
                    if partition in self.committed
                )
                self.last_progress = self.loop.time()

    # -- rebalances

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Settle what is in flight or give it up, commit, and let go."""
        self.joined = False
        await self._until_settled(revoked, _HAND_OVER)
        await self._commit()
        self._ledger.forget(revoked)
        self.committed.clear()
        if revoked:
            log.info("partitions revoked", partitions=sorted(tp.partition for tp in revoked))

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Start to fetch, from the committed offsets."""
        assert self._consumer is not None  # noqa: S101 - it is the consumer that calls
        for partition in assigned:
            self.committed[partition] = None
        for partition in assigned:
            # It only tells the lag; where to start, the consumer asks for itself.
            with contextlib.suppress(KafkaError):
                self.committed[partition] = await self._consumer.committed(partition)
        self.last_progress = self.loop.time()
        self.joined = True
        log.info("partitions assigned", partitions=sorted(tp.partition for tp in assigned))

    async def _until_settled(
        self, partitions: Collection[TopicPartition] | None, seconds: float
    ) -> None:
        """Wait until the batches of some partitions (or all) are settled, but not for longer."""
        deadline = self.loop.time() + seconds
        while (left := self._ledger.unsettled(partitions)) and self.loop.time() < deadline:
            await self._some_settled()
        if left:
            log.warning("batches given up, others will repeat them", batches=left)

    async def _some_settled(self) -> None:
        """Wait for a batch to be settled, for a short time."""
        self._settled.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), _POLL_MS / 1000)
