"""Articles made to do harm: each is screened or refused, in bounded time and space."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.codec import decode_article
from streams.consumers.display import alert_lines
from streams.errors import UnreadableArticleError
from streams.language import create_detector
from streams.matching.watchlist import builtin_watchlist
from streams.processing import MAX_ALERT_BYTES, Processor
from streams.records import Alert, Article, InputRecord
from streams.screening import MAX_MATCHES, Screener
from streams.snippets import MAX_LENGTH, MAX_SNIPPETS
from streams.topics import topics

MAX_BYTES = 1_048_576
#: Anything that a terminal, or the bidi algorithm, obeys; line feed and isolates are ours.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066\u2067\ufeff]"
)
HOSTILE = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202e\u2066\u200f\x00\r\b<!channel>@everyone"

_names = st.sampled_from(
    ["Китай", "中国", "China", "الصين", "Taiwan", "台灣", "自衛隊", "Japan", "\u200d", "\ufdfa"]
)
_texts = st.lists(st.one_of(_names, st.text(max_size=12), st.just(" ")), max_size=20).map("".join)


@pytest.fixture(scope="module")
def processor() -> Processor:
    screener = Screener(builtin_watchlist(), create_detector())
    return Processor(screener, topics(), max_article_bytes=MAX_BYTES)


def record(value: bytes) -> InputRecord:
    return InputRecord("articles", 0, 0, 0, b"key", value)


def alerts_of(processor: Processor, **article: Any) -> list[Alert]:
    value = json.dumps({"id": "hostile", **article}, ensure_ascii=False).encode()
    outputs = processor.process(record(value))
    assert not any(processor.is_dead_letter(output) for output in outputs)
    return [msgspec.json.decode(output.value or b"", type=Alert) for output in outputs]


def test_a_hundred_thousand_mentions_are_counted_and_the_first_ones_listed(
    processor: Processor,
) -> None:
    (alert,) = alerts_of(processor, body="Китай " * 90_000)
    assert alert.concepts == {"CN": 90_000}
    assert len(alert.matches) == MAX_MATCHES
    assert alert.matches_omitted == 90_000 - MAX_MATCHES
    assert len(alert.snippets) <= MAX_SNIPPETS
    assert all(len(snippet.text) <= MAX_LENGTH for snippet in alert.snippets)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Chi\u200dna" * 100_000, id="one word of names"),
        pytest.param("x" * 1_000_000, id="one word"),
        pytest.param("Китай" + "ю" * 450_000, id="a name with an endless ending"),
        pytest.param("중국" + "인" * 300_000, id="an endless compound"),
        pytest.param("Japan" + " " * 900_000 + "Self-Defense Forces", id="an endless gap"),
        pytest.param("China" + "\u0301" * 450_000, id="marks without end"),
        pytest.param("\ufdfa" * 330_000, id="1 character that stands for 18"),
        pytest.param("\u202e" * 300_000 + "China", id="bidi controls"),
        pytest.param(("(" * 50 + "a" * 50) * 9_000, id="brackets"),
    ],
)
def test_no_megabyte_takes_forever_or_makes_a_large_alert(processor: Processor, body: str) -> None:
    value = json.dumps({"id": "hostile", "body": body}, ensure_ascii=False).encode()
    assert len(value) <= MAX_BYTES
    for output in processor.process(record(value)):
        assert not processor.is_dead_letter(output)
        assert len(output.value or b"") <= MAX_ALERT_BYTES


def test_ten_megabytes_are_refused_before_they_are_parsed(processor: Processor) -> None:
    (letter,) = processor.process(record(b"not even JSON " * 750_000))
    assert dict(letter.headers)["wirewatch.dead-letter.stage"] == b"size"


def test_offsets_stay_in_the_original_whatever_stands_before_it(processor: Processor) -> None:
    body = "\ufdfa\u202e\u200d\ufefb" * 50 + " в Китай " + "\U0001f1e8\U0001f1f3" * 50
    (alert,) = alerts_of(processor, body=body)
    (match,) = alert.matches
    assert body[match.start : match.end] == match.surface == "Китай"


def test_an_alert_with_too_much_in_it_keeps_what_fits_and_counts_the_rest(
    processor: Processor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.processing.MAX_ALERT_BYTES", 10_000)
    (alert,) = alerts_of(processor, body="Экспорт в Китай вырос. " * 150)
    assert len(msgspec.json.encode(alert)) <= 10_000
    assert len(alert.matches) + alert.matches_omitted == alert.concepts["CN"] == 150


def test_no_field_moves_the_cursor_of_a_terminal(processor: Processor) -> None:
    text = f"Китай {HOSTILE} Китай"
    source = {"id": HOSTILE, "name": HOSTILE, "country": HOSTILE}
    (alert,) = alerts_of(
        processor,
        version=HOSTILE, title=text, summary=text, body=text, url=HOSTILE, source=source,
        language=HOSTILE[:60], authors=[HOSTILE], tags=[HOSTILE],
    )  # fmt: skip
    for line in alert_lines(alert):
        assert not FORBIDDEN.search(line.plain), repr(line.plain)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (b'{"id":"first","id":"last","title":"t"}', lambda a: a.id == "last"),
        (b'{"id":"1","title":"t","n":' + b"9" * 30 + b"}", lambda a: a.id == "1"),
        (b'{"id":"1","title":"t","x":[' + b"[" * 1000 + b"]" * 1000 + b"]}", lambda a: a.id),
    ],
    ids=["duplicate keys", "a number of 30 digits", "a thousand levels"],
)
def test_odd_json_is_read_in_one_way(value: bytes, read: Callable[[Article], object]) -> None:
    assert read(decode_article(value, max_bytes=MAX_BYTES))


@given(value=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
@settings(max_examples=300, deadline=None)
def test_bytes_are_an_article_or_unreadable_and_nothing_else(value: bytes) -> None:
    with contextlib.suppress(UnreadableArticleError):
        decode_article(value, max_bytes=150)


@given(
    document=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["id", "title", "body", "source", "published_at", "tags", "x"]),
                inner,
                max_size=6,
            ),
        ),
        max_leaves=12,
    )
)
@settings(max_examples=300, deadline=None)
def test_json_of_any_shape_is_an_article_or_unreadable(document: Any) -> None:
    with contextlib.suppress(UnreadableArticleError):
        decode_article(json.dumps(document).encode(), max_bytes=MAX_BYTES)


@given(title=_texts, body=_texts)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_screened_and_every_match_stands_where_it_says(
    processor: Processor, title: str, body: str
) -> None:
    article = Article(id="fuzz", title=title, body=body)
    fields = {"title": title, "body": body}
    for match in processor.screener.screen(article, explain=True).matches:
        assert fields[match.field][match.start : match.end] == match.surface
