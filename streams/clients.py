"""From settings to Kafka: how to connect, which topics there are, what publishes.

Apart from `composition.py`, so that commands which screen nothing load nothing of matching.
"""

from __future__ import annotations

from pydantic import SecretStr

from streams.errors import SettingsError, problem
from streams.kafka.outbox import Outbox
from streams.kafka.security import Connection
from streams.settings import Settings
from streams.topics import RECORD_OVERHEAD, Topics, topics


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
