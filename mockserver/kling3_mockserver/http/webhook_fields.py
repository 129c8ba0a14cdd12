"""Webhook fields: the headers of an attempt to deliver a webhook, by what differs from one attempt to the next."""

from __future__ import annotations

from kling3_mockserver.http.messages import HeaderList
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER

USER_AGENT = b"kling3-mock"
"""By which receivers, and every fake's control API, know a call of ours."""


def webhook_fields(message_id: str, timestamp: int, signature: str) -> HeaderList:
    """Return the headers of one attempt in the order in which they are sent (webhooks page)."""
    return [
        (b"content-type", b"application/json"),
        (b"user-agent", USER_AGENT),
        (ID_HEADER.encode(), message_id.encode()),
        (TIMESTAMP_HEADER.encode(), str(timestamp).encode()),
        (SIGNATURE_HEADER.encode(), signature.encode()),
    ]
