"""Call: one request to a receiver, down to the case of its header names and the speed of its bytes."""

from __future__ import annotations

import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from kling3_contracts.messages import HeaderPairs
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER


class Manner(Enum):
    """How the bytes of a call are sent."""

    AT_ONCE = "at once"
    DRIPPING = "in drops"
    """The body in small pieces with pauses between them."""
    STUCK = "half"
    """Half of the body, and then nothing until the rest of the case is over."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it goes out; Host, Content-Length and Connection are added on the wire.

    `label` tells the calls of one case apart. A `prelude` only sets the stage: how it is answered is not judged.
    """

    message_id: str
    task_id: str
    timestamp: str
    headers: HeaderPairs
    body: bytes
    method: str = "POST"
    label: str = ""
    prelude: bool = False
    manner: Manner = Manner.AT_ONCE

    @classmethod
    def made(cls, message_id: str, task_id: str, timestamp: str, signature: str, body: bytes) -> Call:
        """Return a call with the headers of the service, in its order and spelling."""
        headers = (
            ("content-type", "application/json"),
            (ID_HEADER, message_id),
            (TIMESTAMP_HEADER, timestamp),
            (SIGNATURE_HEADER, signature),
        )
        return cls(message_id, task_id, timestamp, headers, body)

    def signature(self, key: bytes) -> str:
        """Return the base64 of the signature that a key, which may be empty, gives to this call."""
        return base64_of(key, f"{self.message_id}.{self.timestamp}.".encode() + self.body)

    def signed_as(self, signature: str, label: str = "") -> Call:
        """Return the call with another signature header."""
        return replace(self.having(SIGNATURE_HEADER, signature), label=label or self.label)

    def without(self, name: str) -> Call:
        """Return the call without a header."""
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] != name))

    def having(self, name: str, value: str) -> Call:
        """Return the call with another value of a header, in the place of the old one."""
        return replace(self, headers=tuple((each, value if each == name else old) for each, old in self.headers))

    def spelt(self, spelling: Callable[[str], str]) -> Call:
        """Return the call with the names of its headers spelt in another way."""
        return replace(self, headers=tuple((spelling(name), value) for name, value in self.headers))

    def named(self, label: str) -> Call:
        """Return the call with a label."""
        return replace(self, label=label)

    def before(self) -> Call:
        """Return the call as one that only sets the stage."""
        return replace(self, prelude=True)


def base64_of(key: bytes, content: bytes) -> str:
    """Return base64(HMAC-SHA256(key, content))."""
    return binascii.b2a_base64(hmac.digest(key, content, "sha256"), newline=False).decode()
