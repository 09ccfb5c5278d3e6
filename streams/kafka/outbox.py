"""Where alerts and dead letters go: published, and acknowledged by the broker."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Sequence
from typing import Self

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    PolicyViolationError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnsupportedForMessageFormatError,
)
from mode import Service

from streams.errors import PermanentDeliveryError, RecordTooLargeError
from streams.kafka.security import Connection
from streams.records import OutputRecord

log = structlog.get_logger(__name__)

#: What will be refused again, however often it is tried.
_PERMANENT = (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    MessageSizeTooLargeError,
    PolicyViolationError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnsupportedForMessageFormatError,
)
_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
#: Seconds until the next attempt: doubles from the first to the last, with as much jitter.
_RETRY_FIRST, _RETRY_LAST = 0.2, 15.0
#: A producer that stops sends what it has; without a broker it would try for a request's time.
_STOPPING = 2.0
#: A full buffer lets go of what waits for it after this time; the wait then starts anew.
_REQUEST_TIMEOUT_MS = 20_000


class Outbox(Service):
    """Publishes records with an idempotent producer.

    A record that the broker does not take for a passing reason is tried again until it does; the
    articles behind it stay uncommitted meanwhile, and the source hands out no more than its bound.
    """

    def __init__(self, connection: Connection, *, max_record_bytes: int) -> None:
        """`max_record_bytes`: the largest record to send, with key and headers."""
        super().__init__()
        self._connection = connection
        self._max_record_bytes = max_record_bytes
        # The one that all share, and one for records that are to be refused for themselves.
        self._producers: dict[bool, AIOKafkaProducer] = {}
        self._alone = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._waiting_since: dict[asyncio.Task[object] | None, float] = {}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def on_stop(self) -> None:
        """Stop the producers: what the source waited for is acknowledged by now, or given up."""
        producers = list(self._producers.values())
        self._producers.clear()
        with contextlib.suppress(TimeoutError):
            stops = (producer.stop() for producer in producers)
            await asyncio.wait_for(asyncio.gather(*stops, return_exceptions=True), _STOPPING)

    def waiting(self) -> float:
        """For how many seconds the oldest record has waited for its acknowledgement."""
        oldest = min(self._waiting_since.values(), default=None)
        return 0.0 if oldest is None else self.loop.time() - oldest

    async def publish(self, records: Sequence[OutputRecord]) -> list[PermanentDeliveryError | None]:
        """Publish; returns when every record is acknowledged or refused for good.

        Returns:
            For each record `None`, or why the broker will never take it.
        """
        task = asyncio.current_task()
        self._waiting_since[task] = self.loop.time()
        try:
            results = await self._publish(records)
            for number, result in enumerate(results):
                # The broker refuses whole batches, in which others may have put their records:
                # only alone, and by a producer of its own, a record is refused for itself.
                if isinstance(result, RecordTooLargeError):
                    async with self._alone:
                        (results[number],) = await self._publish([records[number]], alone=True)
            return results
        finally:
            del self._waiting_since[task]

    async def _publish(
        self, records: Sequence[OutputRecord], *, alone: bool = False
    ) -> list[PermanentDeliveryError | None]:
        results: list[PermanentDeliveryError | None] = [None] * len(records)
        waiting, wait = list(range(len(records))), _RETRY_FIRST
        while True:
            outcomes = await self._attempt([records[number] for number in waiting], alone=alone)
            failed = []
            for number, error in zip(waiting, outcomes, strict=True):
                if isinstance(error, _PERMANENT):
                    results[number] = _refusal(error)
                elif error is not None:
                    failed.append(number)
            if not failed:
                return results
            log.warning("not acknowledged, will try again", records=len(failed), seconds=wait)
            await asyncio.sleep(wait * random.uniform(1, 2))  # noqa: S311 - jitter, no secret
            waiting, wait = failed, min(wait * 2, _RETRY_LAST)

    async def _attempt(
        self, records: Sequence[OutputRecord], *, alone: bool
    ) -> list[BaseException | None]:
        """Send once; for each record `None` when it was acknowledged, or what went wrong."""
        try:
            producer = await self._connect(alone=alone)
        except (KafkaError, OSError) as error:
            log.warning("cannot reach the broker to publish", error=repr(error))
            return [error] * len(records)
        sent: list[asyncio.Future[object]] = []
        passing: KafkaError | None = None
        for record in records:
            # What does not let one in, such as a topic that is missing for a while, takes a
            # request's time to show: those behind it are not sent to wait as long, each in turn.
            sent.append(_failed(passing) if passing else await _send(producer, record))
            passing = passing or _passing_failure(sent[-1])
        outcomes = await asyncio.gather(*sent, return_exceptions=True)
        errors = [found if isinstance(found, BaseException) else None for found in outcomes]
        if any(errors) and producer is self._producers.get(alone):
            # A batch that was refused leaves a gap in the producer's sequence numbers, which
            # the broker would hold against every batch that follows (KIP-98).
            log.warning("publishing failed", error=repr(next(filter(None, errors))))
            self._replace(alone=alone)
        return errors

    async def _connect(self, *, alone: bool) -> AIOKafkaProducer:
        async with self._starting:
            if alone not in self._producers:
                producer = AIOKafkaProducer(
                    **self._connection.client_options("wirewatch-outbox"),
                    enable_idempotence=True,
                    acks="all",
                    linger_ms=2,
                    max_batch_size=256 * 1024,
                    max_request_size=self._max_record_bytes,
                    request_timeout_ms=_REQUEST_TIMEOUT_MS,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producers[alone] = producer
            return self._producers[alone]

    def _replace(self, *, alone: bool) -> None:
        """Let go of the producer: it finishes what it has, and the next attempt makes another."""
        producer = self._producers.pop(alone, None)
        if producer is not None:
            self.add_future(producer.stop())


def _refusal(error: KafkaError) -> PermanentDeliveryError:
    kind = RecordTooLargeError if isinstance(error, _TOO_LARGE) else PermanentDeliveryError
    return kind(f"{type(error).__name__}: {error}")


async def _send(producer: AIOKafkaProducer, record: OutputRecord) -> asyncio.Future[object]:
    """Put a record into the producer's buffer; what goes wrong there is the future's outcome."""
    try:
        future: asyncio.Future[object] = await producer.send(
            record.topic, key=record.key, value=record.value, headers=list(record.headers)
        )
    except KafkaError as error:
        return _failed(error)
    return future


def _failed(error: KafkaError) -> asyncio.Future[object]:
    future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    future.set_exception(error)
    return future


def _passing_failure(future: asyncio.Future[object]) -> KafkaError | None:
    """Why a record could not be put into the buffer, if that may pass."""
    error = future.exception() if future.done() and not future.cancelled() else None
    return error if isinstance(error, KafkaError) and not isinstance(error, _PERMANENT) else None
