"""Alerts to a web address: each one a POST, at least once, in the order of its watch.

An alert counts as delivered when the address answers 2xx; only then its offset is committed. An
answer that says that the alert itself is wrong makes it a dead letter. Everything else is tried
again, with backoff, for as long as it takes; those behind it in its partition wait.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
import socket
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from aiokafka import ConsumerRecord, TopicPartition

from streams.dead_letters import dead_letter, headers_of
from streams.errors import ConfigurationError, PermanentDeliveryError, problem
from streams.kafka.ledger import Batch
from streams.kafka.outbox import Outbox
from streams.records import OutputRecord

log = structlog.get_logger(__name__)

#: Bad request, too large, not understood: about this alert, and the same the next time.
_ABOUT_THE_ALERT = frozenset({400, 413, 422})
#: Seconds until the next attempt: doubles from the first to the last, with as much jitter.
_RETRY_FIRST, _RETRY_LAST = 0.5, 60.0
#: Longer answers to a refusal are cut, in bytes.
_MAX_REASON = 300


class Webhook:
    """Delivers batches of alerts.

    Args:
        url: where to, http or https.
        outbox: takes the dead letters.
        dead_letters: their topic, in full.
        timeout: seconds that the address may take to answer.
        allow_private: whether it may be in a private network, or this machine.

    Raises:
        ConfigurationError: no such URL can be used.
    """

    def __init__(
        self,
        url: str,
        outbox: Outbox,
        dead_letters: str,
        *,
        timeout: float,
        allow_private: bool,
    ) -> None:
        check_url(url, allow_private=allow_private)
        self._url = url
        self._outbox = outbox
        self._dead_letters = dead_letters
        self._order: dict[TopicPartition, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._allow_private = allow_private
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def deliver(self, batch: Batch) -> bool:
        """Deliver the alerts of a batch, after those of the batches of its partition before it.

        Returns:
            Whether the batch is done; not if its partition was taken away meanwhile.

        Raises:
            PermanentDeliveryError: a dead letter is refused: there is nowhere to go.
        """
        async with self._order[batch.partition]:
            for record in batch.records:
                if batch.void or not await self._deliver(record, lambda: batch.void):
                    return False
            return True

    async def _deliver(self, record: ConsumerRecord, void: Callable[[], bool]) -> bool:
        wait = _RETRY_FIRST
        headers = cloud_event_headers(record)
        while not void():
            status, reason = await self._post(record.value or b"", headers)
            if 200 <= status < 300:
                return True
            if status in _ABOUT_THE_ALERT:
                await self._refuse(record, f"{status}: {reason}")
                return True
            alert_id = headers.get("ce-id", "")
            log.warning("not delivered, will try again", alert=alert_id, status=status,
                        reason=reason, seconds=wait)  # fmt: skip
            await asyncio.sleep(wait * random.uniform(1, 2))  # noqa: S311 - jitter, no secret
            wait = min(wait * 2, _RETRY_LAST)
        return False

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """One attempt: the status, 0 where there is none, and what was said."""
        if self._session is None:
            resolver = None if self._allow_private else PublicResolver()
            connector = aiohttp.TCPConnector(resolver=resolver)
            # Proxies of the environment and redirects would lead past the check of addresses.
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, trust_env=False
            )
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                reason = await answer.content.read(_MAX_REASON)
                return answer.status, reason.decode("utf-8", "replace")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return 0, repr(error)

    async def _refuse(self, record: ConsumerRecord, reason: str) -> None:
        log.error("alert refused: it becomes a dead letter", reason=reason)
        error = PermanentDeliveryError(f"the webhook answers {reason}")
        letter = dead_letter(record, stage="publish", error=error)
        output = OutputRecord(self._dead_letters, letter.key, letter.value, headers_of(letter))
        (refused,) = await self._outbox.publish([output])
        if refused is not None:
            raise refused


def cloud_event_headers(record: ConsumerRecord) -> dict[str, str]:
    """The CloudEvents attributes of a record as HTTP headers (CloudEvents 1.0, HTTP binding, 3.1).

    What cannot stand in a header is left out.
    """
    headers = {"content-type": "application/json"}
    for name, value in record.headers:
        text = value.decode("utf-8", "replace")
        if name.startswith("ce_") and text.isascii() and text.isprintable():
            headers[name.replace("_", "-", 1)] = text
    return headers


def check_url(url: str, *, allow_private: bool) -> None:
    """Refuse what is no web address, or one that leads into a private network."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError([problem("is no http or https URL", path="URL")])
    try:
        address = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return
    if not allow_private and not address.is_global:
        raise ConfigurationError(
            [problem(f"{address} is private: allow it with --allow-private", path="URL")]
        )


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only; the connection goes to what was checked here."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a name.

        Raises:
            OSError: it has none.
        """
        found = await self._resolver.resolve(host, port, family)
        public = [entry for entry in found if ipaddress.ip_address(entry["host"]).is_global]
        if not public:
            raise OSError(f"{host} is private: allow it with --allow-private")
        return public

    async def close(self) -> None:
        """Nothing to let go of."""
        await self._resolver.close()
