"""Articles in files: JSON Lines, JSON, or plain text."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

import orjson

from streams.codec import decode_article, encode
from streams.errors import DecodeError, UnreadableArticleError
from streams.records import Article

#: How a document starts: `[Reuters] …` is text.
_JSON_START = re.compile(rb"\s*(?:\{|\[\s*(?:\{|\]|$))")


class FileFormat(StrEnum):
    """What a file of articles looks like."""

    AUTO = "auto"
    #: One article a line.
    JSONL = "jsonl"
    #: One article, or an array of them.
    JSON = "json"
    #: One article, all of it body.
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FileArticle:
    """An article of a file, or why there is none in that place.

    Attributes:
        line: where it starts, counted from 1; the elements of an array all have 1, and their
            index in the path of the error.
        value: its bytes, as they stand in the file; of an element of an array, JSON again.
    """

    line: int
    value: bytes
    article: Article | None = None
    error: UnreadableArticleError | None = None


def read_articles(
    file: BinaryIO, file_format: FileFormat = FileFormat.AUTO, *, max_bytes: int
) -> Iterator[FileArticle]:
    """The articles of a file, one after the other; JSON Lines are read as they are needed.

    Args:
        file: open for reading bytes.
        file_format: `auto` looks at the first line that is not blank.
        max_bytes: the largest article.
    """
    start = file.readline().removeprefix(codecs.BOM_UTF8)
    if file_format is FileFormat.AUTO:
        file_format, start = _recognise(start, file)
    if file_format is FileFormat.JSONL:
        yield from _lines(start, file, max_bytes)
        return
    data = start + file.read()
    if file_format is FileFormat.JSON:
        yield from _documents(data, max_bytes)
    else:
        yield _text(data, max_bytes)


def text_article(text: str) -> Article:
    """Plain text as an article; the same text has the same id."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(id=f"text-{digest[:16]}", body=text)


def _recognise(start: bytes, file: BinaryIO) -> tuple[FileFormat, bytes]:
    """The format, and what was read to find it out.

    Args:
        start: the first line.
        file: what follows.
    """
    first = start
    while first and not first.strip():
        first = file.readline()
        start += first
    if not _JSON_START.match(first):
        return FileFormat.TEXT, start
    if first.lstrip().startswith(b"["):
        return FileFormat.JSON, start
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        # Either a document of several lines, or lines of which the first is broken.
        following = file.readline()
        start += following
        several = following.lstrip().startswith(b"{")
        return (FileFormat.JSONL if several else FileFormat.JSON), start
    return FileFormat.JSONL, start


def _lines(start: bytes, file: BinaryIO, max_bytes: int) -> Iterator[FileArticle]:
    number = 0
    for source in (io.BytesIO(start), file):
        for line in source:
            number += 1
            if value := line.strip():
                yield _decoded(number, value, max_bytes)


def _documents(data: bytes, max_bytes: int) -> Iterator[FileArticle]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield FileArticle(error.lineno, data, error=DecodeError(str(error)))
        return
    if not isinstance(document, list):
        yield _decoded(1, orjson.dumps(document), max_bytes)
        return
    for index, element in enumerate(document):
        found = _decoded(1, orjson.dumps(element), max_bytes)
        if found.error is not None:
            found.error.path = f"$[{index}]{found.error.path.removeprefix('$')}"
        yield found


def _text(data: bytes, max_bytes: int) -> FileArticle:
    try:
        article = text_article(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}"
        return FileArticle(line, data, error=DecodeError(reason))
    return _decoded(1, encode(article), max_bytes)


def _decoded(line: int, value: bytes, max_bytes: int) -> FileArticle:
    try:
        return FileArticle(line, value, decode_article(value, max_bytes=max_bytes))
    except UnreadableArticleError as error:
        return FileArticle(line, value, error=error)
