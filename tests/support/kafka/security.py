"""What a broker needs to ask its clients who they are, and what the clients answer with.

On the cluster's own listener, PLAINTEXT, everybody is `User:ANONYMOUS`, the super user: that is
where tests create topics and give rights. On the listeners below, nobody may do anything until
`allow` says so.
"""

from __future__ import annotations

import ssl
from enum import IntEnum
from pathlib import Path
from typing import Any

import trustme
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

SECURED_LISTENERS = {
    "TLS": "SSL",
    "MTLS": "SSL",
    "SASL_TLS": "SASL_SSL",
    "SASL": "SASL_PLAINTEXT",
}

_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class Operation(IntEnum):
    """`AclOperation`, as the protocol numbers it."""

    READ = 3
    WRITE = 4


class Resource(IntEnum):
    """`ResourceType`, as the protocol numbers it."""

    TOPIC = 2
    GROUP = 3


class CertificateAuthority:
    """Certificates for brokers and clients, as PEM files in a folder.

    Attributes:
        file: the authority's own certificate, for those who trust it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authority = trustme.CA()
        self.file = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def issue(self, name: str) -> Path:
        """A file with a key and a certificate for `CN=name`, valid at 127.0.0.1."""
        certificate = self._authority.issue_cert("127.0.0.1", common_name=name)
        key = load_pem_private_key(certificate.private_key_pem.bytes(), password=None)
        file = self._folder / f"{name}.pem"
        file.write_bytes(
            # PKCS 8 is the one form that Kafka reads (KIP-651).
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + b"".join(part.bytes() for part in certificate.cert_chain_pems)
        )
        return file

    def context(self, certificate: Path | None = None) -> ssl.SSLContext:
        """For a client that trusts this authority, and shows a certificate if it has one."""
        context = ssl.create_default_context(cafile=self.file)
        if certificate:
            context.load_cert_chain(certificate)
        return context

    def server_properties(self) -> dict[str, str]:
        """Server properties for `SECURED_LISTENERS`, access control included."""
        return {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.issue("broker")),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.file),
            "ssl.principal.mapping.rules": "RULE:^(?:.*,)?CN=([^,]+).*$/$1/",
            "listener.name.mtls.ssl.client.auth": "required",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_tls.scram-sha-512.sasl.jaas.config": _SCRAM,
            "listener.name.sasl.scram-sha-512.sasl.jaas.config": _SCRAM,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }


def scram(user: str, password: str) -> dict[str, Any]:
    """How an aiokafka client logs in."""
    return {
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": user,
        "sasl_plain_password": password,
    }


async def allow(
    admin: AIOKafkaAdminClient, user: str, operation: Operation, resource: Resource, name: str
) -> None:
    """Give a user a right to the topic or group of exactly that name."""
    literal, allowed = 3, 3  # `PatternType.LITERAL`, `AclPermissionType.ALLOW`
    request = CreateAclsRequest(resource, name, literal, f"User:{user}", "*", operation, allowed)
    response = await admin._send_request(request)
    ((error_code, message),) = response.creation_responses
    assert error_code == 0, message
