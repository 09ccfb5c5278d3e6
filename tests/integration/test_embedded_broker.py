"""How the embedded broker starts and ends; what it can do is in `test_broker_contract`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.kafka.embedded import EmbeddedBroker

pytestmark = pytest.mark.embedded


def listens(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_nothing_is_left_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with suppress(KeyboardInterrupt), EmbeddedBroker.start() as broker:
        assert listens(broker.bootstrap_servers)
        assert list(tmp_path.iterdir())
        raise KeyboardInterrupt
    assert not listens(broker.bootstrap_servers)
    assert not list(tmp_path.iterdir())


def test_brokers_do_not_get_in_each_others_way() -> None:
    with EmbeddedBroker.start() as one, EmbeddedBroker.start() as other:
        assert one.bootstrap_servers != other.bootstrap_servers
        assert listens(one.bootstrap_servers)
        assert listens(other.bootstrap_servers)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the death of a parent")
def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = """
from streams.kafka.embedded import EmbeddedBroker
with EmbeddedBroker.start() as broker:
    print(broker.bootstrap_servers, flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        address = parent.stdout.readline().strip()
        assert listens(address)
        parent.kill()
    while listens(address):
        time.sleep(0.05)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "noida_db", None)
    with (
        pytest.raises(ConfigurationError, match=r"pip install 'wirewatch\[embedded\]'"),
        EmbeddedBroker.start(),
    ):
        pass


def test_a_program_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "noida_db" / "noida-db"
    program.parent.mkdir()
    program.with_name("__init__.py").touch()
    program.write_text("#!/bin/sh\necho cannot run here >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.delitem(sys.modules, "noida_db", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError, match="cannot run here"), EmbeddedBroker.start():
        pass
