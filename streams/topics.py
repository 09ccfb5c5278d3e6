"""Every topic of wirewatch, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

#: What a record may hold beside an article of the largest size: key, headers, reasons, framing.
RECORD_OVERHEAD = 65_536
_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it should be.

    Attributes:
        name: in full, with the installation's prefix.
        key: what its records are keyed by.
        schema: of its values, a name in `schemas`; `None` where they are what somebody sent.
        partitions: how many to create; more are left alone.
        config: the broker's settings that matter for correctness.
    """

    name: str
    key: str
    schema: str | None
    partitions: int
    config: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one installation."""

    articles: Topic
    alerts: Topic
    watchlists: Topic
    dead_letters: Topic
    alert_dead_letters: Topic

    def all(self) -> tuple[Topic, ...]:
        """Each of them, in the order that records flow."""
        return (
            self.articles,
            self.watchlists,
            self.alerts,
            self.dead_letters,
            self.alert_dead_letters,
        )


def topics(prefix: str = "", *, partitions: int = 4, max_article_bytes: int = 1_048_576) -> Topics:
    """The topics of the installation that `prefix` names.

    Args:
        prefix: put in front of every name with a dot; empty for the only installation.
        partitions: of the articles; as many workers can share the load.
        max_article_bytes: the largest article.
    """

    def topic(name: str, key: str, schema: str | None, count: int, **config: str) -> Topic:
        settings = {key.replace("_", "."): value for key, value in config.items()}
        return Topic(f"{prefix}.{name}" if prefix else name, key, schema, count, settings)

    return Topics(
        articles=topic(
            "articles",
            "article id",
            "article.v1",
            partitions,
            cleanup_policy="delete",
            retention_ms=str(7 * _DAY_MS),
            max_message_bytes=str(max_article_bytes + RECORD_OVERHEAD),
        ),
        watchlists=topic(
            "watchlists",
            "watch id",
            "watchlist.v1",
            1,
            cleanup_policy="compact",
            # A worker that starts finds the last good record behind one that it must refuse.
            min_compaction_lag_ms=str(7 * _DAY_MS),
        ),
        alerts=topic(
            "alerts",
            "watch id",
            "alert.v1",
            partitions,
            cleanup_policy="delete",
            retention_ms=str(30 * _DAY_MS),
        ),
        dead_letters=topic(
            "articles.dead-letters",
            "key of the original",
            None,
            1,
            cleanup_policy="delete",
            retention_ms=str(90 * _DAY_MS),
            # The original unchanged, and headers that say what was wrong with it.
            max_message_bytes=str(max_article_bytes + 2 * RECORD_OVERHEAD),
        ),
        # What a webhook refused: the alert unchanged, with the same headers.
        alert_dead_letters=topic(
            "alerts.dead-letters",
            "watch id",
            None,
            1,
            cleanup_policy="delete",
            retention_ms=str(90 * _DAY_MS),
            max_message_bytes=str(max_article_bytes + 2 * RECORD_OVERHEAD),
        ),
    )
