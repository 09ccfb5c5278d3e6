"""A login that the broker refuses: told at the start, waited out later, and never shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams import exit_codes
from tests.support.command_line import Wirewatch
from tests.support.faults import Fleet, Sent, articles, health, nothing_lost, send, until
from tests.support.fixtures import SecuredKafka
from tests.support.installation import Installation
from tests.support.kafka.cluster import KafkaCluster
from tests.support.kafka.distribution import KafkaDistribution

pytestmark = pytest.mark.kafka

SECRET = "correct-horse-battery-staple"  # pragma: allowlist secret


@pytest.mark.parametrize(
    ("mechanism", "says"),
    [
        ("SCRAM-SHA-512", "WIREWATCH_SASL_USERNAME, _PASSWORD or _PASSWORD_FILE"),
        ("PLAIN", "WIREWATCH_SASL_MECHANISM"),
    ],
    ids=["wrong password", "wrong mechanism"],
)
async def test_a_worker_that_is_not_let_in_says_what_to_correct(
    secured_kafka: SecuredKafka, topic_prefix: str, tmp_path: Path, mechanism: str, says: str
) -> None:
    installation = Installation(
        secured_kafka.cluster.bootstrap_servers(),
        topic_prefix.rstrip("."),
        tmp_path,
        settings={
            "WIREWATCH_BOOTSTRAP_SERVERS": secured_kafka.cluster.bootstrap_servers("SASL_TLS"),
            "WIREWATCH_SECURITY_PROTOCOL": "SASL_SSL",
            "WIREWATCH_SASL_MECHANISM": mechanism,
            "WIREWATCH_SASL_USERNAME": "worker",
            "WIREWATCH_SASL_PASSWORD": SECRET,
            "WIREWATCH_SSL_CAFILE": str(secured_kafka.authority.file),
            "WIREWATCH_LOG_LEVEL": "debug",
        },
    )
    await installation.create_topics()
    with Fleet(installation) as fleet:
        worker = fleet.start()
        await until(lambda: worker.poll() is not None, 40, "it ends")
        assert worker.poll() == exit_codes.CONFIGURATION
        assert fleet.logs().splitlines()[-1].startswith(f"error: {says}: ")
        assert SECRET not in fleet.logs()


@pytest.mark.parametrize(
    "arguments", [("tail",), ("watches", "put", "-"), ("topics", "plan")], ids=" ".join
)
def test_a_command_that_is_not_let_in_says_what_to_correct(
    secured_kafka: SecuredKafka,
    wirewatch: Wirewatch,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    servers = secured_kafka.cluster.bootstrap_servers("SASL_TLS")
    monkeypatch.setenv("WIREWATCH_BOOTSTRAP_SERVERS", servers)
    monkeypatch.setenv("WIREWATCH_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("WIREWATCH_SASL_USERNAME", "worker")
    monkeypatch.setenv("WIREWATCH_SASL_PASSWORD", SECRET)
    monkeypatch.setenv("WIREWATCH_SSL_CAFILE", str(secured_kafka.authority.file))
    watch = b'{"watches": [{"id": "rain", "names": ["rain"]}]}'
    ended = wirewatch(*arguments, stdin=watch)
    assert ended.code == exit_codes.CONFIGURATION
    assert "WIREWATCH_SASL_USERNAME" in ended.errors
    assert SECRET not in ended.output + ended.errors


def _plain(password: str) -> dict[str, str]:
    """Server properties for a listener `SASL` whose one user is `worker`."""
    module = "org.apache.kafka.common.security.plain.PlainLoginModule"
    return {
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config": f'{module} required user_worker="{password}";',
    }


@pytest.fixture
def cluster(
    kafka_distribution: KafkaDistribution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaCluster]:
    with KafkaCluster(
        kafka_distribution,
        tmp_path_factory.mktemp("kafka"),
        listeners={"SASL": "SASL_PLAINTEXT"},
        properties=_plain(SECRET),
    ).running() as cluster:
        yield cluster


@pytest.mark.slow
@pytest.mark.timeout(180, func_only=True)
async def test_a_worker_whose_password_changes_waits_and_fails_liveness(
    cluster: KafkaCluster, topic_prefix: str, tmp_path: Path
) -> None:
    """A restart reads the password file anew; whoever changes the password back needs none."""
    installation = Installation(
        cluster.bootstrap_servers(),
        topic_prefix.rstrip("."),
        tmp_path,
        settings={
            "WIREWATCH_BOOTSTRAP_SERVERS": cluster.bootstrap_servers("SASL"),
            "WIREWATCH_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "WIREWATCH_ALLOW_SASL_PLAINTEXT": "true",
            "WIREWATCH_SASL_MECHANISM": "PLAIN",
            "WIREWATCH_SASL_USERNAME": "worker",
            "WIREWATCH_SASL_PASSWORD": SECRET,
            "WIREWATCH_STALL_TIMEOUT": "5",
        },
    )
    await installation.create_topics()
    values = articles(100)
    (broker,) = cluster.brokers

    async def change_password(password: str) -> None:
        """The broker's; whoever is logged in would stay so until the connection ends."""
        await asyncio.to_thread(broker.stop)
        broker.properties.update(_plain(password))
        broker.launch()
        await asyncio.to_thread(broker.wait_until_started)

    with Fleet(installation) as fleet:
        worker = await fleet.started()
        await send(installation, [Sent(value) for value in values[:50]])
        await installation.consumed()

        await change_password("another one")  # pragma: allowlist secret
        await send(installation, [Sent(value) for value in values[50:]])
        for path in ("/readyz", "/livez"):
            await until(
                lambda p=path: any("does not let worker in" in x for x in health(worker, p)),
                30,
                path,
            )
        assert worker.poll() is None

        await change_password(SECRET)
        await installation.consumed(60)
        await until(worker.is_ready, 30, "ready again")
        assert health(worker, "/livez") == []
        await nothing_lost(installation, values)
        assert SECRET not in fleet.logs()
