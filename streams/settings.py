"""Every setting, in one place: the environment first (`WIREWATCH_…`), then `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from streams.errors import SettingsError, problem

_PREFIX = "WIREWATCH_"


class Settings(BaseSettings):
    """What an operator can set; each value is checked, and all errors are told at once."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_file=".env", extra="ignore")

    # -- the broker
    bootstrap_servers: str = Field(
        "127.0.0.1:9092", description="Kafka brokers to ask first, host:port with commas."
    )
    topic_prefix: str = Field(
        "",
        pattern=r"^[a-zA-Z0-9._-]{0,100}$",
        description="Puts an installation's topics and group under a name of its own.",
    )
    group_id: str = Field("wirewatch", min_length=1, description="Consumer group of the workers.")
    partitions: int = Field(4, ge=1, le=10_000, description="Partitions of the topics to create.")
    replication_factor: int = Field(1, ge=1, le=9, description="Replicas of the topics to create.")

    # -- security, passed to every client
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to talk to the broker."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="How to log in, with SASL."
    )
    sasl_username: str | None = Field(None, description="User, with SASL.")
    sasl_password: SecretStr | None = Field(None, description="Password, with SASL.")
    sasl_password_file: Path | None = Field(None, description="File that holds the password.")
    allow_sasl_plaintext: bool = Field(
        False, description="Send credentials over a connection that is not encrypted."
    )
    ssl_cafile: Path | None = Field(None, description="CA certificates to trust, PEM.")
    ssl_certfile: Path | None = Field(None, description="Certificate to show, PEM (mTLS).")
    ssl_keyfile: Path | None = Field(None, description="Its key, PEM.")
    ssl_key_password: SecretStr | None = Field(None, description="Password of the key.")
    ssl_check_hostname: bool = Field(True, description="Whether names in certificates must fit.")

    # -- what to look for
    watchlist: Path | None = Field(
        None, description="YAML watchlist that extends or replaces the built-in watches."
    )
    language_engine: str = Field("default", description="Which engine detects languages.")
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="The only languages to expect, with commas; empty for all."
    )

    # -- how to work
    max_article_bytes: int = Field(
        1_048_576, ge=1_000, description="Larger articles go to the dead letters unread."
    )
    max_poll_records: int = Field(32, ge=1, description="Articles in a batch, at the most.")
    max_in_flight_bytes: int = Field(
        32 * 1024 * 1024, ge=1_000_000, description="Bytes of articles being worked on at once."
    )
    session_timeout_ms: int = Field(10_000, ge=1_000, description="A worker silent so long is out.")
    heartbeat_interval_ms: int = Field(3_000, ge=100, description="How often a worker says it is.")
    commit_interval: float = Field(0.5, gt=0, description="Seconds between commits.")
    shutdown_grace: float = Field(10.0, gt=0, description="Seconds to finish after SIGTERM.")
    stall_timeout: float = Field(
        60.0, gt=0, description="Seconds without progress despite lag that fail /livez."
    )

    # -- telemetry
    health_host: str = Field("127.0.0.1", description="Where /livez and /readyz listen.")
    health_port: int = Field(8086, ge=0, le=65_535, description="Their port; 0 turns them off.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least that is logged."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        "auto", description="JSON, or readable; auto is readable on a terminal."
    )

    @field_validator("languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(filter(None, value.replace(" ", "").split(",")))
            if isinstance(value, str)
            else value
        )

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        sasl = self.security_protocol.startswith("SASL")
        if sasl and not (self.sasl_username and (self.sasl_password or self.sasl_password_file)):
            raise ValueError(
                "security_protocol needs sasl_username and sasl_password (or sasl_password_file)"
            )
        if self.security_protocol == "SASL_PLAINTEXT" and not self.allow_sasl_plaintext:
            raise ValueError(
                "SASL_PLAINTEXT sends the password unencrypted: use SASL_SSL, "
                "or set allow_sasl_plaintext=true"
            )
        if self.heartbeat_interval_ms * 3 > self.session_timeout_ms:
            raise ValueError("heartbeat_interval_ms must be at most a third of session_timeout_ms")
        return self

    @property
    def group(self) -> str:
        """The consumer group in full."""
        return f"{self.topic_prefix}.{self.group_id}" if self.topic_prefix else self.group_id


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - any setting
    """The settings in effect; `overrides` win over the environment.

    Raises:
        SettingsError: with every setting that cannot be used, by the name to set it with.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = []
        for found in error.errors():
            name = "".join(f"{_PREFIX}{part}".upper() for part in found["loc"][:1])
            problems.append(problem(found["msg"].removeprefix("Value error, "), path=name))
        raise SettingsError(problems) from None
