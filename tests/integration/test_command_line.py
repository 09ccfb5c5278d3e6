"""The commands on a broker: topics, articles, dead letters, and a doctor who is content."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from streams import exit_codes
from tests.support.command_line import Ended, Wirewatch
from tests.support.installation import Installation

pytestmark = pytest.mark.embedded

ARTICLES = b'{"id":"a","title":"China"}\n{"id":1}\n{"id":"b","title":"Taiwan"}\n'


@pytest.fixture
def installation(
    embedded_kafka: str, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """One that has no topics yet, and that the settings name."""
    installation = Installation(embedded_kafka, topic_prefix, tmp_path)
    for name, value in installation.environment.items():
        monkeypatch.setenv(name, value)
    return installation


@pytest.fixture
def wirewatch(tmp_path: Path) -> Wirewatch:
    """Each command in a process of its own, as users run it."""

    def run(*arguments: str, stdin: bytes = b"") -> Ended:
        ended = subprocess.run(
            [sys.executable, "-m", "streams", *arguments],
            cwd=tmp_path, input=stdin, capture_output=True, timeout=30, check=False,
        )  # fmt: skip
        return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return run


def test_topics_are_planned_applied_and_then_as_they_should_be(
    installation: Installation, wirewatch: Wirewatch
) -> None:
    planned = wirewatch("topics", "plan", "--json")
    assert planned.code == exit_codes.FAILURE
    (changes,) = planned.documents
    assert {change["topic"] for change in changes} == {t.name for t in installation.topics.all()}
    assert all(change["create"] and change["needed"] for change in changes)
    assert changes[0].keys() == {"topic", "create", "partitions", "config", "needed"}
    assert "create with" in wirewatch("topics", "plan").output
    assert wirewatch("topics", "apply").code == exit_codes.OK
    assert wirewatch("topics", "plan").code == exit_codes.OK
    assert wirewatch("doctor").code == exit_codes.OK


def test_doctor_says_how_to_get_topics_that_are_missing(
    installation: Installation, wirewatch: Wirewatch
) -> None:
    told = wirewatch("doctor")
    assert told.code == exit_codes.FAILURE
    assert told.output.count("does not exist: `wirewatch topics apply`") == len(
        installation.topics.all()
    )


def test_what_is_no_article_is_refused_and_the_others_are_published(
    installation: Installation, wirewatch: Wirewatch, tmp_path: Path
) -> None:
    wirewatch("topics", "apply")
    (tmp_path / "articles.jsonl").write_bytes(ARTICLES)
    told = wirewatch("publish", "articles.jsonl", "--json")
    assert told.code == exit_codes.DATA
    (document,) = told.documents
    assert document.keys() == {"published", "bytes", "seconds", "refused"}
    assert document["published"] == 2
    assert document["refused"] == ["articles.jsonl:2: $.id: Expected `str`, got `int`"]


def test_raw_bytes_are_published_as_they_stand(
    installation: Installation, wirewatch: Wirewatch
) -> None:
    wirewatch("topics", "apply")
    told = wirewatch("publish", "-", "--raw", stdin=ARTICLES)
    assert told.code == exit_codes.OK
    assert "published 3 articles" in told.output


def test_a_dead_letter_that_is_not_there_comes_with_where_to_look(
    installation: Installation, wirewatch: Wirewatch
) -> None:
    wirewatch("topics", "apply")
    told = wirewatch("dead-letters", "show", "0:99")
    assert (told.code, told.output) == (exit_codes.FAILURE, "")
    assert "`wirewatch dead-letters list` shows them" in told.errors
