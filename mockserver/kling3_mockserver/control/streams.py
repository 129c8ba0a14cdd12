"""Streams: who is told of events as they come, until the reader leaves, the fake is closed or its server stops."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from kling3_mockserver.control.state import StateNews
from kling3_mockserver.control.telling import Telling
from kling3_mockserver.http.extensions import ENDLESS, RESET
from kling3_mockserver.journal.bell import Bell
from kling3_mockserver.journal.journal import Journal

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_BETWEEN = 0.05
"""Seconds between two writes: nobody sees more of them, and what comes together costs less."""
_PORTIONS = 0.01
"""Seconds between two portions of what is remembered, in which others are answered."""
_LOOK = 0.25
"""Seconds after which the state is looked at when nothing was told to the journal."""
_PATIENCE = 60.0
"""Seconds that one write may wait for a reader: one that sleeps must not keep a place for ever."""


class EventStream:
    """One stream, from its first event on."""

    def __init__(self, journal: Journal, telling: Telling, state: StateNews) -> None:
        self._journal, self._telling, self._state = journal, telling, state

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell until there is nobody to tell, or nothing more to come."""
        writing = asyncio.ensure_future(self._write(send))
        leaving = asyncio.ensure_future(_left(receive))
        extensions = scope.get("extensions") or {}
        if ENDLESS in extensions:
            extensions[ENDLESS]["until"](writing.cancel)
        try:
            await asyncio.wait((writing, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (writing, leaving):
                each.cancel()
            ended, _ = await asyncio.gather(writing, leaving, return_exceptions=True)
        if isinstance(ended, TimeoutError) and RESET in extensions:
            await extensions[RESET]["reset"]()
        elif isinstance(ended, Exception):
            raise ended
        else:
            await send({"type": "http.response.body", "body": b""})

    async def whole(self, now: float) -> bytes:
        """Return what there is to tell at once, for a reader that can't wait for more."""
        told = [self._telling.hello(await self._state.first(now))]
        while part := self._telling.remembered():
            told.append(part)
        return b"".join(told)

    async def _write(self, send: Send) -> None:
        bell = Bell()
        leave = self._journal.watch(bell.ring)
        try:
            # Who comes to a fake that was closed before need not come again and again to hear of nothing more.
            closed = self._journal.closed
            await self._begin(send)
            while self._journal.closed is closed:
                await self._tell(send)
                await asyncio.sleep(_BETWEEN)
                if not self._telling.is_behind and self._journal.closed is closed:
                    await bell.wait(_LOOK - _BETWEEN)
        finally:
            leave()

    async def _begin(self, send: Send) -> None:
        state = await self._state.first(time.monotonic())
        await _say(send, self._telling.hello(state))
        while part := self._telling.remembered():
            await _say(send, part)
            await asyncio.sleep(_PORTIONS)

    async def _tell(self, send: Send) -> None:
        now = time.monotonic()
        told = self._telling.news(now) + await self._state.news(now)
        if told:
            await _say(send, told)


async def _say(send: Send, text: bytes) -> None:
    async with asyncio.timeout(_PATIENCE):
        await send({"type": "http.response.body", "body": text, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
