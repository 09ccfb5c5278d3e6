"""Topics as they are, as they should be, and what makes the one the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupCoordinatorNotAvailableError, for_code

from streams.errors import ConfigurationError, problem
from streams.kafka.security import Connection
from streams.topics import Topic

#: Where a topic's setting comes from when it was set on the topic (DescribeConfigs, source 1).
_SET_ON_TOPIC = 1


@dataclass(frozen=True, slots=True)
class TopicChange:
    """What is to be done about a topic.

    Attributes:
        create: it does not exist.
        partitions: how many it has now; 0 where it does not exist.
        config: setting → (as it is, as it should be), for those that differ.
    """

    topic: Topic
    create: bool = False
    partitions: int = 0
    config: Mapping[str, tuple[str | None, str]] | None = None

    @property
    def adds_partitions(self) -> bool:
        """Whether it has fewer partitions than it should; more are left alone."""
        return not self.create and self.partitions < self.topic.partitions

    @property
    def needed(self) -> bool:
        """Whether there is anything to do."""
        return self.create or self.adds_partitions or bool(self.config)


class TopicAdmin:
    """Plans and applies changes of topics."""

    def __init__(self, client: AIOKafkaAdminClient) -> None:
        self._client = client

    @classmethod
    @asynccontextmanager
    async def connect(cls, connection: Connection) -> AsyncIterator[TopicAdmin]:
        """A connected admin, closed at the end.

        Raises:
            SettingsError: the broker refuses the login.
        """
        client = AIOKafkaAdminClient(**connection.client_options("wirewatch-admin"))
        try:
            await connection.start(client)
            yield cls(client)
        finally:
            await client.close()

    async def plan(self, topics: Sequence[Topic]) -> list[TopicChange]:
        """What each topic needs; nothing is changed."""
        existing = await self._partitions([topic.name for topic in topics])
        changes = []
        for topic in topics:
            if topic.name not in existing:
                changes.append(TopicChange(topic, create=True))
                continue
            actual = await self._config(topic.name)
            changes.append(
                TopicChange(
                    topic,
                    partitions=existing[topic.name],
                    config={
                        key: (actual[key][0], value)
                        for key, value in topic.config.items()
                        if key in actual and actual[key][0] != value
                    },
                )
            )
        return changes

    async def apply(self, changes: Sequence[TopicChange], *, replication_factor: int) -> None:
        """Make the topics what they should be.

        Raises:
            ConfigurationError: the broker refuses; says which topic and why.
        """
        for change in changes:
            if change.create:
                await self._create(change.topic, replication_factor)
            if change.adds_partitions:
                count = NewPartitions(total_count=change.topic.partitions)
                response = await self._client.create_partitions({change.topic.name: count})
                _check(change.topic.name, response.topic_errors)
            if change.config:
                await self._configure(change.topic)

    async def committed(self, group: str) -> dict[TopicPartition, int]:
        """What a group has committed: partition → next offset.

        A new cluster has no coordinator for its first group yet: nothing is committed there.
        """
        try:
            offsets = await self._client.list_consumer_group_offsets(group)
        except GroupCoordinatorNotAvailableError:
            return {}
        return {partition: found.offset for partition, found in offsets.items()}

    async def _partitions(self, names: Sequence[str]) -> dict[str, int]:
        known = set(await self._client.list_topics())
        described = await self._client.describe_topics([name for name in names if name in known])
        return {topic["topic"]: len(topic["partitions"]) for topic in described}

    async def _config(self, name: str) -> dict[str, tuple[str | None, bool]]:
        """Setting → (value, whether it was set on the topic)."""
        resource = ConfigResource(ConfigResourceType.TOPIC, name)
        values = {}
        for response in await self._client.describe_configs([resource]):
            for _, _, _, _, entries in response.resources:
                for key, value, _, source, *_ in entries:
                    values[key] = (value, source == _SET_ON_TOPIC)
        return values

    async def _create(self, topic: Topic, replication_factor: int) -> None:
        response = await self._client.create_topics(
            [
                NewTopic(
                    topic.name,
                    num_partitions=topic.partitions,
                    replication_factor=replication_factor,
                    topic_configs=topic.config,
                )
            ]
        )
        _check(topic.name, response.topic_errors)

    async def _configure(self, topic: Topic) -> None:
        # AlterConfigs replaces every setting of a topic: those that others made go with ours.
        actual = await self._config(topic.name)
        kept = {key: value for key, (value, on_topic) in actual.items() if on_topic}
        resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, {**kept, **topic.config})
        for response in await self._client.alter_configs([resource]):
            _check(topic.name, [(topic.name, *error[:2]) for error in response.resources])


def _check(name: str, errors: Sequence[Any]) -> None:
    for topic, code, *message in errors:
        if code:
            text = next((str(part) for part in message if part), "") or for_code(code).__name__
            raise ConfigurationError([problem(text, path=f"topic {topic or name}")])
