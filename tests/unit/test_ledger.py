"""Which offsets may be committed while batches are handed out, settled, and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition

from streams.kafka.ledger import Batch, Ledger

ONE, OTHER = TopicPartition("articles", 0), TopicPartition("articles", 1)


def record(offset: int, key: bytes | None = None, value: bytes | None = None) -> Any:
    return ConsumerRecord("articles", 0, offset, 0, 0, key, value, None, 0, 0, ())


def handed_out(ledger: Ledger, partition: TopicPartition, *sizes: int) -> list[Batch]:
    """Batches of ten records each, one after the other, with so many bytes."""
    batches = [Batch(partition, (), 10 * (n + 1), size) for n, size in enumerate(sizes)]
    for batch in batches:
        ledger.hand_out(batch)
    return batches


def test_a_batch_ends_behind_its_last_record_and_weighs_keys_and_values() -> None:
    records = [record(5, b"key", b"value"), record(9, None, None), record(12, b"k")]
    (batch,) = Batch.split(ONE, records, max_bytes=9)
    assert (batch.next_offset, batch.size) == (13, 9)
    assert not batch.settled
    assert not batch.void


def test_a_run_is_split_by_bytes_and_a_large_record_is_a_batch_of_its_own() -> None:
    sizes = (4, 4, 4, 50, 1)
    records = [record(n, None, b"x" * size) for n, size in enumerate(sizes)]
    batches = list(Batch.split(ONE, records, max_bytes=8))
    assert [(batch.size, batch.next_offset) for batch in batches] == [
        (8, 2), (4, 3), (50, 4), (1, 5),
    ]  # fmt: skip
    assert [taken for batch in batches for taken in batch.records] == records


def test_what_is_handed_out_cannot_be_committed() -> None:
    ledger = Ledger()
    handed_out(ledger, ONE, 100)
    assert ledger.committable() == {}
    assert ledger.bytes_in_flight == 100
    assert ledger.unsettled() == 1
    assert not ledger.is_idle(ONE)


def test_batches_settled_in_order_move_the_offset() -> None:
    ledger = Ledger()
    first, second = handed_out(ledger, ONE, 100, 50)
    ledger.settle(first)
    assert ledger.committable() == {ONE: 10}
    assert ledger.bytes_in_flight == 50
    ledger.settle(second)
    assert ledger.committable() == {ONE: 20}
    assert ledger.bytes_in_flight == 0
    assert ledger.is_idle(ONE)


def test_a_batch_that_is_not_settled_holds_back_those_behind_it() -> None:
    ledger = Ledger()
    first, second, third = handed_out(ledger, ONE, 1, 1, 1)
    ledger.settle(third)
    ledger.settle(second)
    assert ledger.committable() == {}
    assert ledger.unsettled() == 1
    ledger.settle(first)
    assert ledger.committable() == {ONE: 30}


def test_partitions_do_not_wait_for_each_other() -> None:
    ledger = Ledger()
    handed_out(ledger, ONE, 1)
    (other,) = handed_out(ledger, OTHER, 1)
    ledger.settle(other)
    assert ledger.committable() == {OTHER: 10}
    assert ledger.is_idle(OTHER)
    assert (ledger.unsettled([ONE]), ledger.unsettled([OTHER]), ledger.unsettled()) == (1, 0, 1)


def test_settling_again_changes_nothing() -> None:
    ledger = Ledger()
    first, _ = handed_out(ledger, ONE, 100, 50)
    ledger.settle(first)
    ledger.settle(first)
    assert ledger.bytes_in_flight == 50
    assert ledger.committable() == {ONE: 10}


def test_what_is_committed_needs_no_other_commit() -> None:
    ledger = Ledger()
    (batch,) = handed_out(ledger, ONE, 1)
    ledger.settle(batch)
    ledger.committed(ledger.committable())
    assert ledger.committable() == {}


def test_what_is_settled_during_a_commit_is_left_for_the_next_one() -> None:
    ledger = Ledger()
    first, second = handed_out(ledger, ONE, 1, 1)
    ledger.settle(first)
    under_way = ledger.committable()
    ledger.settle(second)
    ledger.committed(under_way)
    assert ledger.committable() == {ONE: 20}


def test_the_offsets_of_a_commit_are_not_changed_under_way() -> None:
    ledger = Ledger()
    first, second = handed_out(ledger, ONE, 1, 1)
    ledger.settle(first)
    under_way = ledger.committable()
    ledger.settle(second)
    assert under_way == {ONE: 10}


def test_a_partition_that_is_taken_away_is_forgotten() -> None:
    ledger = Ledger()
    first, second, third = handed_out(ledger, ONE, 100, 50, 25)
    (other,) = handed_out(ledger, OTHER, 7)
    ledger.settle(first)
    ledger.settle(third)
    ledger.forget([ONE])
    assert ledger.committable() == {}
    assert ledger.bytes_in_flight == 7
    assert ledger.is_idle(ONE)
    assert (second.void, third.void, other.void) == (True, True, False)


def test_settling_a_void_batch_changes_nothing() -> None:
    ledger = Ledger()
    (lost,) = handed_out(ledger, ONE, 100)
    ledger.forget([ONE])
    (again,) = handed_out(ledger, ONE, 100)
    ledger.settle(lost)
    assert ledger.committable() == {}
    assert ledger.bytes_in_flight == 100
    ledger.settle(again)
    assert ledger.committable() == {ONE: 10}


def test_forgetting_what_was_never_handed_out_is_no_error() -> None:
    Ledger().forget([ONE, OTHER])


def test_an_offset_past_which_there_is_no_record_can_be_committed() -> None:
    ledger = Ledger()
    ledger.pass_gap(ONE, 42)
    assert ledger.committable() == {ONE: 42}
    ledger.committed({ONE: 42})
    assert ledger.committable() == {}


@pytest.mark.parametrize("partitions", [[], [ONE], [ONE, OTHER]])
def test_partitions_with_nothing_in_flight_count_as_none(partitions: list[TopicPartition]) -> None:
    assert Ledger().unsettled(partitions) == 0
