"""Asked: one application and one request, which can be put to it again and again without a socket."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

from tests.benchmarks import orders
from tests.benchmarks.report import CouldNotMeasureError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

_GOOD = 200


class Asked:
    """Drives the application's coroutine by hand; one that waits for something can't be asked so."""

    def __init__(self, app: ASGIApp, method: str, path: str, body: bytes = b"") -> None:
        self._app, self._body = app, body
        self._what = f"{method} {path}"
        self._scope = _scope(method, path, len(body))
        self._sent: list[Message] = []

    def once(self) -> bytes:
        """Ask, and return the body of the answer, which must be a good one."""
        self._sent.clear()
        # A copy, because routers write into the scope.
        coroutine = self._app({**self._scope}, self._receive, self._send)
        try:
            coroutine.__await__().__next__()
        except StopIteration:
            start, end = self._sent
        else:
            raise CouldNotMeasureError(f"{self._what} waited for something: it can't be driven by hand")
        if start["status"] != _GOOD:
            raise CouldNotMeasureError(f"{self._what} was answered with {start['status']}: {end['body']!r}")
        body: bytes = end["body"]
        return body

    def cost(self, calls: int) -> float:
        """Return the microseconds of processor time that a call takes."""
        began = process_time()
        for _ in range(calls):
            self.once()
        return (process_time() - began) / calls * 1e6

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: Message) -> None:
        self._sent.append(message)


def _scope(method: str, path: str, length: int) -> Scope:
    headers = [(name.encode(), value.encode()) for name, value in orders.HEADERS]
    common = [(b"host", b"127.0.0.1:8333"), (b"user-agent", b"benchmark"), (b"accept", b"*/*")]
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
        "method": method, "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": [*common, *headers, (b"content-length", b"%d" % length)],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8_333),
    }  # fmt: skip
