"""Collisions: orders by one key in one millisecond, of which the service was seen to refuse some; off unless set."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum

from kling3_mockserver.errors import ApiError
from kling3_openapi.rules.bursts import Collision, orders_at_once

_MESSAGES = {401: "Invalid API key", 422: "Unprocessable Entity"}
"""The statuses were seen (confidence C); the one body is that of any 401, the other is assumed."""
_MOST_KEYS = 10_000


class OnCollision(Enum):
    """What the later one of two orders in the same millisecond is answered."""

    OFF = "off"
    """As any other order."""
    UNAUTHORIZED = "401"
    UNPROCESSABLE = "422"


class Collisions:
    """Remembers in which millisecond of the clock each key ordered last; the longest unused is forgotten first."""

    def __init__(self) -> None:
        # By the hash of a key, which takes no more room for a key of a megabyte.
        self._last: OrderedDict[int, int] = OrderedDict()

    def admit(self, key: str, now: float, answer: OnCollision) -> None:
        """Remember an order by a key; raise ApiError if that is not to be off and it ordered in this millisecond."""
        if answer is OnCollision.OFF:
            return
        who, moment = hash(key), int(now * 1000)
        if self._last.get(who) == moment:
            raise collided(int(answer.value))
        self._last[who] = moment
        self._last.move_to_end(who)
        if len(self._last) > _MOST_KEYS:
            self._last.popitem(last=False)

    def clear(self) -> None:
        """Forget all keys."""
        self._last.clear()


def collided(status: int) -> ApiError:
    """Return the answer, 401 or 422, to an order that came in the same millisecond as another one by its key."""
    return ApiError(status, _MESSAGES[status], tuple(orders_at_once.findings(Collision(status))))
