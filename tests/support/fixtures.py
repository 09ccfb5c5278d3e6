"""The brokers that tests ask for, and what becomes of a test whose broker cannot be had."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

import pytest

from streams.errors import ConfigurationError
from streams.kafka.embedded import EmbeddedBroker
from tests.support.kafka.cluster import KafkaCluster, archive_classes
from tests.support.kafka.distribution import KafkaDistribution, KafkaUnavailableError
from tests.support.kafka.security import SECURED_LISTENERS, CertificateAuthority


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first broker ever may have to be downloaded: no test's time limit covers that."""
    for item in items:
        if item.get_closest_marker("kafka") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(func_only=True))


def cannot_run(reason: str) -> NoReturn:
    """Skip; but where everything has to be tested, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka_distribution(tmp_path_factory: pytest.TempPathFactory) -> KafkaDistribution:
    """Real Kafka, for tests that start brokers of their own."""
    try:
        distribution = KafkaDistribution.install()
    except KafkaUnavailableError as unavailable:
        cannot_run(str(unavailable))
    archive_classes(distribution, tmp_path_factory.mktemp("kafka-classes"))
    return distribution


@pytest.fixture(scope="session")
def kafka(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Bootstrap servers of real Kafka, one broker unless `WIREWATCH_TEST_KAFKA` names others."""
    if given := os.environ.get("WIREWATCH_TEST_KAFKA"):
        yield given
        return
    distribution = request.getfixturevalue("kafka_distribution")
    folder = tmp_path_factory.mktemp("kafka")
    with KafkaCluster(distribution, folder).running() as cluster:
        yield cluster.bootstrap_servers()


class SecuredKafka(NamedTuple):
    """A broker with `SECURED_LISTENERS`, and who vouches for it."""

    cluster: KafkaCluster
    authority: CertificateAuthority


@pytest.fixture(scope="session")
def secured_kafka(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecuredKafka]:
    """Real Kafka that asks who is there; its SCRAM user is `worker`, the password `let-me-in`."""
    folder = tmp_path_factory.mktemp("secured-kafka")
    authority = CertificateAuthority(folder)
    cluster = KafkaCluster(
        kafka_distribution,
        folder,
        listeners=SECURED_LISTENERS,
        properties=authority.server_properties(),
        scram_users={"worker": "let-me-in"},
    )
    with cluster.running():
        yield SecuredKafka(cluster, authority)


@pytest.fixture(scope="session")
def embedded_kafka() -> Iterator[str]:
    """Bootstrap servers of the embedded broker."""
    try:
        with EmbeddedBroker.start() as broker:
            yield broker.bootstrap_servers
    except ConfigurationError as unavailable:
        cannot_run(str(unavailable))


@pytest.fixture
def topic_prefix(request: pytest.FixtureRequest) -> str:
    """Goes before the names of topics and groups, so that tests can share a broker."""
    name = re.sub(r"[^a-zA-Z0-9._-]", "-", request.node.name)
    return f"{name[:100]}-{secrets.token_hex(4)}."
