"""A broker that asks its clients who they are, and the clients that can tell it."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
)

from tests.support.fixtures import SecuredKafka
from tests.support.kafka.admin import admin_client, create_topic
from tests.support.kafka.security import Operation, Resource, allow, scram

pytestmark = pytest.mark.kafka


@pytest.fixture
async def topic(secured_kafka: SecuredKafka, topic_prefix: str) -> str:
    """A topic that `worker` may write to."""
    servers = secured_kafka.cluster.bootstrap_servers()
    topic = await create_topic(servers, f"{topic_prefix}t")
    async with admin_client(servers) as admin:
        await allow(admin, "worker", Operation.WRITE, Resource.TOPIC, topic)
    return topic


async def write(kafka: SecuredKafka, listener: str, topic: str, **client: Any) -> int:
    """Write one record, and give back its offset."""
    servers = kafka.cluster.bootstrap_servers(listener)
    producer = AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True, **client)
    try:
        await producer.start()
        offset: int = (await producer.send_and_wait(topic, b"v")).offset
    finally:
        await producer.stop()
    return offset


async def read(kafka: SecuredKafka, listener: str, topic: str, **client: Any) -> bytes:
    """Read one record, in a group named like the topic."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=kafka.cluster.bootstrap_servers(listener),
        group_id=topic,
        auto_offset_reset="earliest",
        **client,
    )
    try:
        await consumer.start()
        value: bytes = (await consumer.getone()).value
    finally:
        await consumer.stop()
    return value


def tls(context: ssl.SSLContext) -> dict[str, Any]:
    return {"security_protocol": "SSL", "ssl_context": context}


async def test_tls(secured_kafka: SecuredKafka, topic: str) -> None:
    client = tls(secured_kafka.authority.context())
    assert await write(secured_kafka, "TLS", topic, **client) == 0


async def test_a_client_refuses_a_broker_that_it_has_no_reason_to_trust(
    secured_kafka: SecuredKafka, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = tls(ssl.create_default_context())
    with pytest.raises(KafkaConnectionError):
        await write(secured_kafka, "TLS", topic, **client)
    assert "CERTIFICATE_VERIFY_FAILED" in caplog.text


async def test_the_name_in_a_client_certificate_is_the_user(
    secured_kafka: SecuredKafka, topic: str
) -> None:
    authority = secured_kafka.authority
    worker = tls(authority.context(authority.issue("worker")))
    assert await write(secured_kafka, "MTLS", topic, **worker) == 0
    other = tls(authority.context(authority.issue("other")))
    # Who may write to no topic at all is not even given a producer id (KIP-679).
    with pytest.raises(ClusterAuthorizationFailedError):
        await write(secured_kafka, "MTLS", topic, **other)


async def test_a_client_without_a_certificate_is_turned_away(
    secured_kafka: SecuredKafka, topic: str
) -> None:
    client = tls(secured_kafka.authority.context())
    with pytest.raises(KafkaConnectionError):
        await write(secured_kafka, "MTLS", topic, **client)


@pytest.mark.parametrize(
    ("listener", "protocol"), [("SASL_TLS", "SASL_SSL"), ("SASL", "SASL_PLAINTEXT")]
)
async def test_scram(
    secured_kafka: SecuredKafka,
    topic: str,
    listener: str,
    protocol: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = {"security_protocol": protocol, "ssl_context": secured_kafka.authority.context()}
    worker = {**client, **scram("worker", "let-me-in")}
    assert await write(secured_kafka, listener, topic, **worker) == 0
    impostor = {**client, **scram("worker", "let-me-out")}
    with pytest.raises(KafkaConnectionError):
        await write(secured_kafka, listener, topic, **impostor)
    assert "SaslAuthenticationFailed" in caplog.text


async def test_reading_takes_a_right_to_the_group_as_well(
    secured_kafka: SecuredKafka, topic: str
) -> None:
    worker = {"security_protocol": "SASL_PLAINTEXT", **scram("worker", "let-me-in")}
    await write(secured_kafka, "SASL", topic, **worker)
    async with admin_client(secured_kafka.cluster.bootstrap_servers()) as admin:
        await allow(admin, "worker", Operation.READ, Resource.TOPIC, topic)
        with pytest.raises(GroupAuthorizationFailedError):
            await read(secured_kafka, "SASL", topic, **worker)
        await allow(admin, "worker", Operation.READ, Resource.GROUP, topic)
    assert await read(secured_kafka, "SASL", topic, **worker) == b"v"


async def test_rights_end_at_the_topic_they_were_given_for(
    secured_kafka: SecuredKafka, topic: str, topic_prefix: str
) -> None:
    servers = secured_kafka.cluster.bootstrap_servers()
    other = await create_topic(servers, f"{topic_prefix}other")
    worker = {"security_protocol": "SASL_PLAINTEXT", **scram("worker", "let-me-in")}
    assert await write(secured_kafka, "SASL", topic, **worker) == 0
    with pytest.raises(TopicAuthorizationFailedError):
        await write(secured_kafka, "SASL", other, **worker)
