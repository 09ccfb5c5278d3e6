"""Passwords and keys: in no log, no report, no traceback."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from streams.clients import connection_of
from streams.errors import SettingsError
from streams.settings import load_settings
from streams.telemetry.logs import configure_logs

SECRET = "correct-horse-battery-staple"  # pragma: allowlist secret
SASL = {
    "WIREWATCH_SECURITY_PROTOCOL": "SASL_SSL",
    "WIREWATCH_SASL_USERNAME": "worker",
    "WIREWATCH_SASL_PASSWORD": SECRET,
    "WIREWATCH_SSL_KEY_PASSWORD": SECRET,
}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "streams", *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_the_password_is_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SASL.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    connection = connection_of(settings)
    assert connection.sasl_password == SECRET
    for shown in (repr(settings), str(settings), repr(connection), settings.model_dump_json()):
        assert SECRET not in shown


def test_sasl_without_encryption_takes_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SASL, "WIREWATCH_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match="allow_sasl_plaintext") as refused:
        load_settings()
    assert SECRET not in str(refused.value)
    monkeypatch.setenv("WIREWATCH_ALLOW_SASL_PLAINTEXT", "true")
    assert load_settings().security_protocol == "SASL_PLAINTEXT"


@pytest.mark.parametrize("arguments", [("doctor", "--all"), ("doctor", "--json"), ("tail",)])
def test_commands_do_not_tell_it(arguments: tuple[str, ...]) -> None:
    done = run(*arguments, **SASL, WIREWATCH_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert done.returncode != 0
    assert SECRET not in done.stdout + done.stderr


@pytest.fixture
def logs() -> Iterator[None]:
    """What a test makes of the logs ends with it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_tracebacks_show_no_variables(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    def connect(sasl_plain_password: str) -> None:
        raise ConnectionError("refused")

    configure_logs("info", log_format)
    try:
        connect(SECRET)
    except ConnectionError:
        logging.getLogger("aiokafka.test").exception("cannot connect")
    told = capsys.readouterr().err
    assert "refused" in told
    assert "connect" in told
    assert SECRET not in told


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_logs_pass_no_control_characters_on(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("info", log_format)
    logging.getLogger("aiokafka.test").error("\x1b[31m\x9b2J\u202eowned")
    told = capsys.readouterr().err
    assert "owned" in told
    if log_format == "json":
        told = json.loads(told)["event"]
    for character in ("\x1b[31mo", "\x9b", "\u202e"):
        assert character not in told
