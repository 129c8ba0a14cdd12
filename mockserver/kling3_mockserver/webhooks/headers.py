"""Headers: what one attempt to deliver a message sends before its body, signed (webhooks page)."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_mockserver.tasks.message import Message
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, Secret, sign

USER_AGENT = b"kling3-mock"
"""By which receivers, and every fake's control API, know a call of ours."""


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
