"""Lasting: control requests that change something are answered when it is where it lasts, or that it can't be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from starlette.responses import JSONResponse

from kling3_mockserver.control.refusals import ControlRefusals
from kling3_mockserver.errors import StoreError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UNAVAILABLE = 503
_NOTHING_KEPT = re.compile(r"/(export\.\w+|webhooks|deliveries/[^/]+/redeliver|requests/[^/]+/again)$")
"""What sends, or tells of, what is held, and leaves it as it is."""


class Kept(Protocol):
    """What knows of its store."""

    @property
    def store_trouble(self) -> str:
        """Why the store can't be written at the moment, or nothing."""

    async def written(self) -> None:
        """Wait until all that was changed before is where it lasts; raise StoreError where it can't be."""


class Lasting:
    """The application for what changes something, before another one that does it."""

    def __init__(self, app: ASGIApp, kept: Kept, refusals: ControlRefusals) -> None:
        self._app, self._kept, self._refusals = app, kept, refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a change made, and answer behind it."""
        if _NOTHING_KEPT.search(scope["path"]):
            await self._app(scope, receive, send)
        elif trouble := self._kept.store_trouble:
            await self._refusal(scope, trouble)(scope, receive, send)
        else:
            await self._change(scope, receive, send)

    async def _change(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        try:
            await self._app(scope, receive, keep)
        finally:
            # Also what is answered to a defect, which is raised once more behind its answer.
            trouble = await self._trouble()
            await (self._refusal(scope, trouble)(scope, receive, send) if trouble else _sent(answer, send))

    async def _trouble(self) -> str:
        try:
            await self._kept.written()
        except StoreError as error:
            return str(error)
        return ""

    def _refusal(self, scope: Scope, trouble: str) -> JSONResponse:
        return JSONResponse(self._refusals.tell(scope, _UNAVAILABLE, f"the store {trouble}"), _UNAVAILABLE)


async def _sent(answer: Sequence[Message], send: Send) -> None:
    for each in answer:
        await send(each)
