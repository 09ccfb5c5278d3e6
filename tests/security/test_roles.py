"""The rights that deploy/README.md gives to each role: they suffice, and end there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)

from tests.support.faults import Fleet, Sent, articles, nothing_lost, send
from tests.support.fixtures import SecuredKafka
from tests.support.installation import Installation
from tests.support.kafka.admin import admin_client
from tests.support.kafka.security import Operation, Resource, allow

pytestmark = pytest.mark.kafka

README = (Path(__file__).parents[2] / "deploy/README.md").read_text("utf-8")
RIGHTS = [
    (role, Operation[operation.upper()], Resource[resource.upper()], name)
    for role, operation, resource, name in re.findall(
        r"^\| (\w+) \| (\w+) \| (\w+) `([\w.-]+)` \|$", README, re.MULTILINE
    )
]
WATCH = "watches: [{id: rain, names: [weather]}]\n"


@pytest.fixture
async def as_role(
    secured_kafka: SecuredKafka, topic_prefix: str, tmp_path: Path
) -> Callable[[str], Installation]:
    """An installation as a role sees it: it logs in by its certificate."""
    prefix = f"roles{topic_prefix.rstrip('.')[-9:]}"
    listener = secured_kafka.cluster.bootstrap_servers("MTLS")

    def installation(role: str) -> Installation:
        certificate = secured_kafka.authority.issue(f"{prefix}.{role}")
        return Installation(
            secured_kafka.cluster.bootstrap_servers(),
            prefix,
            tmp_path,
            settings={
                "WIREWATCH_BOOTSTRAP_SERVERS": listener,
                "WIREWATCH_SECURITY_PROTOCOL": "SSL",
                "WIREWATCH_SSL_CAFILE": str(secured_kafka.authority.file),
                "WIREWATCH_SSL_CERTFILE": str(certificate),
            },
        )

    await installation("admin").create_topics()
    async with admin_client(secured_kafka.cluster.bootstrap_servers()) as admin:
        for role, operation, resource, name in RIGHTS:
            await allow(admin, f"{prefix}.{role}", operation, resource, f"{prefix}.{name}")
    return installation


def run(installation: Installation, *arguments: str, text: str = "") -> int:
    return subprocess.run(
        [sys.executable, "-m", "streams", *arguments],
        env={**os.environ, **installation.environment},
        input=text,
        text=True,
        capture_output=True,
        timeout=50,
        check=False,
    ).returncode


def client(kafka: SecuredKafka, installation: Installation) -> dict[str, object]:
    certificate = Path(installation.settings["WIREWATCH_SSL_CERTFILE"])
    return {
        "bootstrap_servers": kafka.cluster.bootstrap_servers("MTLS"),
        "security_protocol": "SSL",
        "ssl_context": kafka.authority.context(certificate),
    }


def test_the_table_is_read() -> None:
    assert {role for role, *_ in RIGHTS} == {"worker", "publisher", "editor", "consumer"}
    assert len(RIGHTS) == README.count("| Read |") + README.count("| Write |")


@pytest.mark.timeout(150, func_only=True)
async def test_each_role_can_do_its_work(as_role: Callable[[str], Installation]) -> None:
    assert run(as_role("editor"), "watches", "put", "-", text=WATCH) == 0
    assert run(as_role("publisher"), "publish", "-", text='{"id":"x","body":"Fine weather"}') == 0
    worker = as_role("worker")
    with Fleet(worker) as fleet:
        await fleet.started()
        await send(worker, [Sent(value) for value in [*articles(30), b"not JSON"]])
        await worker.consumed()
    alerts = await worker.alerts()
    assert ("rain", "x") in {(alert["watch"]["id"], alert["article"]["id"]) for alert in alerts}
    assert len(await worker.dead_letters()) == 1
    command = ("tail", "--from-beginning", "--limit", "3", "--json")
    assert run(as_role("consumer"), *command) == 0


@pytest.mark.parametrize(
    ("role", "topic"),
    [
        ("worker", "watchlists"),
        ("worker", "articles"),
        ("consumer", "alerts"),
        ("consumer", "watchlists"),
        ("publisher", "alerts"),
        ("editor", "alerts"),
    ],
)
async def test_nobody_writes_what_is_not_theirs(
    secured_kafka: SecuredKafka, as_role: Callable[[str], Installation], role: str, topic: str
) -> None:
    installation = as_role(role)
    producer = AIOKafkaProducer(**client(secured_kafka, installation))
    try:
        await producer.start()
        with pytest.raises((TopicAuthorizationFailedError, ClusterAuthorizationFailedError)):
            await producer.send_and_wait(f"{installation.prefix}.{topic}", b"v")
    finally:
        await producer.stop()


async def test_a_consumer_cannot_take_articles_away_from_workers(
    secured_kafka: SecuredKafka, as_role: Callable[[str], Installation]
) -> None:
    installation = as_role("consumer")
    consumer = AIOKafkaConsumer(
        installation.topics.alerts.name,
        group_id=installation.group,
        **client(secured_kafka, installation),
    )
    try:
        with pytest.raises(GroupAuthorizationFailedError):  # noqa: PT012 - whichever of them asks
            await consumer.start()
            await consumer.getone()
    finally:
        await consumer.stop()


@pytest.mark.timeout(120, func_only=True)
async def test_a_worker_logs_in_by_password_over_tls(
    secured_kafka: SecuredKafka, topic_prefix: str, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("let-me-in\n")
    installation = Installation(
        secured_kafka.cluster.bootstrap_servers(),
        topic_prefix.rstrip("."),
        tmp_path,
        settings={
            "WIREWATCH_BOOTSTRAP_SERVERS": secured_kafka.cluster.bootstrap_servers("SASL_TLS"),
            "WIREWATCH_SECURITY_PROTOCOL": "SASL_SSL",
            "WIREWATCH_SASL_USERNAME": "worker",
            "WIREWATCH_SASL_PASSWORD_FILE": str(password),
            "WIREWATCH_SSL_CAFILE": str(secured_kafka.authority.file),
        },
    )
    await installation.create_topics()
    async with admin_client(installation.servers) as admin:
        for role, operation, resource, name in RIGHTS:
            if role == "worker":
                await allow(admin, "worker", operation, resource, f"{installation.prefix}.{name}")
    values = articles(40)
    with Fleet(installation) as fleet:
        await fleet.started()
        await installation.publish(values)
        await installation.consumed()
    await nothing_lost(installation, values)
