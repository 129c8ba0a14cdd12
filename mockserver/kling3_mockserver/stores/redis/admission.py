"""RedisAdmission: counts the requests to all processes together."""

from __future__ import annotations

from typing import cast

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.limits.admission import Counters
from kling3_mockserver.limits.budget import WINDOW, budget_headers
from kling3_mockserver.limits.caller import caller
from kling3_mockserver.limits.collisions import OnCollision, collided
from kling3_mockserver.limits.credit import Charge, used_up
from kling3_mockserver.limits.limiter import left_headers, refusal
from kling3_mockserver.limits.penalties import STRIKES, STRIKES_WINDOW, shut_out
from kling3_mockserver.limits.rate_limits import Limit, Whose
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space
from kling3_openapi.rules.bursts import PENALTY_SECONDS


class RedisAdmission:
    """Counts on the server, each request in one step; raises ApiError 503 while it can't be asked."""

    def __init__(self, lines: Lines, space: Space, counters: Counters) -> None:
        self._lines, self._space, self._counters = lines, space, counters

    async def enter(self, address: str, now: float) -> None:
        """Raise ApiError while an address is shut out."""
        box = f"{self._space.base}box:{address}"
        strikes, until = cast("list[str | None]", await self._lines.asked("HMGET", box, "strikes", "until"))
        if until is not None and now < float(until):
            raise shut_out(int(strikes or 0), float(until), now)

    async def admit(self, key: str, address: str, now: float) -> None:
        """Count a request by a key from an address, or raise ApiError if it is above a limit."""
        if (limiter := self._counters.limiter) is None:
            return
        facts: list[str | int] = []
        for limit in limiter.limits:
            facts += (_window_name(limit, key if limit.whose is Whose.KEY else address), limit.requests, limit.seconds)
        met = cast("list[str]", await self._run(Script.ADMIT, repr(now), *facts))
        if met:
            limit = limiter.limits[int(met[0])]
            raise refusal(limit, float(met[1]) + limit.seconds - now)

    async def refused(self, address: str, status: int, now: float) -> None:
        """Count an answer that refused an address."""
        if (penalties := self._counters.penalties) is not None and status in STRIKES:
            await self._run(Script.STRIKE, address, repr(now), STRIKES_WINDOW, penalties.most, PENALTY_SECONDS)

    async def order(self, key: str, now: float, collision: OnCollision, charge: Charge | None) -> None:
        """Count a good order by a key; raise ApiError where it came with another one, or can't be paid."""
        who = caller(key)
        if collision is not OnCollision.OFF and await self._run(Script.COLLIDE, who, int(now * 1000)):
            raise collided(int(collision.value))
        if charge is None:
            return
        paid = cast("int", await self._run(Script.PAY, who, charge.cost, charge.balance))
        if paid >= 0:
            raise used_up(charge, paid)

    async def left(self, key: str, now: float) -> HeaderList:
        """Count a reading, and return the headers that tell how much a key has left."""
        limiter = self._counters.limiter
        if limiter is None:
            began, used = cast("tuple[str, int]", await self._run(Script.SPEND, caller(key), repr(now), WINDOW))
            return budget_headers(float(began), int(used), now)
        limit = limiter.limits[0]
        window = f"{self._space.base}window:{_window_name(limit, key)}"
        began_text, used_text = cast("list[str | None]", await self._lines.asked("HMGET", window, "began", "used"))
        start = now if began_text is None else float(began_text)
        return left_headers(limit, start, int(used_text or 0), now)

    async def _run(self, script: Script, *words: str | float) -> object:
        return await self._lines.run(script, (self._space.base,), *words)


def _window_name(limit: Limit, who: str) -> str:
    return f"{limit.whose.name}:{limit.requests}:{limit.seconds}:{caller(who)}"
