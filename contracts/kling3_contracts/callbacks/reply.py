"""Reply: what a receiver says to the calls of one order, so that a server shows what it takes for success."""

from __future__ import annotations

from enum import Enum

CLOSED = 0
"""The status of a call whose connection is closed without an answer."""
_SLOW = 0.03
"""Real seconds: so long that calls of many tasks wait for one another, and a server with one worker is done soon."""


class Reply(Enum):
    """The status for an order's first call, that for all others, and the real seconds that each has to wait."""

    FAIL_ONCE = (500, 200)
    TAKE = (200, 200)
    TAKE_EMPTY = (204, 204)
    TAKE_SLOWLY = (200, 200, _SLOW)
    NOT_FOUND_ONCE = (404, 200)
    MOVED_ONCE = (307, 200)
    TOO_MANY_ONCE = (429, 200)
    BAD_ONCE = (400, 200)
    GONE = (410, 410)
    FAIL = (500, 500)
    UNAVAILABLE = (503, 503)
    BROKEN = (CLOSED, CLOSED)

    def __init__(self, first: int, then: int, seconds: float = 0.0) -> None:
        self.first, self.then, self.seconds = first, then, seconds

    def status(self, calls_before: int) -> int:
        """Return the status for a call, by how many came before it."""
        return self.then if calls_before else self.first

    @property
    def takes(self) -> bool:
        """Whether every call is a success."""
        return _is_success(self.first)

    @property
    def never_takes(self) -> bool:
        """Whether every call is a failure after which another one is asked for."""
        return not _is_success(self.then) and self is not Reply.GONE


def _is_success(status: int) -> bool:
    return 200 <= status < 300
