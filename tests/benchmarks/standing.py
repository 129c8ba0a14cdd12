"""Standing: how many webhooks wait at a fake, and what its store takes for them."""

from __future__ import annotations

import re
import time
from contextlib import closing
from http.client import HTTPConnection
from typing import cast

from kling3_mockserver.stores import location
from kling3_mockserver.stores.location import RedisServer
from tests.benchmarks.programs import Program
from tests.benchmarks.report import CouldNotMeasureError

_WAITING = re.compile(rb'"waiting":(\d+)')
_BUSY = 0.1
"""The share of a processor that a fake takes at most when it has tried once all that waits."""
_LOOK = 0.5
_PATIENCE = 600.0
"""Seconds."""


def until_waiting(fake: Program, count: int) -> None:
    """Return when so many webhooks wait, each tried once; raise CouldNotMeasureError if that takes too long."""
    last = time.perf_counter() + _PATIENCE
    while (waiting := _waiting(fake)) < count or _is_busy(fake):
        if time.perf_counter() > last:
            raise CouldNotMeasureError(
                f"{waiting} of {count} webhooks wait after {_PATIENCE:.0f} s, or are being tried"
            )


def held_by(store: str) -> float | None:
    """Return how many megabytes a server has for what it holds, None for a store that is none."""
    place = location.parse(store)
    if not isinstance(place, RedisServer):
        return None
    from kling3_mockserver.stores.redis.client import waiting_client_of

    with closing(waiting_client_of(place)) as client:
        told = cast("dict[str, int]", client.info("memory"))
    return told["used_memory"] / 1e6


def _waiting(fake: Program) -> int:
    """Return how many webhooks are due and not delivered, which the first event tells."""
    with closing(HTTPConnection(fake.url.removeprefix("http://"), timeout=_PATIENCE)) as connection:
        connection.request("GET", "/_mock/events")
        events = connection.getresponse()
        while (found := _WAITING.search(events.readline())) is None:
            pass
    return int(found[1])


def _is_busy(fake: Program) -> bool:
    before = fake.seconds_used()
    time.sleep(_LOOK)
    after = fake.seconds_used()
    return before is not None and after is not None and after - before > _BUSY * _LOOK
