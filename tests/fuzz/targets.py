"""What must hold for any bytes; each target takes them and raises where something does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

from streams.codec import decode_article, encode
from streams.dead_letters import read_dead_letter
from streams.errors import UnreadableArticleError
from streams.language import create_detector
from streams.matching.concept import builtin_documents
from streams.matching.watchlist import builtin_watchlist
from streams.processing import Processor
from streams.records import (
    Alert,
    Article,
    FieldName,
    InputRecord,
    Language,
    Match,
    OutputRecord,
    Suppressed,
)
from streams.screening import Screener
from streams.topics import topics

_EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
_MAX_BYTES = 4096
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Target:
    """What to run, and what to start from.

    Attributes:
        run: takes any bytes.
        seeds: inputs that reach far.
        words: what is worth putting into an input.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    words: Callable[[], Iterator[bytes]]


@cache
def _screener() -> Screener:
    return Screener(builtin_watchlist(), create_detector())


@cache
def _processor() -> Processor:
    return Processor(_screener(), topics(), max_article_bytes=_MAX_BYTES)


def _written(output: OutputRecord) -> InputRecord:
    """A record as whoever reads the topic gets it."""
    return InputRecord(output.topic, 0, 0, 0, output.key, output.value, output.headers)


def _decoded(data: bytes) -> Article | UnreadableArticleError:
    try:
        return decode_article(data, max_bytes=_MAX_BYTES)
    except UnreadableArticleError as error:
        return error


def run_record(data: bytes) -> None:
    """Bytes are unreadable and a dead letter that holds them, or an article and its alerts."""
    record = InputRecord("articles", 0, 7, 0, b"key", data)
    outputs = _processor().process(record)
    assert _processor().process(record) == outputs
    article = _decoded(data)
    if isinstance(article, UnreadableArticleError):
        (letter,) = map(read_dead_letter, map(_written, outputs))
        assert (letter.stage, letter.path) == (article.stage, article.path)
        assert (letter.key, letter.value) == (b"key", data)
        return
    assert article.texts()
    assert decode_article(encode(article), max_bytes=100 * _MAX_BYTES) == article
    for output in outputs:
        alert = msgspec.json.decode(output.value or b"", type=Alert)
        _check_alert(alert, dict(article.texts()))


def _record_seeds() -> Iterator[bytes]:
    for file in sorted(_EXAMPLES.glob("*/article*.json")):
        yield file.read_bytes()
    yield from (b"null", b"[]", b"\xef\xbb\xbf{}", b'{"id":"a","title":"\\ud800"}')


def _record_words() -> Iterator[bytes]:
    for field in (*Article.__struct_fields__, "name", "country"):
        yield f'"{field}":'.encode()
    yield from (b"null", b"true", b"NaN", b"1e999", b"\\ud83d\\ude00", b"\\ud800", b'","')
    yield from (b'"2026-01-02T03:04:05Z"', b'"2026-01-02T03:04:05+14:00"', b"[[[[", b"\xff")


@cache
def _languages() -> tuple[Language | None, ...]:
    """To be detected, or given: each language that a concept has names in, and none."""
    codes = {code for found in builtin_documents().values() for code in found["languages"]} - {"*"}
    given = (Language(code=code, confidence=1.0, engine="given") for code in sorted(codes))
    return None, *given, Language(code="und", reason="given")


def run_matching(data: bytes) -> None:
    """Any text has an answer, the same one twice, with spans that are what they say."""
    # The first byte chooses a language; what is no UTF-8 becomes a lone surrogate.
    text = data[1:].decode("utf-8", "surrogateescape")
    if not text:
        return
    choices = _languages()
    language, article = choices[data[0] % len(choices)], Article(id="fuzz", body=text)
    screened = _screener().screen(article, explain=True, language=language)
    told: tuple[Match | Suppressed, ...] = (*screened.matches, *screened.suppressed)
    for found in told:
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.surface
    ends: dict[str, int] = {}
    for match in screened.matches:
        assert match.start >= ends.get(match.concept, 0), "a concept is mentioned once at a place"
        ends[match.concept] = match.end
    assert _screener().screen(article, explain=True, language=language) == screened
    # Who asks for no explanation gets the same matches.
    assert _screener().screen(article, language=language).matches == screened.matches
    for alert in _screener().alerts(screened, _NOW):
        _check_alert(alert, {"body": text})


def _check_alert(alert: Alert, texts: Mapping[FieldName, str]) -> None:
    """What it says of a text is what stands there."""
    assert sum(alert.concepts.values()) == len(alert.matches) + alert.matches_omitted
    for match in alert.matches:
        assert match.surface
        assert texts[match.field][match.start : match.end] == match.surface
    for snippet in alert.snippets:
        assert texts[snippet.field][snippet.start : snippet.end] == snippet.text


def _examples() -> Iterator[tuple[str, str]]:
    """The example sentences of the built-in concepts, each with its language."""
    for document in builtin_documents().values():
        for code, block in document["languages"].items():
            for example in block.get("examples", ()):
                yield code, str(example)


def _matching_seeds() -> Iterator[bytes]:
    places = {language.code: n for n, language in enumerate(_languages()) if language}
    for code, example in _examples():
        text = "".join(character for character in example if character not in "{}").encode()
        yield bytes([places.get(code, 0)]) + text


def _matching_words() -> Iterator[bytes]:
    """What the braces of the examples mark; what is invisible; what is folded; boundaries."""
    for _, example in _examples():
        for part in example.split("{")[1:]:
            yield part.partition("}")[0].lstrip("?").encode()
    yield from map(
        str.encode,
        ("\u00ad", "\u200b", "\u200c", "\u200d", "\u202e", "\u2066", "\ufe0f", "\u0640", "\u0301",
         "\u064b", "\ufb01", "\ufdfa", "İ", "ß", "Ａ", "-", "'", "’", ". ", "\n", "«", "<b>"),
    )  # fmt: skip
    yield b"\xed\xa0\x80"


TARGETS = {
    "record": Target(run_record, _record_seeds, _record_words),
    "matching": Target(run_matching, _matching_seeds, _matching_words),
}
