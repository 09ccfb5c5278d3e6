"""What wirewatch needs of any broker, asked of the embedded one and of Apache Kafka alike."""

from __future__ import annotations

from abc import abstractmethod

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError

from tests.support.kafka.admin import admin_client, create_topic


async def publish(servers: str, topic: str, values: list[bytes]) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=servers, enable_idempotence=True, compression_type="gzip"
    ) as producer:
        for value in values:
            await producer.send_and_wait(topic, value)


def group_member(servers: str, topic: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        topic,
        bootstrap_servers=servers,
        group_id=f"{topic}.group",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )


class BrokerContract:
    @pytest.fixture
    @abstractmethod
    def servers(self) -> str:
        """Bootstrap servers of the broker that has to fulfil the contract."""

    async def test_topics_have_the_partitions_and_settings_they_were_created_with(
        self, servers: str, topic_prefix: str
    ) -> None:
        topic = await create_topic(
            servers, f"{topic_prefix}t", partitions=4, configs={"cleanup.policy": "compact"}
        )
        async with admin_client(servers) as admin:
            (described,) = await admin.describe_topics([topic])
            (configs,) = await admin.describe_configs(
                [ConfigResource(ConfigResourceType.TOPIC, topic)]
            )
        assert len(described["partitions"]) == 4
        ((_, _, _, _, entries),) = configs.resources
        assert {name: value for name, value, *_ in entries}["cleanup.policy"] == "compact"

    async def test_a_topic_is_created_once(self, servers: str, topic_prefix: str) -> None:
        topic = await create_topic(servers, f"{topic_prefix}t")
        with pytest.raises(AssertionError, match="already exists"):
            await create_topic(servers, topic)

    async def test_a_record_arrives_as_it_was_sent(self, servers: str, topic_prefix: str) -> None:
        topic = await create_topic(servers, f"{topic_prefix}t", partitions=2)
        headers = [("ce_id", b"1"), ("empty", b""), ("twice", b"a"), ("twice", b"\xff")]
        async with AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True) as producer:
            sent = await producer.send_and_wait(
                topic,
                b"v",
                key=b"k",
                partition=1,
                timestamp_ms=1_700_000_000_000,
                headers=headers,
            )
            await producer.send_and_wait(topic, None, key=b"k", partition=1)
        async with group_member(servers, topic) as consumer:
            record = await consumer.getone()
            tombstone = await consumer.getone()
        assert (sent.partition, sent.offset) == (1, 0)
        assert (record.partition, record.offset, record.key, record.value) == (1, 0, b"k", b"v")
        assert (record.timestamp, list(record.headers)) == (1_700_000_000_000, headers)
        assert (tombstone.offset, tombstone.value) == (1, None)

    async def test_a_group_resumes_where_it_committed(
        self, servers: str, topic_prefix: str
    ) -> None:
        topic = await create_topic(servers, f"{topic_prefix}t")
        await publish(servers, topic, [b"0", b"1", b"2"])
        partition = TopicPartition(topic, 0)
        async with group_member(servers, topic) as consumer:
            assert await consumer.committed(partition) is None
            assert [(await consumer.getone()).value for _ in range(3)] == [b"0", b"1", b"2"]
            await consumer.commit({partition: 2})
        async with group_member(servers, topic) as consumer:
            assert await consumer.committed(partition) == 2
            assert (await consumer.getone()).value == b"2"

    async def test_offsets_tell_how_much_there_is(self, servers: str, topic_prefix: str) -> None:
        topic = await create_topic(servers, f"{topic_prefix}t", partitions=2)
        await publish(servers, topic, [b"x"] * 21)
        partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
        async with AIOKafkaConsumer(bootstrap_servers=servers) as consumer:
            first = await consumer.beginning_offsets(partitions)
            end = await consumer.end_offsets(partitions)
        assert sum(first.values()) == 0
        assert sum(end.values()) == 21

    async def test_a_megabyte_is_the_limit(self, servers: str, topic_prefix: str) -> None:
        topic = await create_topic(servers, f"{topic_prefix}t")
        async with AIOKafkaProducer(
            bootstrap_servers=servers, max_request_size=3_000_000
        ) as producer:
            await producer.send_and_wait(topic, b"x" * 1_000_000)
            with pytest.raises(MessageSizeTooLargeError):
                await producer.send_and_wait(topic, b"x" * 2_000_000)


@pytest.mark.embedded
class TestEmbeddedBroker(BrokerContract):
    @pytest.fixture
    def servers(self, embedded_kafka: str) -> str:
        return embedded_kafka


@pytest.mark.kafka
class TestApacheKafka(BrokerContract):
    @pytest.fixture
    def servers(self, kafka: str) -> str:
        return kafka
