"""Whatever order batches are settled, forgotten and committed in, no offset passes its batch."""

from __future__ import annotations

from dataclasses import dataclass

from aiokafka import TopicPartition
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from streams.kafka.ledger import Batch, Ledger

PARTITIONS = [TopicPartition("articles", number) for number in range(3)]
A_PARTITION = st.sampled_from(PARTITIONS)


@dataclass
class Share:
    """The model of a partition since it was assigned: all its batches, and what is committed."""

    batches: list[Batch]
    position: int
    committed: int
    passed: int

    def settled_up_to(self) -> int:
        """The offset before which everything is settled."""
        offset = self.passed
        for batch in self.batches:
            if not batch.settled:
                break
            offset = max(offset, batch.next_offset)
        return offset


class LedgerMachine(RuleBasedStateMachine):
    """The model keeps every batch; the ledger only what it still needs."""

    batches = Bundle("batches")

    @initialize()
    def start(self) -> None:
        self.ledger = Ledger()
        self.shares = {partition: Share([], 0, 0, 0) for partition in PARTITIONS}
        self.under_way: dict[TopicPartition, int] | None = None

    @rule(target=batches, partition=A_PARTITION, records=st.integers(1, 5), size=st.integers(0, 99))
    def hand_out(self, partition: TopicPartition, records: int, size: int) -> Batch:
        share = self.shares[partition]
        share.position += records
        batch = Batch(partition, (), share.position, size)
        share.batches.append(batch)
        self.ledger.hand_out(batch)
        return batch

    @rule(batch=batches)
    def settle(self, batch: Batch) -> None:
        self.ledger.settle(batch)

    @rule(partitions=st.sets(A_PARTITION))
    def take_away_and_assign_again(self, partitions: set[TopicPartition]) -> None:
        """The next owner starts from what is committed, which may be us."""
        lost = [batch for partition in partitions for batch in self.shares[partition].batches]
        self.ledger.forget(partitions)
        assert partitions.isdisjoint(self.ledger.committable())
        assert all(batch.void for batch in lost if not batch.settled)
        for partition in partitions:
            committed = self.shares[partition].committed
            self.shares[partition] = Share([], committed, committed, committed)

    @rule(partition=A_PARTITION, gap=st.integers(1, 3))
    def find_a_gap(self, partition: TopicPartition, gap: int) -> None:
        if self.ledger.is_idle(partition):
            share = self.shares[partition]
            share.position += gap
            share.passed = share.position
            self.ledger.pass_gap(partition, share.position)

    @precondition(lambda self: self.under_way is None)
    @rule()
    def begin_to_commit(self) -> None:
        self.under_way = self.ledger.committable()

    @precondition(lambda self: self.under_way is not None)
    @rule(succeeds=st.booleans())
    def end_a_commit(self, succeeds: bool) -> None:
        assert self.under_way is not None
        if succeeds:
            self.ledger.committed(self.under_way)
            for partition, offset in self.under_way.items():
                share = self.shares[partition]
                # A commit that a rebalance overtook may be past all that the new share has seen:
                # then it says nothing of that, and what is settled is committed once more.
                if offset <= share.settled_up_to():
                    share.committed = max(share.committed, offset)
        self.under_way = None

    @invariant()
    def the_settled_front_is_committable_and_nothing_else(self) -> None:
        expected = {
            partition: share.settled_up_to()
            for partition, share in self.shares.items()
            if share.settled_up_to() > share.committed
        }
        assert self.ledger.committable() == expected

    @invariant()
    def bytes_in_flight_are_those_of_batches_that_are_worked_on(self) -> None:
        unsettled = [b for s in self.shares.values() for b in s.batches if not b.settled]
        assert self.ledger.bytes_in_flight == sum(batch.size for batch in unsettled)
        assert self.ledger.unsettled() == len(unsettled)
        for partition, share in self.shares.items():
            left = [batch for batch in share.batches if not batch.settled]
            assert self.ledger.unsettled([partition]) == len(left)
            assert self.ledger.is_idle(partition) == (not left)

    @invariant()
    def only_what_was_taken_away_is_void(self) -> None:
        assert not any(batch.void for share in self.shares.values() for batch in share.batches)


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
