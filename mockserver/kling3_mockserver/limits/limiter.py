"""RateLimiter: refuses with 429 what comes too often, by the mock's clock, as the service does; off unless set."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.limits.caller import caller
from kling3_mockserver.limits.rate_limits import DOCUMENTED, Limit, RateLimits, Whose

_MESSAGE = "You've reached the rate limit per minute for this service"
"""How the service's own message begins, seen in public programs."""
_MOST_WINDOWS = 10_000


class RateLimiter:
    """Counts requests in windows that begin with their first one; the longest unused is forgotten first."""

    def __init__(self, limits: RateLimits) -> None:
        self.limits = limits.limits
        self._windows: OrderedDict[tuple[Limit, str], tuple[float, int]] = OrderedDict()

    def admit(self, key: str, address: str, now: float) -> None:
        """Count a request of a key from an address, or raise ApiError 429; what is refused does not count."""
        windows = [(limit, caller(key if limit.whose is Whose.KEY else address)) for limit in self.limits]
        for limit, name in windows:
            began, used = self._window(limit, name, now)
            if used >= limit.requests:
                raise refusal(limit, began + limit.seconds - now)
        for limit, name in windows:
            began, used = self._window(limit, name, now)
            self._windows[limit, name] = (began, used + 1)
            self._windows.move_to_end((limit, name))
        while len(self._windows) > _MOST_WINDOWS:
            self._windows.popitem(last=False)

    def left(self, key: str, now: float) -> HeaderList:
        """Return the headers that tell what a key has left."""
        limit = self.limits[0]
        began, used = self._window(limit, caller(key), now)
        return left_headers(limit, began, used, now)

    def counts(self) -> list[tuple[int, str, float, int]]:
        """Return what has been counted: the place of the limit, whose it is, since when (unix seconds), how often."""
        places = {limit: place for place, limit in enumerate(self.limits)}
        return [(places[limit], name, *window) for (limit, name), window in list(self._windows.items())]

    def resume(self, counts: Iterable[tuple[int, str, float, int]]) -> None:
        """Go on from what was counted before, by the same limits or by those that stand in their places."""
        for place, name, began, used in counts:
            if place < len(self.limits):
                self._windows[self.limits[place], name] = (began, used)

    def clear(self) -> None:
        """Forget all counts."""
        self._windows.clear()

    def _window(self, limit: Limit, name: str, now: float) -> tuple[float, int]:
        began, used = self._windows.get((limit, name), (now, 0))
        return (began, used) if now - began < limit.seconds else (now, 0)


def refusal(limit: Limit = DOCUMENTED.limits[0], seconds: float = 60.0) -> ApiError:
    """Return the answer to a request above a limit, whose window ends in so many seconds."""
    wait = math.ceil(seconds)
    told = f"{limit.requests} requests in {limit.seconds} s {limit.whose.value}"
    return ApiError(429, f"{_MESSAGE}: {told}. Wait {wait} s.", headers=tuple(_headers(limit, 0, seconds)))


def left_headers(limit: Limit, began: float, used: int, now: float) -> HeaderList:
    """Return the headers that tell what is left of a limit, in a window with so many requests."""
    if now - began >= limit.seconds:
        began, used = now, 0
    return _headers(limit, limit.requests - used, began + limit.seconds - now)


def _headers(limit: Limit, remaining: int, seconds: float) -> HeaderList:
    return [
        (b"x-ratelimit-limit", b"%d" % limit.requests),
        (b"x-ratelimit-remaining", b"%d" % remaining),
        (b"x-ratelimit-reset", b"%d" % math.ceil(seconds)),
    ]
