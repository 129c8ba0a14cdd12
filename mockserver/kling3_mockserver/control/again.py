"""Again: the handler that asks the fake once more what a program asked it, with the key that the page never sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kling3_mockserver.http.extensions import IN_PROCESS
from kling3_mockserver.http.messages import Request as Asked
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

_OF_ONE_HOP = frozenset(
    {
        b"connection", b"content-length", b"expect", b"keep-alive", b"proxy-authorization", b"proxy-connection", b"te",
        b"trailer", b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
_REQUEST_ID = b"x-request-id"


class Asking(Protocol):
    """The fake that is asked."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as it answers programs."""

    async def refresh(self) -> None:
        """Take over what other processes wrote to the journal."""


class Again:
    """The handler that repeats a remembered request; `prefix` is what the application takes off every path."""

    def __init__(self, app: Asking, journal: Journal, prefix: str = "") -> None:
        self._app, self._journal, self._prefix = app, journal, prefix

    async def repeat(self, request: Request) -> Response:
        """Ask the fake the same once more; tell the number of the new exchange, and its status."""
        number = request.path_params["number"]
        exchange = next((each for each in self._journal.exchanges() if str(each.number) == number), None)
        if exchange is None:
            raise HTTPException(404, f"no request {number[:20]} is remembered: see GET /_mock/requests")
        if lack := _lack(exchange):
            raise HTTPException(409, f"request {number} {lack}: send it from your program")
        async for _ in request.stream():
            # Behind its body, if any, the channel of whoever asks tells when they go: the answer may take until then.
            pass
        answered = await self._ask(exchange.request, request)
        if answered is None:
            raise HTTPException(409, f"request {number} was sent again, and what came of it is forgotten already")
        return JSONResponse({"number": answered.number, "status": answered.response.status})

    async def _ask(self, asked: Asked, request: Request) -> Exchange | None:
        told: list[Message] = []
        body = iter([{"type": "http.request", "body": asked.body, "more_body": False}])

        async def receive() -> Message:
            return next(body, None) or await request.receive()

        async def send(message: Message) -> None:
            told.append(message)

        known = {each.number for each in self._journal.exchanges()}
        await self._app(_scope_of(asked, request.scope, self._prefix), receive, send)
        await self._app.refresh()
        new = (each for each in self._journal.exchanges() if each.number not in known)
        return next(_answers(new, asked, told), None)


def _lack(exchange: Exchange) -> str:
    """Return why a request can't be asked again as it was, or nothing."""
    if exchange.cut:
        return "was too long to be remembered whole"
    asked = exchange.request
    announced = asked.header(b"content-length") not in ("", "0") or asked.header(b"transfer-encoding")
    # As of one that came too soon: it was refused by its headers alone.
    return "was answered before its body was read" if announced and not asked.body and _orders(asked) else ""


def _orders(asked: Asked) -> bool:
    return asked.method in ("POST", "PUT")


def _answers(new: Iterator[Exchange], asked: Asked, told: list[Message]) -> Iterator[Exchange]:
    """Yield what can have been asked here, of all that came meanwhile: an answer that never came has no id."""
    request_id = next((value for name, value in _headers(told) if name == _REQUEST_ID), None)
    for each in new:
        if request_id is None:
            if each.request.words == asked.words:
                yield each
        elif (_REQUEST_ID, request_id) in each.response.headers:
            yield each


def _headers(told: list[Message]) -> list[tuple[bytes, bytes]]:
    return [pair for message in told if message["type"] == "http.response.start" for pair in message["headers"]]


def _scope_of(asked: Asked, scope: Scope, prefix: str) -> Scope:
    """Return the request as it came, from whoever asks for it now."""
    # A path is remembered without its prefix. Asked so, one that had it twice would be another path, and might be one
    # of the control API, which whoever sent it may not use.
    path = f"{prefix}{asked.path}"
    kept = {name: scope.get(name) for name in ("type", "asgi", "http_version", "scheme", "server", "client")}
    headers = [each for each in asked.headers.items() if each[0] not in _OF_ONE_HOP]
    # Where nothing may wait, nothing may wait here either; whatever else the server can do, it can for its own client.
    extensions = {name: each for name, each in (scope.get("extensions") or {}).items() if name == IN_PROCESS}
    length = (b"content-length", b"%d" % len(asked.body))
    return {
        **kept,
        "method": asked.method,
        "path": path,
        "raw_path": path.encode("utf-8"),
        "query_string": asked.query.encode("latin-1"),
        "root_path": "",
        "headers": [*headers, length] if asked.body else headers,
        "extensions": extensions,
    }
