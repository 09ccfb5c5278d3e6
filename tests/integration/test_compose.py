"""docker-compose.yml says what the code says, and its command lines run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.settings import Settings, load_settings
from tests.support.fixtures import cannot_run
from tests.support.installation import Installation

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def compose_command() -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            version = subprocess.run([*command, "version"], capture_output=True, check=False)
            if version.returncode == 0:
                return command
    return cannot_run("docker compose is not installed")


def test_compose_accepts_it() -> None:
    command = [*compose_command(), "--profile", "ui", "--profile", "tools", "config", "--quiet"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_its_settings_are_settings() -> None:
    known = {f"WIREWATCH_{name.upper()}" for name in Settings.model_fields}
    for service in OURS.values():
        assert service["environment"].keys() <= known


def test_the_image_sets_settings_that_are_settings() -> None:
    known = {f"WIREWATCH_{name.upper()}" for name in Settings.model_fields}
    dockerfile = (ROOT / "deploy/Dockerfile").read_text("utf-8")
    assert set(re.findall(r"WIREWATCH_\w+", dockerfile)) <= known
    for source in re.findall(r"^COPY (?!--)(.+) \S+$", dockerfile, re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name


def test_kafka_is_the_version_that_is_tested_and_creates_no_topics_by_itself() -> None:
    kafka = SERVICES["kafka"]
    pom = (ROOT / "tests/support/kafka/pom.xml").read_text("utf-8")
    tested = re.search(r"<kafka.version>(.+)</kafka.version>", pom)
    assert tested
    assert kafka["image"] == f"apache/kafka:{tested[1]}"
    assert kafka["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert kafka["healthcheck"]["test"]


def test_every_image_is_pinned() -> None:
    for service in SERVICES.values():
        assert re.search(r":\S*(\d|local)", service["image"]), service["image"]


def test_a_worker_gets_longer_to_stop_than_it_takes() -> None:
    grace = float(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    assert grace > load_settings().shutdown_grace


@pytest.mark.embedded
async def test_its_command_lines_run(
    embedded_kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    """The containers' commands, one after the other as compose starts them."""
    installation = Installation(embedded_kafka, topic_prefix.rstrip("."), tmp_path)
    environment = {**os.environ, **installation.environment}

    def command(service: str) -> list[str]:
        return [sys.executable, "-m", "streams", *SERVICES[service]["command"]]

    applied = subprocess.run(command("topics"), env=environment, check=False, timeout=30)
    assert applied.returncode == 0
    with installation.worker() as worker:
        healthcheck = SERVICES["worker"]["healthcheck"]["test"]
        assert healthcheck[:2] == ["CMD", "python"]
        probe = [part.replace(":8086", f":{worker.health_port}") for part in healthcheck[2:]]
        assert subprocess.run([sys.executable, *probe], check=False, timeout=10).returncode == 0
        with (tmp_path / "alerts").open("wb") as output:
            tail = subprocess.Popen(command("alerts"), env=environment, stdout=output)
        try:
            await installation.publish(['{"id":"1","body":"Тайваню предложили сою"}'.encode()])
            deadline = time.monotonic() + 20
            while "Тайваню" not in (tmp_path / "alerts").read_text("utf-8"):
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            tail.kill()
            tail.wait()
        doctor = subprocess.run(command("wirewatch"), env=environment, check=False, timeout=30)
        assert doctor.returncode == 0
