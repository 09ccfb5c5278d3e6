"""What the commands say and how they end where there is no broker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from streams import __version__, exit_codes
from streams.supervisor import free_port
from tests.support.command_line import Wirewatch

ARTICLES = b'{"id":"a","title":"China"}\n{"id":1}\n{"id":"b",\n'


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> str:
    """Nobody listens where the settings say that the broker is."""
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("WIREWATCH_BOOTSTRAP_SERVERS", address)
    return address


def watchlist(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "list.yaml"
    path.write_text(text, "utf-8")
    monkeypatch.setenv("WIREWATCH_WATCHLIST", path.name)


def test_the_module_is_the_program() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "streams", "--version"], capture_output=True, text=True, check=True
    )
    assert told.stdout == f"wirewatch {__version__}\n"


@pytest.mark.parametrize(
    ("command", "tells"),
    [
        ([], ["check", "worker", "publish", "tail", "topics", "dead-letters", "doctor", "demo"]),
        (["topics"], ["plan", "apply", "auto-creation"]),
        (["dead-letters"], ["list", "show", "replay"]),
        (["publish"], ["FILE|-", "--format", "--raw", "--json"]),
        (["check"], ["--trust-language", "--json"]),
        (["doctor"], ["--all", "--json"]),
    ],
)
def test_help_tells_what_there_is(
    wirewatch: Wirewatch, command: list[str], tells: list[str]
) -> None:
    told = wirewatch(*command, "--help")
    assert told.code == exit_codes.OK
    for word in tells:
        assert word in told.output


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["check"], "Missing argument"),
        (["check", "China", "--nonsense"], "No such option"),
        (["publish"], "Missing argument"),
        (["publish", "-", "--format", "xml"], "xml"),
        (["topics", "nonsense"], "No such command 'nonsense'"),
        (["dead-letters", "show"], "Missing argument"),
        (["dead-letters", "list", "--stage", "decoding"], "decoding"),
        (["dead-letters", "replay"], "say which: places, --stage or --all"),
        (["tail", "--limit", "-1"], "greater than or equal to 0"),
    ],
)
def test_a_wrong_command_line_is_told_before_anything_is_asked_of_a_broker(
    wirewatch: Wirewatch, command: list[str], says: str
) -> None:
    told = wirewatch(*command)
    assert (told.code, told.output) == (exit_codes.USAGE, "")
    assert says in told.errors


class TestCheck:
    def test_it_shows_language_mention_and_reason(self, wirewatch: Wirewatch) -> None:
        told = wirewatch("check", "Китай провёл учения у берегов Тайваня")
        assert (told.code, told.errors) == (exit_codes.OK, "")
        assert "ru " in told.output
        assert "CN    body[0:5] \u2068Китай\u2069  “Китай” (Russian), as written" in told.output
        assert "TW    body[30:37]" in told.output

    def test_explain_names_the_alias_the_rule_and_the_tier(self, wirewatch: Wirewatch) -> None:
        told = wirewatch("check", "--explain", "Der chinesische Botschafter kaufte Chinakohl")
        assert "name: chinesisch · language: de · rule: ending -e · tier: core" in told.output
        assert "name: China · language: de · stopped by: boundary" in told.output

    def test_it_says_where_there_is_nothing(self, wirewatch: Wirewatch) -> None:
        told = wirewatch("check", "No news.")
        assert told.code == exit_codes.OK
        assert "no mention of anything that is watched" in told.output

    def test_as_json_each_article_is_a_line(
        self, wirewatch: Wirewatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watchlist(tmp_path, "extends: none\nwatches: [{id: n, names: [Narnia]}]", monkeypatch)
        told = wirewatch("check", "🙂 Narnia, Narniatown", "--json")
        (document,) = told.documents
        assert document.keys() == {"id", "language", "matches", "suppressed"}
        assert document["language"].keys() == {
            "code", "script", "confidence", "engine", "runner_up", "reason"
        }  # fmt: skip
        (match,) = document["matches"]
        assert match.keys() == {
            "concept", "field", "start", "end", "surface", "alias", "language", "rule", "why",
            "tier",
        }  # fmt: skip
        assert (match["start"], match["end"], match["surface"]) == (2, 8, "Narnia")
        (candidate,) = document["suppressed"]
        assert candidate.keys() == {
            "concept", "field", "start", "end", "surface", "alias", "language", "by", "why"
        }  # fmt: skip
        assert (candidate["start"], candidate["by"]) == (10, "boundary")

    @pytest.mark.parametrize("source", ["articles.jsonl", "-"])
    def test_what_is_no_article_is_told_and_the_others_are_checked(
        self, wirewatch: Wirewatch, tmp_path: Path, source: str
    ) -> None:
        (tmp_path / "articles.jsonl").write_bytes(ARTICLES)
        told = wirewatch("check", source, "--json", stdin=ARTICLES)
        assert told.code == exit_codes.DATA
        article, wrong, broken = told.documents
        assert [match["concept"] for match in article["matches"]] == ["CN"]
        assert wrong == {
            "line": 2,
            "error": {
                "class": "InvalidArticleError",
                "message": "Expected `str`, got `int`",
                "path": "$.id",
            },
        }
        assert (broken["line"], broken["error"]["class"]) == (3, "DecodeError")
        place = "standard input" if source == "-" else source
        assert f"{place}:2: $.id: Expected `str`, got `int`" in told.errors
        assert f"{place}:3: " in told.errors

    def test_an_articles_own_language_is_taken_where_it_is_trusted(
        self, wirewatch: Wirewatch
    ) -> None:
        article = json.dumps({"id": "a", "title": "China", "language": "fi"}).encode()
        told = wirewatch("check", "-", "--json", "--trust-language", stdin=article)
        language = told.documents[0]["language"]
        assert (language["code"], language["engine"]) == ("fi", "given")

    @pytest.mark.parametrize("name", ["artcles.jsonl", "news/today.json", "text.txt"])
    def test_the_name_of_a_file_that_is_missing_is_no_text(
        self, wirewatch: Wirewatch, name: str
    ) -> None:
        told = wirewatch("check", name)
        assert (told.code, told.output) == (exit_codes.CONFIGURATION, "")
        assert f"{name}: No such file or directory" in told.errors

    @pytest.mark.parametrize(
        "text", ["", "\x00China", "\udcff China", "China " * 1_000, "see notes.txt: China", "./"]
    )
    def test_any_other_text_is_one(self, wirewatch: Wirewatch, text: str) -> None:
        told = wirewatch("check", text, "--json")
        assert (told.code, told.errors) == (exit_codes.OK, "")
        assert len(told.documents) == 1

    def test_control_characters_stay_out_of_the_terminal(self, wirewatch: Wirewatch) -> None:
        told = wirewatch("check", "China \x1b[31m\u202e red")
        assert "\x1b[31m" not in told.output
        assert "\u202e" not in told.output


class TestSettings:
    @pytest.mark.parametrize(
        "command",
        [["check", "China"], ["publish", "-"], ["doctor"], ["topics", "plan"], ["worker"]],
        ids=" ".join,
    )
    def test_every_wrong_setting_is_told_by_its_name(
        self, wirewatch: Wirewatch, monkeypatch: pytest.MonkeyPatch, command: list[str]
    ) -> None:
        monkeypatch.setenv("WIREWATCH_PARTITIONS", "many")
        monkeypatch.setenv("WIREWATCH_TOPIC_PREFIX", "no spaces")
        told = wirewatch(*command)
        assert (told.code, told.output) == (exit_codes.CONFIGURATION, "")
        assert "WIREWATCH_PARTITIONS: " in told.errors
        assert "WIREWATCH_TOPIC_PREFIX: " in told.errors
        assert "Traceback" not in told.errors

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("watches: [{id: a}]", "list.yaml:1: $.watches[0]: "),
            ("watches:\n  - {id: a, concepts: [NOWHERE]}", "list.yaml:2: "),
            ("watches:\n  - [", "list.yaml:3: "),
            (
                "extends: none\nwatches: [{id: a, names: [Narnia], tests: {match: [Oz is far]}}]",
                "watch 'a' does not match 'Oz is far', against its tests",
            ),
        ],
    )
    def test_a_wrong_watchlist_is_told_by_place(
        self,
        wirewatch: Wirewatch,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        text: str,
        says: str,
    ) -> None:
        watchlist(tmp_path, text, monkeypatch)
        told = wirewatch("check", "China")
        assert told.code == exit_codes.CONFIGURATION
        assert says in told.errors

    def test_a_watchlist_that_is_missing_is_told_by_name(
        self, wirewatch: Wirewatch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WIREWATCH_WATCHLIST", "nowhere.yaml")
        told = wirewatch("check", "China")
        assert told.code == exit_codes.CONFIGURATION
        assert "nowhere.yaml" in told.errors


class TestWithoutABroker:
    @pytest.mark.parametrize(
        "command",
        [
            ["publish", "-"],
            ["publish", "-", "--json"],
            ["topics", "plan"],
            ["topics", "apply", "--json"],
            ["dead-letters", "list"],
            ["dead-letters", "list", "--json"],
            ["dead-letters", "show", "0:0"],
            ["dead-letters", "replay", "--all"],
            ["tail", "--limit", "1"],
        ],
        ids=" ".join,
    )
    def test_a_command_that_needs_one_says_who_looks_into_it(
        self, wirewatch: Wirewatch, command: list[str]
    ) -> None:
        told = wirewatch(*command, stdin=ARTICLES)
        assert (told.code, told.output) == (exit_codes.UNAVAILABLE, "")
        assert "`wirewatch doctor` looks for what is wrong" in told.errors
        assert "Traceback" not in told.errors

    @pytest.mark.parametrize("name", ["missing.jsonl", "."])
    def test_a_file_that_cannot_be_opened_is_told_before_the_broker_is_asked(
        self, wirewatch: Wirewatch, name: str
    ) -> None:
        told = wirewatch("publish", name)
        assert (told.code, told.output) == (exit_codes.CONFIGURATION, "")
        assert f"{name}: " in told.errors
        assert "doctor" not in told.errors

    def test_doctor_says_what_is_well_and_what_to_do(
        self, wirewatch: Wirewatch, no_broker: str
    ) -> None:
        told = wirewatch("doctor")
        assert told.code == exit_codes.FAILURE
        assert f"WIREWATCH_BOOTSTRAP_SERVERS  {no_broker}" in told.output
        assert "✓ watchlist: china, taiwan, jsdf" in told.output
        assert f"✗ broker: {no_broker} does not answer" in told.output
        assert "is WIREWATCH_BOOTSTRAP_SERVERS right?" in told.output

    def test_doctor_as_json_has_every_setting_and_finding(
        self, wirewatch: Wirewatch, no_broker: str
    ) -> None:
        told = wirewatch("doctor", "--json")
        assert told.code == exit_codes.FAILURE
        (document,) = told.documents
        assert document.keys() == {"settings", "findings"}
        assert document["settings"]["WIREWATCH_BOOTSTRAP_SERVERS"] == no_broker
        assert document["settings"]["WIREWATCH_PARTITIONS"] == "4"
        found: dict[str, Any] = {finding["what"]: finding for finding in document["findings"]}
        assert [finding["ok"] for finding in found.values()] == [True, True, False]
        assert found["broker"].keys() == {"what", "ok", "detail"}

    def test_doctor_finds_a_wrong_watchlist_as_well(
        self, wirewatch: Wirewatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watchlist(tmp_path, "watches: [{id: a}]", monkeypatch)
        told = wirewatch("doctor", "--json")
        wrong = {f["what"]: f["detail"] for f in told.documents[0]["findings"] if not f["ok"]}
        assert wrong.keys() == {"watchlist and language engine", "broker"}
        assert "list.yaml:1: $.watches[0]" in wrong["watchlist and language engine"]

    def test_doctor_never_shows_a_secret(
        self, wirewatch: Wirewatch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in {
            "SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "ALLOW_SASL_PLAINTEXT": "true",
            "SASL_USERNAME": "wirewatch",
            "SASL_PASSWORD": "let-me-in",  # pragma: allowlist secret
            "SSL_KEY_PASSWORD": "let-me-in",  # pragma: allowlist secret
        }.items():
            monkeypatch.setenv(f"WIREWATCH_{name}", value)
        for told in (wirewatch("doctor", "--all"), wirewatch("doctor", "--json")):
            assert "SASL_PASSWORD" in told.output
            assert "let-me-in" not in told.output + told.errors


def test_commands_that_screen_nothing_load_nothing_of_matching() -> None:
    """Numba alone takes half a second and a hundred megabytes."""
    program = (
        "import sys\n"
        "import streams.clients, streams.articles, streams.consumers.webhook\n"
        "heavy = {'numba', 'numpy', 'streams.matching', 'streams.language'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
