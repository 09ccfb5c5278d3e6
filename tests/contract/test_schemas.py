"""The schemas in `schemas/` and the code say the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

import schemas
from streams.codec import decode_article, encode
from streams.dead_letters import PREFIX
from streams.errors import ConfigurationError, UnreadableArticleError
from streams.language import create_detector
from streams.matching.document import read_watchlist
from streams.matching.watchlist import builtin_watchlist
from streams.processing import Processor
from streams.records import Alert, InputRecord
from streams.screening import Screener
from streams.topics import topics

EXAMPLES = Path(schemas.__file__).parent / "examples"


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.load(name), format_checker=FormatChecker())


def examples(kind: str, *names: str) -> list[Any]:
    return [
        pytest.param(name, json.loads(path.read_text("utf-8")), id=path.stem)
        for name in names
        for path in sorted((EXAMPLES / kind).glob(f"{name}.*.json"))
    ]


def accept(name: str, document: Any) -> None:
    """Take a document in as the code does; raises what the code raises."""
    data = json.dumps(document).encode()
    match name:
        case "article.v1":
            decode_article(data, max_bytes=1_000_000)
        case "watchlist.v1":
            read_watchlist(data.decode(), "watchlist.yaml")
        case "alert.v1":
            msgspec.json.decode(data, type=Alert)
        case "dead-letter.v1":
            pass  # we write them, and read whatever stands there


@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_schema_is_a_schema_and_has_examples_of_both_kinds(name: str) -> None:
    Draft202012Validator.check_schema(schemas.load(name))
    assert examples("valid", name)
    assert examples("invalid", name)


@pytest.mark.parametrize(("name", "document"), examples("valid", *schemas.NAMES))
def test_what_the_schema_allows_the_code_takes(name: str, document: Any) -> None:
    validator(name).validate(document)
    accept(name, document)


@pytest.mark.parametrize(("name", "example"), examples("invalid", "article.v1", "watchlist.v1"))
def test_what_is_invalid_is_refused_with_its_path(name: str, example: Any) -> None:
    with pytest.raises((UnreadableArticleError, ConfigurationError)) as refused:
        accept(name, example["document"])
    error = refused.value
    if isinstance(error, UnreadableArticleError):
        assert error.path == example["path"]
    else:
        assert f": {example['path']}: " in str(error)


#: Refused for what no schema can say: that a name is known, or known already.
BEYOND_SCHEMA = ("unknown-concept", "unknown-territory", "twice", "open-bracket", "unknown-context")


@pytest.mark.parametrize(("name", "example"), examples("invalid", *schemas.NAMES))
def test_the_schema_refuses_it_too(name: str, example: Any, request: pytest.FixtureRequest) -> None:
    if any(reason in request.node.name for reason in BEYOND_SCHEMA):
        validator(name).validate(example["document"])
        return
    with pytest.raises(ValidationError) as refused:
        validator(name).validate(example["document"])
    deepest = refused.value
    assert deepest.json_path == example["path"] or example["path"].startswith(deepest.json_path)


TEXT = st.text(max_size=8)
ARTICLES = st.fixed_dictionaries(
    {},
    optional={
        "id": TEXT | st.integers() | st.none(),
        "version": TEXT | st.none(),
        "title": TEXT | st.none() | st.integers(),
        "summary": TEXT | st.none(),
        "body": TEXT | st.none() | st.lists(TEXT, max_size=1),
        "url": TEXT | st.none() | st.integers(),
        "source": st.none()
        | st.fixed_dictionaries({}, optional={"id": TEXT, "name": TEXT | st.integers()}),
        "published_at": st.sampled_from(
            ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05.5+09:00", "", 5]
        ),
        "language": TEXT | st.booleans(),
        "authors": st.lists(TEXT | st.integers(), max_size=2),
        "tags": st.lists(TEXT, max_size=2) | TEXT,
        "anything": st.integers() | TEXT,
    },
)


@given(ARTICLES)
def test_code_and_schema_agree_on_any_article(document: dict[str, Any]) -> None:
    try:
        accept("article.v1", document)
        taken = True
    except UnreadableArticleError:
        taken = False
    assert taken == validator("article.v1").is_valid(document)


def process(*values: bytes | None) -> list[Any]:
    processor = Processor(
        Screener(builtin_watchlist(), create_detector()), topics(), max_article_bytes=10_000
    )
    return [
        output
        for offset, value in enumerate(values)
        for output in processor.process(
            InputRecord("articles", 0, offset, 1_772_000_000_000 + offset, b"key", value)
        )
    ]


def test_every_alert_we_emit_validates() -> None:
    article = (EXAMPLES / "valid" / "article.v1.full.json").read_bytes()
    outputs = process(article, '{"id":"2","body":"Тайваню предложили сою, Китаю нет"}'.encode())
    assert [output.topic for output in outputs] == ["alerts"] * 3
    for output in outputs:
        validator("alert.v1").validate(json.loads(output.value))
        headers = dict(output.headers)
        assert headers["ce_id"].decode() == json.loads(output.value)["id"]
        assert output.key == json.loads(output.value)["watch"]["id"].encode()
        assert {"ce_specversion", "ce_source", "ce_type", "ce_time", "content-type"} <= set(headers)


def test_every_dead_letter_we_emit_validates_and_carries_the_original() -> None:
    originals = [None, b"", b"\xff", b'{"id":7}', b"[" * 2000, b"x" * 10_001]
    outputs = process(*originals)
    assert [output.value for output in outputs] == originals
    for output in outputs:
        assert (output.topic, output.key) == ("articles.dead-letters", b"key")
        assert all(name.startswith(PREFIX) for name, _ in output.headers)
        validator("dead-letter.v1").validate({n: v.decode() for n, v in output.headers})


def test_the_same_record_gives_the_same_bytes() -> None:
    article = (EXAMPLES / "valid" / "article.v1.full.json").read_bytes()
    assert process(article) == process(article)
    when = datetime.fromtimestamp(1_772_000_000, UTC)
    assert encode(msgspec.json.decode(process(article)[0].value, type=Alert)) == (
        process(article)[0].value
    )
    assert when.isoformat().encode() == dict(process(article)[0].headers)["ce_time"]
