"""Forgeries: calls that a receiver must refuse, each with what is wrong about it."""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from kling3_contracts.strategies.webhooks import Clock, bodies, headers_of, message_ids, secret_of
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, Secret, sign

_LONG_AGO = 86_400
"""Seconds: no receiver takes a call of yesterday for a fresh one."""


class Forgery(Enum):
    """What is wrong with a call; the value says it in words."""

    BODY_CHANGED = "a byte of the body was changed after it was signed"
    BODY_REWRITTEN = "the JSON was written anew after it was signed"
    ID_CHANGED = "the id was changed after it was signed"
    TIMESTAMP_CHANGED = "the timestamp was changed after it was signed"
    TIMESTAMP_OLD = "it was sent a day ago"
    TIMESTAMP_FUTURE = "it will be sent tomorrow"
    TIMESTAMP_NO_NUMBER = "the timestamp is no whole number of seconds"
    OTHER_SECRET = "it is signed with another secret"  # noqa: S105  (no secret, a sentence)
    OTHER_VERSION = "its only signature is of a version that the receiver has no secret for"
    HEX_DIGEST = "the signature is written in hexadecimal"
    LIST_WITHOUT_COMMA = "the signature has no comma after its version"
    LIST_WITH_COMMAS = "the signatures are parted by commas"
    SIGNATURE_EMPTY = "the signature is empty"
    ID_MISSING = "the header with the id is missing"
    TIMESTAMP_MISSING = "the header with the timestamp is missing"
    SIGNATURE_MISSING = "the header with the signature is missing"


@dataclass(frozen=True, slots=True)
class ForgedWebhook:
    """A call that no receiver may trust."""

    headers: Mapping[str, str]
    body: bytes
    wrong: Forgery


def forged_webhooks(
    secret: str | Secret, *, clock: Clock = time.time, wrong: tuple[Forgery, ...] = tuple(Forgery)
) -> SearchStrategy[ForgedWebhook]:
    """Return calls that a receiver of this secret must refuse, wrong in one of the ways that are asked for."""
    return st.composite(_drawn)(secret_of(secret), clock, wrong)


@dataclass(frozen=True, slots=True)
class _Call:
    """A good call, taken apart."""

    secret: Secret
    message_id: str
    timestamp: int
    body: bytes

    def signed(self, timestamp: int | None = None, secret: Secret | None = None) -> dict[str, str]:
        moment = self.timestamp if timestamp is None else timestamp
        return headers_of(self.message_id, moment, sign([secret or self.secret], self.message_id, moment, self.body))

    def digest(self, timestamp: str) -> bytes:
        content = f"{self.message_id}.{timestamp}.".encode() + self.body
        return hmac.digest(self.secret.key, content, "sha256")

    def having(self, header: str, value: str) -> dict[str, str]:
        return {**self.signed(), header: value}

    def without(self, header: str) -> dict[str, str]:
        return {name: value for name, value in self.signed().items() if name != header}

    @property
    def signature(self) -> str:
        return self.signed()[SIGNATURE_HEADER]


def _drawn(draw: DrawFn, secret: Secret, clock: Clock, wrong: tuple[Forgery, ...]) -> ForgedWebhook:
    call = _Call(secret, draw(message_ids()), int(clock()), draw(bodies()))
    forgery = draw(st.sampled_from(wrong))
    if forgery is Forgery.BODY_CHANGED:
        place, bit = draw(st.integers(0, len(call.body) - 1)), draw(st.integers(0, 7))
        return ForgedWebhook(call.signed(), _flipped(call.body, place, 1 << bit), forgery)
    if forgery is Forgery.BODY_REWRITTEN:
        return ForgedWebhook(call.signed(), json.dumps(json.loads(call.body), indent=1).encode(), forgery)
    return ForgedWebhook(_HEADERS[forgery](call), call.body, forgery)


def _flipped(body: bytes, place: int, mask: int) -> bytes:
    return body[:place] + bytes([body[place] ^ mask]) + body[place + 1 :]


def _no_number(call: _Call) -> dict[str, str]:
    text = f"{call.timestamp}.5"
    return headers_of(call.message_id, text, f"{call.secret.version},{_base64(call.digest(text))}")


def _base64(digest: bytes) -> str:
    return b64encode(digest).decode()


def _other_version(call: _Call) -> dict[str, str]:
    return call.signed(secret=Secret(f"{call.secret.version}9", call.secret.key))


_HEADERS: Mapping[Forgery, Callable[[_Call], dict[str, str]]] = {
    Forgery.ID_CHANGED: lambda call: call.having(ID_HEADER, f"{call.message_id}x"),
    Forgery.TIMESTAMP_CHANGED: lambda call: call.having(TIMESTAMP_HEADER, str(call.timestamp - 1)),
    Forgery.TIMESTAMP_OLD: lambda call: call.signed(call.timestamp - _LONG_AGO),
    Forgery.TIMESTAMP_FUTURE: lambda call: call.signed(call.timestamp + _LONG_AGO),
    Forgery.TIMESTAMP_NO_NUMBER: _no_number,
    Forgery.OTHER_SECRET: lambda call: call.signed(secret=Secret(call.secret.version, call.secret.key + b"x")),
    Forgery.OTHER_VERSION: _other_version,
    Forgery.HEX_DIGEST: lambda call: call.having(SIGNATURE_HEADER, call.digest(str(call.timestamp)).hex()),
    Forgery.LIST_WITHOUT_COMMA: lambda call: call.having(SIGNATURE_HEADER, call.signature.replace(",", "", 1)),
    Forgery.LIST_WITH_COMMAS: lambda call: call.having(SIGNATURE_HEADER, f"{call.signature},{call.signature}"),
    Forgery.SIGNATURE_EMPTY: lambda call: call.having(SIGNATURE_HEADER, ""),
    Forgery.ID_MISSING: lambda call: call.without(ID_HEADER),
    Forgery.TIMESTAMP_MISSING: lambda call: call.without(TIMESTAMP_HEADER),
    Forgery.SIGNATURE_MISSING: lambda call: call.without(SIGNATURE_HEADER),
}
