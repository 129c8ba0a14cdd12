"""RateBudget: how much of a key's requests a minute is left, as the service tells in its headers."""

from __future__ import annotations

from collections.abc import Iterable

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.limits.caller import caller

_LIMIT = 300
"""Requests (`x-ratelimit-limit` of a recorded answer)."""
WINDOW = 60
"""Seconds (`x-ratelimit-reset` of the same)."""
_MOST_KEYS = 1_000


class RateBudget:
    """Counts each key's reading requests in windows of a minute that begin with their first one."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def spend(self, key: str, now: float) -> HeaderList:
        """Count one request and return the headers that tell what is left."""
        who = caller(key)
        began, used = self._windows.get(who, (now, 0))
        if now - began >= WINDOW:
            began, used = now, 0
        self._windows[who] = (began, used + 1)
        if len(self._windows) > _MOST_KEYS:
            del self._windows[next(iter(self._windows))]
        return budget_headers(began, used, now)

    def counts(self) -> list[tuple[str, float, int]]:
        """Return what has been counted: who asked, since when (unix seconds), and how often."""
        return [(who, began, used) for who, (began, used) in list(self._windows.items())]

    def resume(self, counts: Iterable[tuple[str, float, int]]) -> None:
        """Go on from what was counted before."""
        self._windows.update({who: (began, used) for who, began, used in counts})

    def clear(self) -> None:
        """Forget all counts."""
        self._windows.clear()


def budget_headers(began: float, used: int, now: float) -> HeaderList:
    """Return the headers that tell what is left in a window behind a request, before which `used` were counted."""
    return [
        (b"x-ratelimit-limit", b"%d" % _LIMIT),
        (b"x-ratelimit-remaining", b"%d" % max(0, _LIMIT - used - 1)),
        (b"x-ratelimit-reset", b"%d" % (began + WINDOW - now)),
    ]
