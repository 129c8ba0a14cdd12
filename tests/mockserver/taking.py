"""Taking: a receiver of webhooks that listens in a thread, and keeps what came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.receivers import Call, Inbox

_PATIENCE = 30.0
"""Seconds after which a call that should come is held not to."""


class Receiver(NamedTuple):
    """Where it answers, and what came."""

    url: str
    inbox: Inbox

    def next(self) -> Call:
        """Wait for the next call."""
        return self.inbox.calls.get(timeout=_PATIENCE)


@contextmanager
def receiving(status: int = 200) -> Iterator[Receiver]:
    """Listen on a free port, and answer each call with a status."""
    inbox = Inbox(status)
    with ThreadedServer(inbox) as server:
        yield Receiver(f"{server.url}/hook", inbox)
