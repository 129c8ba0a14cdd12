"""Wire: the way back to one client, with what can happen on it: waiting, an answer in pieces, a reset.

Over a socket all this is real. Whoever asks in process (doors) says so in the ASGI scope: there nothing may wait, so
a manual clock is moved instead, and an answer that never comes is one that is not sent whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING

from kling3_mockserver.clock import Clock, ManualClock
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.http.extensions import IN_PROCESS, RESET
from kling3_mockserver.http.messages import Response
from kling3_mockserver.service.call import Call, ClientGoneError
from kling3_openapi.limits import MAX_BODY_BYTES

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


class Wire:
    """Sends answers to one client."""

    def __init__(self, scope: Scope, send: Send, clock: Clock) -> None:
        self._send, self._clock = send, clock
        self._extensions = scope.get("extensions") or {}

    async def pause(self, call: Call, seconds: float) -> None:
        """Let the client wait; raise ClientGoneError if it goes meanwhile, TooSlowError if in process it would."""
        if IN_PROCESS in self._extensions:
            self._skip(seconds)
            return
        kept: list[Message] = []
        until = perf_counter() + seconds
        while (left := until - perf_counter()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(_departure(call.receive, kept), left)
                raise ClientGoneError
        call.receive = _again(kept, call.receive)

    async def begin(self, response: Response) -> None:
        """Send status and headers."""
        await self._send({"type": "http.response.start", "status": response.status, "headers": response.headers})

    async def give(self, piece: bytes, *, more: bool = False) -> None:
        """Send a piece of the body, by itself the last."""
        await self._send({"type": "http.response.body", "body": piece, "more_body": more})

    async def reset(self) -> None:
        """Break the connection where it stands; without a socket of ours leave it at that."""
        if RESET in self._extensions:
            await self._extensions[RESET]["reset"]()

    def _skip(self, seconds: float) -> None:
        patience: float | None = self._extensions[IN_PROCESS].get("patience")
        if isinstance(self._clock, ManualClock):
            self._clock.advance(seconds if patience is None else min(seconds, patience))
        if patience is not None and seconds > patience:
            raise TooSlowError(seconds, patience)


def pieces(body: bytes, count: int) -> Sequence[bytes]:
    """Return a body in so many pieces, or as many as it has bytes."""
    size = max(1, -(-len(body) // count))
    return [body[start : start + size] for start in range(0, len(body), size)] or [b""]


async def _departure(receive: Receive, kept: list[Message]) -> None:
    """Return when the client goes, and keep what it sends meanwhile."""
    while sum(len(each.get("body", b"")) for each in kept) <= MAX_BODY_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        kept.append(message)
    await asyncio.Event().wait()


def _again(kept: list[Message], receive: Receive) -> Receive:
    """Return a channel that gives what was kept, and then what comes."""
    waiting = iter(kept)

    async def give() -> Message:
        return next(waiting, None) or await receive()

    return give
