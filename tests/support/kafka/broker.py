"""One broker of Apache Kafka, a process that can be stopped, killed and started again."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.kafka.embedded import dies_with_parent
from tests.support.kafka.distribution import KafkaDistribution

_CLUSTER_ID = "wirewatch-test-cluster"
_START_SECONDS = 45.0
_STOP_SECONDS = 30.0


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
        advertised.pop("CONTROLLER", None)
        properties = {
            **self.properties,
            "node.id": str(self.node_id),
            "log.dirs": str(self.data),
            "listeners": ",".join(f"{name}://{at}" for name, at in self.addresses.items()),
        }
        if advertised:
            at = (f"{name}://{address}" for name, address in advertised.items())
            properties["advertised.listeners"] = ",".join(at)
        lines = (f"{name}={value}\n" for name, value in properties.items())
        self._configuration.write_text("".join(lines))
