"""Who owns an offset: what was handed out, what is settled, and what may be committed.

A batch is a run of records of one partition. Batches of a partition are handed out in order and
may be settled in any; only the settled ones at the front may be committed. A partition that is
taken away is forgotten: what was handed out of it is void, and settling it changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord, TopicPartition


@dataclass(slots=True, eq=False)
class Batch:
    """A run of records of one partition, in order, that is settled as a whole.

    Attributes:
        next_offset: what to commit when all before it is settled.
        size: bytes of keys and values.
        void: its partition was taken away: do not work on it, nobody waits for it.
    """

    partition: TopicPartition
    records: Sequence[ConsumerRecord]
    next_offset: int
    size: int
    settled: bool = field(default=False, init=False)
    void: bool = field(default=False, init=False)

    @classmethod
    def split(
        cls, partition: TopicPartition, records: Sequence[ConsumerRecord], max_bytes: int
    ) -> Iterator[Batch]:
        """The batches of what one poll gave for a partition, in order.

        A record that is larger than `max_bytes` is a batch of its own.
        """
        run: list[ConsumerRecord] = []
        size = 0
        for record in records:
            added = len(record.value or b"") + len(record.key or b"")
            if run and size + added > max_bytes:
                yield cls(partition, run, run[-1].offset + 1, size)
                run, size = [], 0
            run.append(record)
            size += added
        if run:
            yield cls(partition, run, run[-1].offset + 1, size)


class Ledger:
    """The batches in flight; knows no clock and no client."""

    def __init__(self) -> None:
        self._in_flight: dict[TopicPartition, deque[Batch]] = {}
        self._committable: dict[TopicPartition, int] = {}
        #: Bytes of articles that are being worked on.
        self.bytes_in_flight = 0

    def hand_out(self, batch: Batch) -> None:
        """A batch is about to be worked on; batches of a partition come in order."""
        self._in_flight.setdefault(batch.partition, deque()).append(batch)
        self.bytes_in_flight += batch.size

    def settle(self, batch: Batch) -> None:
        """All that a batch caused is safe; of a void batch nobody wants to know."""
        if batch.void or batch.settled:
            return
        batch.settled = True
        self.bytes_in_flight -= batch.size
        queue = self._in_flight[batch.partition]
        while queue and queue[0].settled:
            self._committable[batch.partition] = queue.popleft().next_offset

    def is_idle(self, partition: TopicPartition) -> bool:
        """Whether nothing of a partition is in flight."""
        return not self._in_flight.get(partition)

    def pass_gap(self, partition: TopicPartition, offset: int) -> None:
        """The consumer stands at `offset` with nothing in flight: there is no record before it."""
        self._committable[partition] = offset

    def forget(self, partitions: Iterable[TopicPartition]) -> None:
        """Partitions were taken away: their batches are void, nothing of them is committed."""
        for partition in partitions:
            self._committable.pop(partition, None)
            for batch in self._in_flight.pop(partition, ()):
                batch.void = True
                if not batch.settled:
                    self.bytes_in_flight -= batch.size

    def committable(self) -> dict[TopicPartition, int]:
        """What may be committed and is not: partition → next offset."""
        return dict(self._committable)

    def committed(self, offsets: dict[TopicPartition, int]) -> None:
        """These offsets are safe with the broker."""
        for partition, offset in offsets.items():
            if self._committable.get(partition) == offset:
                del self._committable[partition]

    def unsettled(self, partitions: Iterable[TopicPartition] | None = None) -> int:
        """How many batches are in flight, of some partitions or of all."""
        wanted = self._in_flight if partitions is None else partitions
        return sum(
            not batch.settled
            for partition in wanted
            for batch in self._in_flight.get(partition, ())
        )
