"""Bytes on a topic ⇄ records.

Decoding is two steps because each gives what the other cannot: `orjson` refuses what is not
strict JSON (bad UTF-8 anywhere, lone surrogates, NaN, a byte order mark, nesting deeper than
1024) and says at which byte; `msgspec` checks the types and says at which path.
"""

from __future__ import annotations

import msgspec
import orjson

from streams.errors import ArticleTooLargeError, DecodeError, InvalidArticleError
from streams.records import Article, Record

#: Where a message of msgspec's tells the path: "Expected `str`, got `int` - at `$.title`".
_PATH_MARK = " - at `"


def decode_article(value: bytes | None, *, max_bytes: int) -> Article:
    """Read one `article.v1` record.

    Args:
        value: the record's value as the broker gave it; `None` is a null value.
        max_bytes: the size cap, checked before anything else is.

    Raises:
        ArticleTooLargeError: over the cap.
        DecodeError: null, not UTF-8, not JSON, too deep; with the byte offset.
        InvalidArticleError: JSON that is not an article; with the path.
    """
    if value is None:
        raise DecodeError("the record has no value")
    if len(value) > max_bytes:
        raise ArticleTooLargeError(f"{len(value):,} bytes, the cap is {max_bytes:,}")
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise DecodeError(str(error)) from error
    return article_from(document)


def article_from(document: object) -> Article:
    """An article from parsed JSON; raises `InvalidArticleError` with the path."""
    try:
        article = msgspec.convert(document, Article)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(_PATH_MARK)
        raise InvalidArticleError(what, path=path.removesuffix("`") or "$") from error
    if not (article.title or article.summary or article.body):
        raise InvalidArticleError("title, summary and body are all missing or empty", path="$")
    return article


def encode(record: Record) -> bytes:
    """A record as JSON in UTF-8: the same record gives the same bytes."""
    return msgspec.json.encode(record)


def encode_document(document: object) -> bytes:
    """Plain dicts, lists, strings and numbers as JSON in UTF-8."""
    return orjson.dumps(document)
