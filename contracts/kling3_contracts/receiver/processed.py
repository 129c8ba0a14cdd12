"""Processed: what a receiver has acted on, as it tells itself at a URL of its own.

GET answers a number, or JSON: a number, a list of ids, or an object that has one of these as `count` or `processed`. An
id is a webhook-id or a task_id, once for each time that was acted on; a bare number counts every call acted on.
"""

from __future__ import annotations

import asyncio
import json
from typing import NamedTuple

from kling3_contracts.errors import OptionError
from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.wire import Wire

_OPTION = "--processed-url"
_EXPECTED = (
    'expected 200 with a number, a list of ids, or an object like {"count": 7} or {"processed": ["msg_1"]}: '
    "see the page on receivers"
)
_MOST_LIST = 16 * 1024 * 1024
_PAUSE = 0.02
"""Seconds between two looks at a receiver that acts later than it answers."""


class Done(NamedTuple):
    """What was acted on so far: a count, and the ids where the receiver tells them."""

    total: int
    ids: tuple[str, ...] | None = None

    def times(self, calls: tuple[Call, ...]) -> int:
        """Return how often these calls were acted on; where only a count is known, how often any was."""
        if self.ids is None:
            return self.total
        known = {name for call in calls for name in (call.message_id, call.task_id)}
        return sum(each in known for each in self.ids)


class Processed:
    """Reads what was acted on; the `wire` leads to the URL that tells it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        wire.most = _MOST_LIST

    async def read(self) -> Done:
        """Return what was acted on; raise OptionError for an answer that can't be read."""
        reply = await self._wire.send(Call("", "", "", (("accept", "application/json"),), b"", method="GET"))
        if reply.answer.status != 200 or (done := _read(reply.answer.body)) is None:
            raise OptionError(_OPTION, f"got {_shown(reply.answer.status, reply.answer.body)}, {_EXPECTED}")
        return done

    async def reached(self, calls: tuple[Call, ...], times: int) -> Done:
        """Return what was acted on when these calls were `times` often, or when the time for one answer is over."""
        done = await self.read()
        try:
            async with asyncio.timeout(self._wire.timeout):
                while done.times(calls) < times:
                    await asyncio.sleep(_PAUSE)
                    done = await self.read()
        except TimeoutError:
            pass
        return done


def _read(body: bytes) -> Done | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(told, dict):
        told = told.get("count", told.get("processed"))
    if isinstance(told, list):
        return Done(len(told), tuple(str(each) for each in told))
    return Done(told) if type(told) is int else None


def _shown(status: int, body: bytes) -> str:
    return f"{status or 'no answer'} with {body[:60].decode('utf-8', 'replace')!r}"
