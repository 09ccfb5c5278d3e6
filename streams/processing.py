"""One record of the articles topic → the records it causes: pure, and all there is to do.

The worker publishes what comes out of here and nothing else; the fault suite takes the same
function as its oracle.
"""

from __future__ import annotations

from copy import copy

from msgspec.structs import replace

from streams.codec import decode_article, encode
from streams.dead_letters import dead_letter, headers_of, shortened, time_of
from streams.errors import ScreeningError, UnreadableArticleError
from streams.records import Alert, Article, InputRecord, OutputRecord
from streams.screening import Screener
from streams.topics import Topics

#: An alert lists no more matches than fit in so many bytes of JSON: Kafka's topics take a megabyte
#: by default (`max.message.bytes`), key and headers included.
MAX_ALERT_BYTES = 900_000

_CONTENT_TYPE = ("content-type", b"application/json")
_SPECIFICATION = ("ce_specversion", b"1.0")
_TYPE = ("ce_type", b"wirewatch.alert.v1")


class Processor:
    """Decodes, screens and encodes; an article that any of this fails on becomes a dead letter."""

    __slots__ = ("_alerts", "_dead_letters", "_max_bytes", "screener")

    def __init__(self, screener: Screener, topics: Topics, *, max_article_bytes: int) -> None:
        self.screener = screener
        self._alerts = topics.alerts.name
        self._dead_letters = topics.dead_letters.name
        self._max_bytes = max_article_bytes

    def with_screener(self, screener: Screener) -> Processor:
        """The same with another screener."""
        other = copy(self)
        other.screener = screener
        return other

    def process(self, record: InputRecord) -> list[OutputRecord]:
        """The alerts of a record, or its dead letter; most often nothing at all."""
        try:
            article = decode_article(record.value, max_bytes=self._max_bytes)
            alerts = self._screen(article, record)
        except (UnreadableArticleError, ScreeningError) as error:
            return [self.dead_letter(record, error, stage=error.stage, path=error.path)]
        return [self._alert(alert) for alert in alerts]

    def dead_letter(
        self, record: InputRecord, error: BaseException, *, stage: str, path: str = ""
    ) -> OutputRecord:
        """The record that carries a dead letter."""
        letter = dead_letter(record, stage=stage, error=error, path=path)
        return OutputRecord(self._dead_letters, letter.key, letter.value, headers_of(letter))

    def without_original(self, letter: OutputRecord) -> OutputRecord:
        """A dead letter that is too large for its topic, told without what it is about."""
        return OutputRecord(
            self._dead_letters, *shortened(letter.key, letter.value, letter.headers)
        )

    def is_dead_letter(self, output: OutputRecord) -> bool:
        """Whether a record is a dead letter, not an alert."""
        return output.topic == self._dead_letters

    def _screen(self, article: Article, record: InputRecord) -> list[Alert]:
        try:
            screened = self.screener.screen(article)
            # Most articles mention nothing: no need to know when they came.
            return self.screener.alerts(screened, time_of(record)) if screened.matches else []
        except Exception as error:
            # Whatever it is, it is ours and about this article: the others must go on.
            raise ScreeningError(f"{type(error).__name__}: {error}") from error

    def _alert(self, alert: Alert) -> OutputRecord:
        """An alert in CloudEvents' binary mode (CloudEvents 1.0, Kafka protocol binding, 3.2)."""
        headers = (
            _CONTENT_TYPE,
            _SPECIFICATION,
            _TYPE,
            ("ce_id", alert.id.encode()),
            ("ce_source", f"/wirewatch/watches/{alert.watch.id}".encode()),
            ("ce_time", alert.received_at.isoformat().encode()),
        )
        return OutputRecord(self._alerts, alert.watch.id.encode(), _encode_fitting(alert), headers)


def _encode_fitting(alert: Alert) -> bytes:
    """An alert with as many of its matches as fit; those that are left out are counted."""
    while len(data := encode(alert)) > MAX_ALERT_BYTES and len(alert.matches) > 1:
        kept = alert.matches[: len(alert.matches) // 2]
        omitted = alert.matches_omitted + len(alert.matches) - len(kept)
        alert = replace(alert, matches=kept, matches_omitted=omitted)
    return data
