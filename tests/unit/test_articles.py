"""Files of articles: which kind one is, what is in it, and where something is wrong."""

from __future__ import annotations

import io
import json

import pytest

from streams.articles import FileArticle, FileFormat, read_articles, text_article
from streams.codec import decode_article
from streams.errors import ArticleTooLargeError, DecodeError, InvalidArticleError

A = {"id": "a", "title": "Один"}
B = {"id": "b", "body": "Два"}
BOM = b"\xef\xbb\xbf"


def read(
    data: bytes, file_format: FileFormat = FileFormat.AUTO, max_bytes: int = 1_000
) -> list[FileArticle]:
    return list(read_articles(io.BytesIO(data), file_format, max_bytes=max_bytes))


def found(data: bytes, file_format: FileFormat = FileFormat.AUTO) -> list[str]:
    """The ids of the articles in a file, in order; `line:path` for what is none."""
    return [
        article.article.id
        if article.article
        else f"{article.line}:{article.error.path if article.error else ''}"
        for article in read(data, file_format)
    ]


def lines(*documents: object) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


@pytest.mark.parametrize(
    "data",
    [
        lines(A, B),
        lines(A, B).rstrip(),
        lines(A, B).replace(b"\n", b"\r\n"),
        b"\n\n" + lines(A) + b"\n" + lines(B),
        json.dumps([A, B]).encode(),
        json.dumps([A, B], indent=2).encode(),
        json.dumps([A, B], indent="\t").encode(),
        b"[\n" + json.dumps(A).encode() + b",\n" + json.dumps(B).encode() + b"\n]",
        b"  [ {\n" + json.dumps([A, B]).encode()[2:],
        BOM + lines(A, B),
        BOM + json.dumps([A, B], indent=2).encode(),
    ],
)
def test_json_lines_and_arrays_are_told_apart_from_how_they_start(data: bytes) -> None:
    assert found(data) == ["a", "b"]


@pytest.mark.parametrize("indent", [None, 2])
def test_one_document_is_one_article(indent: int | None) -> None:
    assert found(json.dumps(A, indent=indent).encode()) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "Plain text.\nIn two lines.",
        "[Reuters] Grain went east.",
        "[1] A footnote comes first",
        "\n  «Зерно» ушло на восток",
        '"Quoted" at the start',
        "12 ships",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    (article,) = read(text.encode())
    assert article.article == text_article(text)
    assert decode_article(article.value, max_bytes=1_000) == article.article


def test_a_byte_order_mark_is_no_part_of_a_text() -> None:
    (article,) = read(BOM + "Текст".encode())
    assert article.article == text_article("Текст")


def test_the_same_text_has_the_same_id_and_another_text_another() -> None:
    assert text_article("a").id == text_article("a").id != text_article("b").id
    assert text_article("\ud800").id != text_article("\ud801").id


def test_the_bytes_of_a_line_are_those_of_the_file() -> None:
    line = b'{"title" : "\xd0\x9e", "id":"a", "x": 123456789012345678901234567890}'
    (article,) = read(b"  " + line + b"  \n")
    assert article.value == line


def test_the_format_can_be_given() -> None:
    data = b'{"id":"a","title":"t"}\n'
    assert found(data, FileFormat.JSONL) == found(data, FileFormat.JSON) == ["a"]
    (article,) = read(data, FileFormat.TEXT)
    assert article.article is not None
    assert article.article.body == data.decode()
    assert found(BOM + data, FileFormat.JSONL) == found(BOM + data, FileFormat.JSON) == ["a"]


def test_a_line_that_is_no_article_leaves_the_others() -> None:
    data = lines(A) + b'{"id":\n' + lines({"id": 7, "title": "t"}, {"id": "c"}, B) + b"null\n\xff\n"
    assert found(data) == ["a", "2:", "3:$.id", "4:$", "b", "6:$", "7:"]


def test_a_first_line_that_is_broken_does_not_make_lines_a_document() -> None:
    assert found(b'{"id": "x", "title\n' + lines(A, B)) == ["1:", "a", "b"]


def test_an_element_of_an_array_that_is_no_article_is_told_by_its_place() -> None:
    array = [A, {"id": "x"}, {"id": "y", "source": {"name": []}, "title": "t"}, 5, B]
    data = json.dumps(array, indent=2).encode()
    assert found(data) == ["a", "1:$[1]", "1:$[2].source.name", "1:$[3]", "b"]


def test_a_document_that_is_no_json_is_told_with_its_line() -> None:
    (article,) = read(b'{\n  "id": "a",\n  "title": oops\n}')
    assert article.line == 3
    assert isinstance(article.error, DecodeError)


def test_a_text_that_is_no_utf_8_is_told_with_line_and_offset() -> None:
    (article,) = read("Строка\nещё ".encode() + b"\xff")
    assert article.line == 2
    assert str(article.error) == "not UTF-8: byte 0xff at offset 20"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}"])
def test_a_file_with_no_article_has_none(data: bytes) -> None:
    assert all(article.article is None for article in read(data))


def test_an_empty_text_is_refused() -> None:
    (article,) = read(b"")
    assert isinstance(article.error, InvalidArticleError)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (lines(A, {"id": "b", "body": "x" * 2_000}), (2, "")),
        (json.dumps([A, {"id": "b", "body": "x" * 2_000}]).encode(), (1, "$[1]")),
        (b"x" * 2_000, (1, "")),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_parsed(
    data: bytes, place: tuple[int, str]
) -> None:
    *_, article = read(data)
    assert isinstance(article.error, ArticleTooLargeError)
    assert (article.line, article.error.path) == place


def test_lines_are_read_as_they_are_needed() -> None:
    file = io.BytesIO(lines(*[A] * 1_000))
    articles = read_articles(file, max_bytes=1_000)
    next(articles)
    assert file.tell() < 1_000
