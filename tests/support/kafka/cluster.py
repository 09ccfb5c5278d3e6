"""Apache Kafka in KRaft mode, one process per broker, each of them a controller too."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.kafka.embedded import dies_with_parent
from tests.support.kafka.distribution import KafkaDistribution

_CLUSTER_ID = "wirewatch-test-cluster"
_START_SECONDS = 45.0
_STOP_SECONDS = 30.0

# What a test would otherwise wait for: a dead broker or member is noticed in seconds, a group
# does not wait for members to come, and its offsets have one partition to load instead of fifty.
_QUICK = {
    "auto.create.topics.enable": "false",
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.num.partitions": "1",
}


class KafkaBroker:
    """One broker, stopped and started on the same addresses and the same data.

    Attributes:
        addresses: `host:port` by listener, as the broker binds them.
        advertised: `host:port` by listener, for those that clients should be sent to elsewhere
            (to a proxy). Read at every start.
        properties: the rest of `server.properties`. Read at every start.
        log: what the broker printed, all starts in one file.
    """

    def __init__(
        self,
        distribution: KafkaDistribution,
        folder: Path,
        *,
        node_id: int,
        addresses: Mapping[str, str],
        properties: Mapping[str, str],
    ) -> None:
        folder.mkdir(parents=True)
        self.node_id = node_id
        self.addresses = dict(addresses)
        self.advertised: dict[str, str] = {}
        self.properties = dict(properties)
        self.log = folder / "broker.log"
        self.data = folder / "data"
        self._configuration = folder / "server.properties"
        self._distribution = distribution
        self._process: subprocess.Popen[bytes] | None = None
        self._log_before_start = 0

    def format(self, scram_users: Mapping[str, str]) -> None:
        """Prepare the data folder, with the passwords of users who log in by SCRAM-SHA-512."""
        self._configure()
        arguments = ["format", "--cluster-id", _CLUSTER_ID, "--config", str(self._configuration)]
        for user, password in scram_users.items():
            arguments += ["--add-scram", f"SCRAM-SHA-512=[name={user},password={password}]"]
        command = self._distribution.command("kafka.tools.StorageTool", *arguments)
        with self.log.open("ab") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, timeout=60)

    def launch(self, *, jvm: Sequence[str] = ()) -> None:
        """Start without waiting: several brokers wait for each other."""
        self._configure()
        command = self._distribution.command("kafka.Kafka", str(self._configuration), jvm=jvm)
        with self.log.open("ab") as output:
            self._log_before_start = output.tell()
            self._process = subprocess.Popen(
                dies_with_parent(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
            )

    def wait_until_started(self) -> None:
        """Return when the broker serves its clients."""
        deadline = time.monotonic() + _START_SECONDS
        while "Kafka Server started" not in (printed := self._printed()):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"broker {self.node_id} does not start: {printed[-3000:]}")
            time.sleep(0.02)

    def start(self) -> None:
        """Start, and return when the broker serves its clients."""
        self.launch()
        self.wait_until_started()

    def stop(self) -> None:
        """Shut down in order (SIGTERM): leadership handed over, files closed."""
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """SIGKILL; nothing to do for a broker that does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _printed(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_before_start)
            return log.read().decode(errors="replace")

    def _configure(self) -> None:
        advertised = {**self.addresses, **self.advertised}
        del advertised["CONTROLLER"]
        properties = {
            **self.properties,
            "node.id": str(self.node_id),
            "log.dirs": str(self.data),
            "listeners": ",".join(f"{name}://{at}" for name, at in self.addresses.items()),
            "advertised.listeners": ",".join(f"{name}://{at}" for name, at in advertised.items()),
        }
        lines = (f"{name}={value}\n" for name, value in properties.items())
        self._configuration.write_text("".join(lines))


class KafkaCluster:
    """Brokers on 127.0.0.1, 127.0.0.2 … that run inside a `with` block.

    Every broker has a listener `PLAINTEXT`, for clients and for the other brokers.

    Args:
        distribution: the Kafka to run.
        folder: takes the data, which goes when the cluster does, and the logs, which stay.
        brokers: how many; internal topics are replicated to three where there are three.
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
        listeners: Mapping[str, str] | None = None,
        properties: Mapping[str, str] | None = None,
        scram_users: Mapping[str, str] | None = None,
    ) -> None:
        protocols = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT", **(listeners or {})}
        addresses = {
            node_id: dict(zip(protocols, _free_addresses(node_id, len(protocols)), strict=True))
            for node_id in range(1, brokers + 1)
        }
        voters = (f"{node_id}@{at['CONTROLLER']}" for node_id, at in addresses.items())
        common = {
            "process.roles": "broker,controller",
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
        self.brokers = tuple(
            KafkaBroker(
                distribution,
                folder / f"broker-{node_id}",
                node_id=node_id,
                addresses=at,
                properties=common,
            )
            for node_id, at in addresses.items()
        )

    def bootstrap_servers(self, listener: str = "PLAINTEXT") -> str:
        """Every broker's address at this listener, as clients are told it."""
        return ",".join({**b.addresses, **b.advertised}[listener] for b in self.brokers)

    def start(self, *, jvm: Sequence[str] = ()) -> None:
        """Format and start all brokers, and return when they serve their clients."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda broker: broker.format(self._scram_users), self.brokers))
        for broker in self.brokers:
            broker.launch(jvm=jvm)
        for broker in self.brokers:
            broker.wait_until_started()

    def close(self) -> None:
        """Kill all brokers: shut down in order, the last would look for a quorum that has left."""
        for broker in self.brokers:
            broker.kill()
            shutil.rmtree(broker.data, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def archive_classes(distribution: KafkaDistribution, folder: Path) -> None:
    """Run a broker once for its parsed classes, unless the cache has them for this Java."""
    archive = distribution.class_archive
    if archive.exists():
        return
    unfinished = archive.with_suffix(f".{os.getpid()}")
    cluster = KafkaCluster(distribution, folder)
    try:
        cluster.start(jvm=[f"-XX:ArchiveClassesAtExit={unfinished}"])
        cluster.brokers[0].stop()
    finally:
        cluster.close()
    unfinished.replace(archive)


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
