"""Apache Kafka from Maven Central, run by the Java that is there: no Docker, nothing to install."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_POM = Path(__file__).with_name("pom.xml")
_DOWNLOAD_SECONDS = 600
_OLDEST_JAVA = 17  # for brokers of Kafka 4 (KIP-1013)

# For brokers that live for seconds. Up to three share a small machine, hence the heap.
_JVM = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
_LOGGING = (
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
    # Hundreds of lines of effective settings at every start.
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn",
)


class KafkaUnavailableError(Exception):
    """Why real Kafka cannot run here."""


@dataclass(frozen=True)
class KafkaDistribution:
    """Kafka's jars and the Java that runs them.

    Attributes:
        java: the absolute path of the program.
        jars: the folder of jars.
        class_archive: where Kafka's classes are kept parsed (class data sharing): with it a
            broker starts in a third of the time. Whoever stops a broker that ran without makes it.
    """

    java: str
    jars: Path
    class_archive: Path

    @classmethod
    def install(cls) -> KafkaDistribution:
        """Fetch the jars unless they are in the cache: `WIREWATCH_TEST_CACHE`, one per machine.

        Raises:
            KafkaUnavailableError: no Java, or no jars and no way to get them.
        """
        java, java_version = _find_java()
        version = re.search(r"<kafka\.version>(.+)</kafka\.version>", _POM.read_text())
        assert version, f"{_POM} names no version of Kafka"
        default = Path.home() / ".cache" / "wirewatch"
        folder = Path(os.environ.get("WIREWATCH_TEST_CACHE", default)) / f"kafka-{version[1]}"
        _download(folder / "jars")
        return cls(java, folder / "jars", folder / f"classes-{java_version}.jsa")

    def command(self, main_class: str, *arguments: str, jvm: Sequence[str] = ()) -> list[str]:
        """The command line that runs one of Kafka's programs."""
        options = [*_JVM, *_LOGGING, *jvm]
        if self.class_archive.exists():
            options.append(f"-XX:SharedArchiveFile={self.class_archive}")
        classpath = ":".join(map(str, sorted(self.jars.glob("*.jar"))))
        return [self.java, *options, "-cp", classpath, main_class, *arguments]


def _find_java() -> tuple[str, str]:
    java = shutil.which("java")
    if java is None:
        raise KafkaUnavailableError(f"no Java: Kafka needs version {_OLDEST_JAVA} or newer")
    answer = subprocess.run(
        [java, "-version"], check=False, capture_output=True, text=True, timeout=60
    )
    version = re.search(r'version "((\d+)[^"]*)"', answer.stderr)
    if version is None or int(version[2]) < _OLDEST_JAVA:
        raise KafkaUnavailableError(
            f"Kafka needs Java {_OLDEST_JAVA} or newer, {java} says: {answer.stderr}"
        )
    return java, version[1]


def _download(jars: Path) -> None:
    """All of the jars or none; of several test runs at once, the first one fetches."""
    jars.parent.mkdir(parents=True, exist_ok=True)
    with (jars.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if jars.exists():
            return
        maven = shutil.which("mvn")
        if maven is None:
            raise KafkaUnavailableError(f"no Maven (mvn) to fetch Kafka with, and none in {jars}")
        with tempfile.TemporaryDirectory(dir=jars.parent) as folder:
            fetched = Path(folder) / "jars"
            goal = ["dependency:copy-dependencies", f"-DoutputDirectory={fetched}"]
            command = [maven, "--batch-mode", "--quiet", "--file", str(_POM), *goal]
            try:
                subprocess.run(
                    command,
                    check=True,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    timeout=_DOWNLOAD_SECONDS,
                )
            except subprocess.TimeoutExpired as late:
                raise KafkaUnavailableError(f"Maven: nothing in {late.timeout} s") from late
            except subprocess.CalledProcessError as failed:
                raise KafkaUnavailableError(f"Maven: {failed.stdout[-1000:]}") from failed
            fetched.rename(jars)
