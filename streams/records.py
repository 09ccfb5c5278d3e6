"""The records that flow through wirewatch, as immutable values.

The JSON Schema files in `schemas/` are the contract with the outside; these types are the same
contract inside, and `tests/contract` holds the two together. Offsets are always code points into
the field as it was received, half-open: `field[start:end] == surface`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

#: The fields of an article that are screened, in the order their matches are listed.
FieldName = Literal["title", "summary", "body"]

#: An identifier given by somebody else: opaque, not empty, short enough for a record key.
Identifier = Annotated[str, Meta(min_length=1, max_length=512)]
Timestamp = Annotated[datetime, Meta(tz=True)]
#: What an alert repeats of its article is bounded, so that the alert is.
ShortText = Annotated[str, Meta(max_length=512)]


class Record(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What all records share: immutable, and silent about what is not known."""


class Source(Record, frozen=True):
    """Who published an article."""

    id: ShortText | None = None
    name: ShortText | None = None
    country: ShortText | None = None


class Article(Record, frozen=True):
    """One article event (`article.v1`). `title`, `summary` or `body` holds something to screen.

    Fields that are not named here are tolerated and stay in the original bytes.
    """

    id: Identifier
    version: Identifier = "1"
    title: str | None = None
    summary: str | None = None
    body: str | None = None
    url: Annotated[str, Meta(max_length=4096)] | None = None
    source: Source | None = None
    published_at: Timestamp | None = None
    #: What the publisher says it is written in (BCP 47): a hint, weighed and not trusted.
    language: Annotated[str, Meta(max_length=64)] | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def texts(self) -> list[tuple[FieldName, str]]:
        """The fields to screen that hold any text, in the order a reader meets them."""
        fields: tuple[tuple[FieldName, str | None], ...] = (
            ("title", self.title),
            ("summary", self.summary),
            ("body", self.body),
        )
        return [(name, text) for name, text in fields if text]


class Language(Record, frozen=True, omit_defaults=False):
    """What an article is written in.

    `code` is BCP 47, with the script where readers need it (`zh-Hant`, `sr-Latn`), `und` when
    there is nothing to go on; `reason` then says why. `confidence` is a calibrated probability
    that `code` is right.
    """

    code: str
    script: str = "Zyyy"
    confidence: Annotated[float, Meta(ge=0, le=1)] = 0.0
    engine: str = "none"
    runner_up: str | None = None
    reason: str | None = None


class Match(Record, frozen=True, omit_defaults=False):
    """One mention of a concept, with the reason why it counts as one."""

    concept: str
    field: FieldName
    start: int
    end: int
    surface: str
    #: The name in the concept that was found, as it is written there.
    alias: str
    #: The language whose rules accepted it.
    language: str
    #: How the surface follows from the alias, e.g. `case ending -ю`.
    rule: str
    #: Why this is a mention, for a person.
    why: str
    tier: Literal["core", "optional", "metonym"] = "core"


class Suppressed(Record, frozen=True, omit_defaults=False):
    """A candidate that is not a mention, with the rule that stopped it."""

    concept: str
    field: FieldName
    start: int
    end: int
    surface: str
    alias: str
    language: str
    #: Which kind of rule: `boundary`, `trap`, `context`, `language`, `tier`.
    by: str
    why: str


class Snippet(Record, frozen=True):
    """The text around one or more matches: `field[start:end] == text`, code points."""

    field: FieldName
    start: int
    end: int
    text: str


class WatchRef(Record, frozen=True):
    """Which watch an alert is for, and in which revision of it."""

    id: str
    name: str
    revision: str


class ArticleRef(Record, frozen=True):
    """Which article an alert is about."""

    id: str
    version: str
    title: str | None = None
    url: str | None = None
    source: Source | None = None
    published_at: Timestamp | None = None


class Alert(Record, frozen=True, omit_defaults=False):
    """One article that mentions what one watch looks for (`alert.v1`).

    Everything in it follows from the article's record and the watch, so that the alert of an
    article that is screened again after a crash is the same, byte for byte.
    """

    id: str
    watch: WatchRef
    article: ArticleRef
    language: Language
    matches: tuple[Match, ...]
    snippets: tuple[Snippet, ...]
    #: Mentions by concept id. The true count, even where `matches` is capped.
    concepts: dict[str, int]
    #: When the broker got the article: the timestamp of its record.
    received_at: Timestamp
    #: How many matches were left out of `matches` to keep the record deliverable.
    matches_omitted: int = 0


class DeadLetter(Record, frozen=True):
    """A record that could not be screened: the original, unchanged, and what was wrong with it."""

    topic: str
    partition: int
    offset: int
    timestamp: Timestamp
    stage: str
    error: str
    message: str
    path: str = ""
    #: Of the value, where it was too large to be kept with the reason.
    omitted_bytes: int = 0
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


#: The headers of a Kafka record: names may repeat, so the order counts.
Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class InputRecord:
    """A record as a Kafka consumer gives it; aiokafka's own has the same attributes, and more.

    Attributes:
        timestamp: milliseconds since the epoch; -1 where there is none.
    """

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """A record to publish."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


def alert_id(article_id: str, article_version: str, watch_id: str, watch_revision: str) -> str:
    """The same 32 hexadecimal digits for the same article and watch, everywhere and always.

    Consumers drop repeats by it. Each part goes in with its length, so that no two different
    quadruples make the same input.
    """
    digest = hashlib.sha256()
    for part in (article_id, article_version, watch_id, watch_revision):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:32]
