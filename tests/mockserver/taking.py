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
def receiving(*statuses: int) -> Iterator[Receiver]:
    """Listen on a free port, and answer calls with these statuses in turn, the last again and again, or with 200."""
    inbox = Inbox(*statuses or (200,))
    with ThreadedServer(inbox) as server:
        yield Receiver(f"{server.url}/hook", inbox)
