"""Creating topics, and insisting on it: aiokafka answers with error codes and raises nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient, NewTopic


@asynccontextmanager
async def admin_client(bootstrap_servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """An aiokafka admin client that is started and closed."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def create_topic(
    bootstrap_servers: str,
    name: str,
    *,
    partitions: int = 1,
    replicas: int = 1,
    configs: dict[str, str] | None = None,
) -> str:
    """Create a topic, and give back its name."""
    async with admin_client(bootstrap_servers) as admin:
        topic = NewTopic(name, partitions, replicas, topic_configs=configs or {})
        response = await admin.create_topics([topic])
    ((_, error_code, message),) = response.topic_errors
    assert error_code == 0, message
    return name
