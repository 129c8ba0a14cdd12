"""Headers: what one attempt to deliver a message sends before its body, signed (webhooks page)."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.http.webhook_fields import webhook_fields
from kling3_mockserver.tasks.message import Message
from kling3_openapi.signature import Secret, sign


def headers(message: Message, secrets: Sequence[Secret], timestamp: int) -> HeaderList:
    """Return the headers of one attempt; the timestamp, and so the signature, is that attempt's own."""
    return webhook_fields(message.id, timestamp, sign(secrets, message.id, timestamp, message.body))
