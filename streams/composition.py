"""From settings to the parts that they configure; those that need no Faust."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from streams.errors import SettingsError, WatchlistError, problem
from streams.kafka.outbox import Outbox
from streams.kafka.security import Connection
from streams.language import create_detector
from streams.matching.document import read_watchlist
from streams.matching.watchlist import Watchlist, builtin_watchlist
from streams.processing import Processor
from streams.screening import Screener, failed_tests
from streams.settings import Settings
from streams.topics import RECORD_OVERHEAD, Topics, topics
from streams.watchlists import Base


def connection_of(settings: Settings) -> Connection:
    """How clients reach the broker.

    Raises:
        SettingsError: the password's file cannot be read.
    """
    password = _secret(settings.sasl_password)
    if settings.sasl_password_file and password is None:
        try:
            password = settings.sasl_password_file.read_text("utf-8").strip()
        except OSError as error:
            raise SettingsError(
                [problem(str(error), path="WIREWATCH_SASL_PASSWORD_FILE")]
            ) from error
    return Connection(
        bootstrap_servers=settings.bootstrap_servers,
        security_protocol=settings.security_protocol,
        sasl_mechanism=settings.sasl_mechanism,
        sasl_username=settings.sasl_username,
        sasl_password=password,
        ssl_cafile=settings.ssl_cafile,
        ssl_certfile=settings.ssl_certfile,
        ssl_keyfile=settings.ssl_keyfile,
        ssl_key_password=_secret(settings.ssl_key_password),
        ssl_check_hostname=settings.ssl_check_hostname,
    )


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()


def topics_of(settings: Settings) -> Topics:
    """The topics of the installation."""
    return topics(
        settings.topic_prefix,
        partitions=settings.partitions,
        max_article_bytes=settings.max_article_bytes,
    )


def outbox_of(settings: Settings) -> Outbox:
    """What publishes; not started."""
    # A dead letter is its article with more headers.
    limit = settings.max_article_bytes + 2 * RECORD_OVERHEAD
    return Outbox(connection_of(settings), max_record_bytes=limit)


def screener_of(settings: Settings) -> Screener:
    """The watchlist and the detector.

    Raises:
        ConfigurationError: either cannot be used, or a watch fails its own tests.
    """
    detector = create_detector(settings.language_engine, settings.languages)
    screener = Screener(watchlist_of(settings), detector)
    if failures := failed_tests(screener):
        raise WatchlistError(failures)
    return screener


def watchlist_of(settings: Settings) -> Watchlist:
    """The built-in watches, or what the operator's file makes of them.

    Raises:
        WatchlistError: the file cannot be read, or holds what cannot be used.
    """
    if settings.watchlist is None:
        return builtin_watchlist()
    return read_watchlist(_watchlist_text(settings.watchlist), str(settings.watchlist))


def _watchlist_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WatchlistError([problem(str(error), place=str(path))]) from error


def base_of(settings: Settings) -> Base:
    """What watches from the topic come on top of.

    Raises:
        WatchlistError: the operator's file cannot be read.
    """
    text = _watchlist_text(settings.watchlist) if settings.watchlist else None
    return Base(
        text=text,
        name=str(settings.watchlist or "built-in"),
        engine=settings.language_engine,
        languages=settings.languages,
    )


def processor_of(settings: Settings) -> Processor:
    """What a worker does with a record."""
    return Processor(
        screener_of(settings), topics_of(settings), max_article_bytes=settings.max_article_bytes
    )
