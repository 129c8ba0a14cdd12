"""Events: the handler that tells what comes and goes as server-sent events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kling3_mockserver.control.guard import is_in_process
from kling3_mockserver.control.state import Changes, Looked, StateNews
from kling3_mockserver.control.streams import EventStream
from kling3_mockserver.control.telling import Telling
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.journal.cursor import Cursor
from kling3_mockserver.journal.journal import Journal

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_MOST_STREAMS = 20
_HEADERS: HeaderList = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back until it has a page of them
]


class Watched(Looked, Protocol):
    """What events tell of."""

    journal: Journal


class Events:
    """Opens streams, a bounded number at a time."""

    def __init__(self, mock: Watched, changes: Changes) -> None:
        self._mock, self._changes = mock, changes
        self._open: set[EventStream] = set()

    async def stream(self, request: Request) -> Response:
        """Tell what is remembered, or what came since the id of an event, and what comes, as server-sent events."""
        if len(self._open) >= _MOST_STREAMS:
            raise HTTPException(
                503, f"{_MOST_STREAMS} streams of events are open, the most there may be: close a page that shows them"
            )
        mock = self._mock
        before = request.headers.get("last-event-id") or request.query_params.get("last-event-id", "")
        telling = Telling(mock.journal, lambda: mock.settings.known_secrets, Cursor.parse(before), time.monotonic())
        return _Streaming(EventStream(mock.journal, telling, StateNews(mock, self._changes)), self._open)


class _Streaming(Response):
    """The answer that a stream is."""

    def __init__(self, stream: EventStream, streams: set[EventStream]) -> None:
        super().__init__()
        self._stream, self._streams = stream, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.add(self._stream)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            if scope["method"] == "HEAD" or is_in_process(scope):
                # In process nobody waits, so what there is now is all.
                await send({"type": "http.response.body", "body": await self._stream.whole(time.monotonic())})
            else:
                await self._stream.run(scope, receive, send)
        finally:
            self._streams.discard(self._stream)
