"""Patience: how long a connection may keep the server waiting, and the timer that tells when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple


class Patience(NamedTuple):
    """Seconds."""

    head: float = 15.0
    """From a connection, or a request's first byte, to the end of its head: no program takes a second for it."""
    body: float = 15.0
    """Between two pieces of a body."""
    idle: float = 75.0
    """Between two requests: longer than the usual clients keep a connection (aiohttp 15 s, Node 4 s), and than they
    wait between two polls, so that it is they who close it; a request must not meet a connection just being closed.
    """
    farewell: float = 2.0
    """From a last answer to the end, while the client still sends: an end at once would take the answer from it."""


PATIENCE = Patience()
"""What a server has for people's programs; tests have less."""


class Deadline:
    """Calls back when its time is over; putting it off costs next to nothing."""

    def __init__(self, loop: asyncio.AbstractEventLoop, missed: Callable[[], None]) -> None:
        self._loop, self._missed = loop, missed
        self._at = self._looks_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """Be over so many seconds from now, and no longer when it was before."""
        self._at = self._loop.time() + seconds
        if self._timer is None or self._looks_at > self._at:
            self.cancel()
            self._look_later()

    def cancel(self) -> None:
        """Never call back."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_later(self) -> None:
        self._looks_at = self._at
        self._timer = self._loop.call_at(self._at, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._loop.time() < self._at:
            self._look_later()
        else:
            self._missed()
