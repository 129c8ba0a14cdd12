"""Webhooks: a changed task -> the message that tells of it (webhooks page; the body has no `data` envelope)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kling3_mockserver.tasks import Status
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, Secret, sign

USER_AGENT = b"kling3-mock"
"""By which receivers, and every fake's control API, know a call of ours."""


@dataclass(frozen=True, slots=True)
class Message:
    """One call to be made: `body` holds the exact bytes that are signed and sent, `url` is called as given."""

    id: str
    url: str
    task_id: str
    status: Status
    body: bytes


def body(task_id: str, status: Status, generated: Sequence[str]) -> bytes:
    """Return the JSON of a webhook, byte for byte."""
    urls = ",".join(f'"{url}"' for url in generated)
    return f'{{"task_id":"{task_id}","status":"{status.value}","generated":[{urls}]}}'.encode()


def headers(message: Message, secrets: Sequence[Secret], timestamp: int) -> list[tuple[bytes, bytes]]:
    """Return the headers of one attempt; the timestamp, and so the signature, is that attempt's own."""
    signature = sign(secrets, message.id, timestamp, message.body)
    return [
        (b"content-type", b"application/json"),
        (b"user-agent", USER_AGENT),
        (ID_HEADER.encode(), message.id.encode()),
        (TIMESTAMP_HEADER.encode(), str(timestamp).encode()),
        (SIGNATURE_HEADER.encode(), signature.encode()),
    ]
