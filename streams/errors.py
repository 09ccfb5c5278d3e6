"""Everything wirewatch raises on purpose.

    WirewatchError
    ├── ConfigurationError        a setting, a watchlist or a topic is not usable
    │   ├── SettingsError         environment or .env, every problem at once
    │   └── WatchlistError        a watchlist document, every problem at once
    ├── UnreadableArticleError    never retry: the bytes will not get better
    │   ├── DecodeError           not JSON, or not UTF-8
    │   ├── InvalidArticleError   JSON, but not an article
    │   └── ArticleTooLargeError  over the size cap; not even looked at
    ├── ScreeningError            an article that the pipeline itself failed on
    └── DeliveryError             the broker did not take a record; a passing fault is waited for
        └── PermanentDeliveryError    never will
            └── RecordTooLargeError   over what the broker or its topic takes

Two families matter to the worker: an `UnreadableArticleError` sends the article to the dead
letters and the stream goes on; a `DeliveryError` that survives its retries stops the worker
with the offset uncommitted.
"""

from __future__ import annotations

from collections.abc import Sequence


class WirewatchError(Exception):
    """The root: catch it to catch everything wirewatch raises on purpose."""


def problem(what: str, *, path: str = "", place: str = "") -> str:
    """One thing that is wrong, as a person reads it: `file:line: path: what is wrong`."""
    return ": ".join(part for part in (place, path, what) if part)


class ConfigurationError(WirewatchError):
    """Something that a person configured is not usable; says everything wrong with it."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class SettingsError(ConfigurationError):
    """The environment or the `.env` file holds a setting that cannot be used."""


class WatchlistError(ConfigurationError):
    """A watchlist document does not hold together."""


class UnreadableArticleError(WirewatchError):
    """The bytes on the topic are not an article and never will be.

    Attributes:
        path: where in the record, as a JSON path (`$.source.name`), or `""`.
    """

    stage = "decode"

    def __init__(self, message: str, *, path: str = "") -> None:
        self.path = path
        super().__init__(message)


class DecodeError(UnreadableArticleError):
    """Not UTF-8, not JSON, nested too deep, or no value at all."""


class InvalidArticleError(UnreadableArticleError):
    """Well-formed JSON that breaks `article.v1`."""

    stage = "validate"


class ArticleTooLargeError(UnreadableArticleError):
    """More bytes than `max_article_bytes`; refused before parsing."""

    stage = "size"


class ScreeningError(WirewatchError):
    """The pipeline failed on an article that decoded well: a defect of ours, contained."""

    stage = "screen"
    path = ""


class DeliveryError(WirewatchError):
    """The broker did not acknowledge a record."""


class PermanentDeliveryError(DeliveryError):
    """A fault that trying again does not mend: not authorised, no such topic."""


class RecordTooLargeError(PermanentDeliveryError):
    """More bytes than the topic takes."""
