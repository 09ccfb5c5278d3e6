"""What decoding an article accepts, what it refuses, and how it says so."""

from __future__ import annotations

import pytest

from streams.codec import decode_article, encode
from streams.errors import ArticleTooLargeError, DecodeError, InvalidArticleError

CAP = 1_000_000


def test_unknown_fields_are_tolerated() -> None:
    article = decode_article(b'{"id":"a","title":"t","wire":{"desk":[1,2]}}', max_bytes=CAP)
    assert (article.id, article.title) == ("a", "t")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "no value"),
        (b"", "char 0"),
        (b'{"id":"a",', "line 1 column"),
        (b'{"id":"a","title":"\xff"}', "UTF-8"),
        (b'{"id":"a","title":"t","x":"\xff"}', "UTF-8"),
        (b'{"id":"a","title":"\\ud800"}', "surrogate"),
        (b'\xef\xbb\xbf{"id":"a","title":"t"}', "byte order mark"),
        (b'{"id":"a","title":"t","x":NaN}', "char 26"),
        (b'{"id":"a","title":"t","x":' + b"[" * 1025 + b"]" * 1025 + b"}", "depth limit"),
    ],
)
def test_bytes_that_are_not_json_are_refused_with_the_place(value: bytes | None, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode_article(value, max_bytes=CAP)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (b"null", "$"),
        (b"[]", "$"),
        (b'{"title":"t"}', "$"),
        (b'{"id":7,"title":"t"}', "$.id"),
        (b'{"id":"","title":"t"}', "$.id"),
        (b'{"id":"a","title":5}', "$.title"),
        (b'{"id":"a","title":"t","source":{"name":[]}}', "$.source.name"),
        (b'{"id":"a","title":"t","tags":["x",1]}', "$.tags[1]"),
        (b'{"id":"a","title":"t","published_at":"yesterday"}', "$.published_at"),
        (b'{"id":"a","title":"t","published_at":"2026-01-02T03:04:05"}', "$.published_at"),
        (b'{"id":"a"}', "$"),
        (b'{"id":"a","title":"","body":null}', "$"),
    ],
)
def test_json_that_is_not_an_article_is_refused_with_its_path(value: bytes, path: str) -> None:
    with pytest.raises(InvalidArticleError) as refused:
        decode_article(value, max_bytes=CAP)
    assert refused.value.path == path


def test_the_size_cap_comes_before_parsing() -> None:
    with pytest.raises(ArticleTooLargeError, match="11 bytes, the cap is 10"):
        decode_article(b"[" * 11, max_bytes=10)


def test_a_repeated_key_takes_the_last_value_as_json_parsers_do() -> None:
    assert decode_article(b'{"id":"a","id":"b","title":"t"}', max_bytes=CAP).id == "b"


def test_encoding_leaves_out_what_is_not_known() -> None:
    article = decode_article(b'{"id":"a","title":"t","url":null}', max_bytes=CAP)
    assert encode(article) == b'{"id":"a","title":"t"}'
