"""Webhook faults: what one attempt sends when something is wrong with it on purpose. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kling3_mockserver.faults.answers import PAGE
from kling3_mockserver.faults.fault import (
    Fault,
    WebhookNotJson,
    WebhookOldSecret,
    WebhookStale,
    WebhookTampered,
    WebhookWrongSignature,
)
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.headers import headers
from kling3_openapi.signature import Secret

Call = tuple[HeaderList, bytes]
"""Headers and body of one attempt."""


def call_of(message: Message, secrets: Sequence[Secret], timestamp: int, fault: Fault | None) -> Call:
    """Return what an attempt sends; a fault that does nothing to it changes nothing."""
    match fault:
        case WebhookWrongSignature():
            return headers(message, [_other(each) for each in secrets], timestamp), message.body
        case WebhookStale(seconds):
            return headers(message, secrets, max(0, timestamp - int(seconds))), message.body
        case WebhookTampered():
            return headers(message, secrets, timestamp), _tampered(message)
        case WebhookOldSecret():
            return headers(message, _old(secrets), timestamp), message.body
        case WebhookNotJson():
            return headers(replace(message, body=PAGE), secrets, timestamp), PAGE
    return headers(message, secrets, timestamp), message.body


def _other(secret: Secret) -> Secret:
    return Secret(secret.version, b"not " + secret.key)


def _old(secrets: Sequence[Secret]) -> list[Secret]:
    return [secrets[0] if len(secrets) > 1 else Secret("v0", b"old " + secrets[0].key)]


def _tampered(message: Message) -> bytes:
    other = Status.FAILED if message.status is Status.COMPLETED else Status.COMPLETED
    return message.body.replace(b'"%b"' % message.status.value.encode(), b'"%b"' % other.value.encode())
