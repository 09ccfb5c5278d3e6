"""Apache Kafka in KRaft mode on loopback addresses: one broker or several."""

from __future__ import annotations

import os
import random
import shutil
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.support.kafka.broker import KafkaBroker
from tests.support.kafka.distribution import KafkaDistribution

# What a test would otherwise wait for: a dead broker or member is noticed in seconds, a group
# does not wait for members to come, its offsets have one partition to load instead of fifty, and
# the log cleaner looks for work twice a second.
_QUICK = {
    "auto.create.topics.enable": "false",
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "log.cleaner.backoff.ms": "500",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.num.partitions": "1",
}


class KafkaCluster:
    """Brokers on 127.0.0.1, 127.0.0.2 … on free ports.

    Every broker has a listener `PLAINTEXT`, for clients and for the other brokers.

    Args:
        distribution: the Kafka to run.
        folder: takes the data, which goes when the cluster does, and the logs, which stay.
        brokers: how many; internal topics are replicated to three where there are three.
        own_controller: a further process is the controller, so that most of the brokers may be
            away without the quorum; otherwise all of them are controllers too.
        listeners: further listeners, security protocol by name.
        properties: further server properties, or other values for those set here.
        scram_users: password by user, for listeners with SASL.
    """

    def __init__(
        self,
        distribution: KafkaDistribution,
        folder: Path,
        *,
        brokers: int = 1,
        own_controller: bool = False,
        listeners: Mapping[str, str] | None = None,
        properties: Mapping[str, str] | None = None,
        scram_users: Mapping[str, str] | None = None,
    ) -> None:
        protocols = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT", **(listeners or {})}
        roles = dict.fromkeys(range(1, brokers + 1), "broker,controller")
        if own_controller:
            roles = {**dict.fromkeys(roles, "broker"), brokers + 1: "controller"}
        addresses = {
            node_id: dict(zip(names, _free_addresses(node_id, len(names)), strict=True))
            for node_id, names in (
                (node_id, _listeners(role, protocols)) for node_id, role in roles.items()
            )
        }
        voters = (
            f"{node_id}@{at['CONTROLLER']}"
            for node_id, at in addresses.items()
            if "CONTROLLER" in at
        )
        common = {
            "controller.quorum.voters": ",".join(voters),
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listener.security.protocol.map": ",".join(map(":".join, protocols.items())),
            "offsets.topic.replication.factor": str(min(brokers, 3)),
            "transaction.state.log.replication.factor": str(min(brokers, 3)),
            "transaction.state.log.min.isr": str(min(brokers, 2)),
            **_QUICK,
            **(properties or {}),
        }
        self._scram_users = scram_users or {}
        self._nodes = tuple(
            KafkaBroker(
                distribution,
                folder / f"broker-{node_id}",
                node_id=node_id,
                addresses=at,
                properties={**common, "process.roles": roles[node_id]},
            )
            for node_id, at in addresses.items()
        )
        self.brokers = self._nodes[:brokers]

    def bootstrap_servers(self, listener: str = "PLAINTEXT") -> str:
        """Every broker's address at this listener, as clients are told it."""
        return ",".join({**b.addresses, **b.advertised}[listener] for b in self.brokers)

    @contextmanager
    def running(self, *, jvm: Sequence[str] = ()) -> Iterator[Self]:
        """Start the brokers, wait until they serve, and kill them when the `with` block is left.

        (Were they shut down in order, the last ones would wait for a quorum that has gone.)
        """
        try:
            with ThreadPoolExecutor() as pool:
                list(pool.map(lambda node: node.format(self._scram_users), self._nodes))
            for node in self._nodes:
                node.launch(jvm=jvm)
            for node in self._nodes:
                node.wait_until_started()
            yield self
        finally:
            for node in self._nodes:
                node.kill()
                shutil.rmtree(node.data, ignore_errors=True)


def archive_classes(distribution: KafkaDistribution, folder: Path) -> None:
    """Run a broker once for its parsed classes, unless the cache has them for this Java."""
    archive = distribution.class_archive
    if archive.exists():
        return
    unfinished = archive.with_suffix(f".{os.getpid()}")
    jvm = [f"-XX:ArchiveClassesAtExit={unfinished}"]
    with KafkaCluster(distribution, folder).running(jvm=jvm) as cluster:
        cluster.brokers[0].stop()
    if unfinished.exists():  # A Java that comes without an archive of its own cannot make one.
        unfinished.replace(archive)


def _listeners(role: str, protocols: Mapping[str, str]) -> list[str]:
    """What a node of a role listens to."""
    wanted = {"broker": protocols.keys() - {"CONTROLLER"}, "controller": {"CONTROLLER"}}
    return [name for name in protocols if name in wanted.get(role, protocols)]


def _free_addresses(node_id: int, count: int) -> list[str]:
    """Ports below the range that the kernel hands to clients (32768 on Linux).

    There no client's socket can be given the port of a broker that is down for a moment; in the
    range, one that keeps trying to connect is in the end connected to itself.
    """
    host = f"127.0.0.{node_id}"
    free: list[str] = []
    for port in random.sample(range(20_000, 32_768), 200):
        with socket.socket() as probe:
            if len(free) < count and probe.connect_ex((host, port)) != 0:
                free.append(f"{host}:{port}")
    return free
