"""Admission: whether a request is let in on account of those before it, wherever those are counted."""

from __future__ import annotations

from typing import Protocol

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.limits.budget import RateBudget
from kling3_mockserver.limits.collisions import Collisions, OnCollision
from kling3_mockserver.limits.credit import Charge, Credit
from kling3_mockserver.limits.limiter import RateLimiter
from kling3_mockserver.limits.penalties import Penalties


class Counters(Protocol):
    """What counts; limiter and penalties may be others, or none, from one request to the next."""

    budget: RateBudget
    limiter: RateLimiter | None
    penalties: Penalties | None
    credit: Credit
    collisions: Collisions


class Admission(Protocol):
    """Counts requests, and raises ApiError for those that are not let in; `now` is in unix seconds."""

    async def enter(self, address: str, now: float) -> None:
        """Raise ApiError while an address is shut out."""

    async def admit(self, key: str, address: str, now: float) -> None:
        """Count a request by a key from an address, or raise ApiError if it is above a limit."""

    async def refused(self, address: str, status: int, now: float) -> None:
        """Count an answer that refused an address."""

    async def order(self, key: str, now: float, collision: OnCollision, charge: Charge | None) -> None:
        """Count a good order by a key; raise ApiError where it came with another one, or can't be paid."""

    async def left(self, key: str, now: float) -> HeaderList:
        """Count a reading, and return the headers that tell how much a key has left."""


class MemoryAdmission:
    """Asks what counts in the memory of this process; no method ever waits."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    async def enter(self, address: str, now: float) -> None:
        """Raise ApiError while an address is shut out."""
        if (penalties := self._counters.penalties) is not None:
            penalties.admit(address, now)

    async def admit(self, key: str, address: str, now: float) -> None:
        """Count a request by a key from an address, or raise ApiError if it is above a limit."""
        if (limiter := self._counters.limiter) is not None:
            limiter.admit(key, address, now)

    async def refused(self, address: str, status: int, now: float) -> None:
        """Count an answer that refused an address."""
        if (penalties := self._counters.penalties) is not None:
            penalties.refused(address, status, now)

    async def order(self, key: str, now: float, collision: OnCollision, charge: Charge | None) -> None:
        """Count a good order by a key; raise ApiError where it came with another one, or can't be paid."""
        self._counters.collisions.admit(key, now, collision)
        if charge is not None:
            self._counters.credit.pay(key, charge)

    async def left(self, key: str, now: float) -> HeaderList:
        """Count a reading, and return the headers that tell how much a key has left."""
        limiter = self._counters.limiter
        return self._counters.budget.spend(key, now) if limiter is None else limiter.left(key, now)
