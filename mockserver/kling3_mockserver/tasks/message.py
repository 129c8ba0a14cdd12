"""Message: a changed task -> the call that tells of it (webhooks page; the body has no `data` envelope)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kling3_mockserver.tasks.task import Status


@dataclass(frozen=True, slots=True)
class Message:
    """One call to be made: `body` holds the exact bytes that are signed and sent, `url` is called as given.

    One that somebody sends `by_hand` comes beside those that are due.
    """

    id: str
    url: str
    task_id: str
    status: Status
    body: bytes
    by_hand: bool = field(default=False, compare=False)


def body(task_id: str, status: Status, generated: Sequence[str]) -> bytes:
    """Return the JSON of a webhook, byte for byte."""
    urls = ",".join(f'"{url}"' for url in generated)
    return f'{{"task_id":"{task_id}","status":"{status.value}","generated":[{urls}]}}'.encode()
