"""Where a webhook may lead, and what it says."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from aiokafka import ConsumerRecord

from streams.consumers.webhook import PublicResolver, check_url, cloud_event_headers
from streams.errors import ConfigurationError


class Knows(AbstractResolver):
    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=at, port=port, family=family, proto=0, flags=0)
            for at in self._addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("url", ["", "alerts", "ftp://example.org/", "http://", "file:///etc"])
def test_only_web_addresses_can_be_used(url: str) -> None:
    with pytest.raises(ConfigurationError, match="no http or https URL"):
        check_url(url, allow_private=True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://169.254.169.254/"]
)
def test_private_addresses_take_a_decision(url: str) -> None:
    with pytest.raises(ConfigurationError, match="is private"):
        check_url(url, allow_private=False)
    check_url(url, allow_private=True)


async def test_names_lead_to_public_addresses_only() -> None:
    resolver = PublicResolver(Knows("192.168.1.1", "93.184.215.14"))
    assert [entry["host"] for entry in await resolver.resolve("a.example")] == ["93.184.215.14"]
    with pytest.raises(OSError, match="is private"):
        await PublicResolver(Knows("127.0.0.1")).resolve("a.example")


def test_attributes_become_headers_unless_they_would_break_one() -> None:
    headers: Any = (
        ("ce_id", b"1"),
        ("ce_source", b"a\r\nx: y"),
        ("ce_type", "ü".encode()),
        ("wirewatch.other", b"o"),
    )
    record = ConsumerRecord("alerts", 0, 0, 0, 0, None, b"{}", None, 0, 0, headers)
    assert cloud_event_headers(record) == {"content-type": "application/json", "ce-id": "1"}
