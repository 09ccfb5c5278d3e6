"""How every client reaches the broker: address, encryption, credentials."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from aiokafka.conn import AIOKafkaConnection, collect_hosts
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from streams.errors import ConfigurationError, SettingsError, problem

#: Which settings the broker speaks of when it refuses a login.
_SETTINGS = {
    SaslAuthenticationFailed: "WIREWATCH_SASL_USERNAME, _PASSWORD or _PASSWORD_FILE",
    UnsupportedSaslMechanismError: "WIREWATCH_SASL_MECHANISM",
}
#: Milliseconds to wait for a broker that is asked why it let nobody in.
_LOGIN_TIMEOUT_MS = 3_000


class Client(Protocol):
    """Any of aiokafka's clients."""

    async def start(self) -> None:
        """Find the cluster by the first address that answers."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The broker, and what it takes to talk to it; secrets stay out of its `repr`."""

    bootstrap_servers: str
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str = "PLAIN"
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)
    ssl_cafile: Path | None = None
    ssl_certfile: Path | None = None
    ssl_keyfile: Path | None = None
    ssl_key_password: str | None = field(default=None, repr=False)
    ssl_check_hostname: bool = True

    def client_options(self, client_id: str) -> dict[str, Any]:
        """The arguments that aiokafka's consumer, producer and admin client share.

        Raises:
            ConfigurationError: a certificate or key cannot be used.
        """
        options: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap_servers,
            "client_id": client_id,
            "security_protocol": self.security_protocol,
        }
        if self.security_protocol.endswith("SSL"):
            options["ssl_context"] = self._ssl_context()
        if self.security_protocol.startswith("SASL"):
            options["sasl_mechanism"] = self.sasl_mechanism
            options["sasl_plain_username"] = self.sasl_username
            options["sasl_plain_password"] = self.sasl_password
        return options

    async def start(self, client: Client) -> None:
        """Start a client that was made with our options.

        aiokafka tries each address and, when none lets it in, does not say why.

        Raises:
            SettingsError: a broker refuses the login; says which settings it is about.
            KafkaError: no broker can be reached.
        """
        try:
            await client.start()
        except KafkaConnectionError:
            await self._check_login()
            raise

    async def _check_login(self) -> None:
        """Log in once more, for the reason."""
        if not self.security_protocol.startswith("SASL"):
            return
        options = self.client_options("wirewatch-login")
        for host, port, _ in collect_hosts(options.pop("bootstrap_servers")):
            client = AIOKafkaConnection(host, port, **options, request_timeout_ms=_LOGIN_TIMEOUT_MS)
            refusal: KafkaError | None = None
            try:
                await client.connect()
            except tuple(_SETTINGS) as error:
                refusal = error
            except (KafkaError, OSError, TimeoutError):
                continue
            await client.close()
            if refusal is not None:
                what = f"the broker does not let {self.sasl_username} in: {refusal}"
                path = _SETTINGS[type(refusal)]
                raise SettingsError([problem(what, path=path)]) from refusal

    def _ssl_context(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(cafile=self.ssl_cafile)
            context.check_hostname = self.ssl_check_hostname
            if self.ssl_certfile:
                context.load_cert_chain(
                    self.ssl_certfile, self.ssl_keyfile, lambda: self.ssl_key_password or ""
                )
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                [problem(str(error), path="WIREWATCH_SSL_CAFILE, _CERTFILE or _KEYFILE")]
            ) from error
        return context
