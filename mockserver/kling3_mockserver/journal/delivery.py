"""Delivery: one attempt to deliver a webhook, as the journal keeps it."""

from __future__ import annotations

from typing import NamedTuple

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.http.webhook_fields import webhook_fields
from kling3_mockserver.journal.keeping import CHARACTER
from kling3_mockserver.tasks.message import Message


class Delivery(NamedTuple):
    """One attempt to deliver a message: `status` is the answer's, or None with the reason in `error`."""

    number: int
    at: float
    message: Message
    attempt: int
    timestamp: int
    signature: str
    status: int | None
    error: str
    seconds: float
    retry_in: float | None
    """Seconds until the next attempt; None when there is none."""
    fault: str = ""
    """What went wrong on purpose, in words, or nothing."""
    sent: bytes | None = None
    """The body that was sent, where a fault made it another than the message's."""

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def headers(self) -> HeaderList:
        """The headers that were sent, in their order."""
        return webhook_fields(self.message.id, self.timestamp, self.signature)

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        texts = len(self.message.url) + len(self.error) + len(self.signature) + len(self.fault)
        return len(self.message.body) + len(self.sent or b"") + CHARACTER * texts
