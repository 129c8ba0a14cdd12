"""ASGI: one request handed to an application in this process, without a socket."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import cast
from urllib.parse import unquote

from kling3_contracts.messages import Answer, HeaderPairs, Request
from kling3_openapi.errors import Kling3Error

HOST = "target.test"
"""The host under which an application in this process is asked."""

Message = MutableMapping[str, object]
AsgiApp = Callable[
    [MutableMapping[str, object], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


async def ask(app: AsgiApp, request: Request) -> Answer:
    """Return what an application answers; a status of 0 when it ended, or failed, without an answer.

    What it raises is printed, as a server would: many answer 500 first and raise then.
    """
    sent: list[Message] = []
    waiting = _messages(request)

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    try:
        await app(_scope(request), receive, send)
    except Kling3Error:
        raise
    except Exception:  # noqa: BLE001  (whatever an application raises is a failure of it, and none of the referee)
        traceback.print_exc()
    return _answer(sent)


def _messages(request: Request) -> list[Message]:
    """Return a body as a server hands it on: in chunks it comes piece by piece, and where it ends is told last."""
    pieces = [*request.pieces, *((b"",) if request.is_chunked or not request.body else ())]
    last = len(pieces) - 1
    return [{"type": "http.request", "body": each, "more_body": place < last} for place, each in enumerate(pieces)]


def _answer(sent: Iterable[Message]) -> Answer:
    status, body = 0, b""
    headers: HeaderPairs = ()
    for message in sent:
        if message["type"] == "http.response.start":
            status, headers = cast("int", message["status"]), _pairs(message)
        else:
            body += cast("bytes", message.get("body", b""))
    return Answer(status, headers, body)


def _pairs(message: Message) -> HeaderPairs:
    raw = cast("Iterable[tuple[bytes, bytes]]", message.get("headers", ()))
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def _scope(request: Request) -> MutableMapping[str, object]:
    path, _, query = (request.target.partition(f"://{HOST}")[2] or request.target).partition("?")
    given = {name.lower() for name, _ in request.headers}
    extra = [(b"host", HOST.encode())] if "host" not in given else []
    if "content-length" not in given and request.body and not request.is_chunked:
        extra.append((b"content-length", b"%d" % len(request.body)))
    headers = [(name.lower().encode("latin-1"), value.encode("utf-8")) for name, value in request.headers]
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "scheme": "http",
        "method": request.method, "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(),
        "root_path": "", "headers": [*extra, *headers], "client": ("127.0.0.1", 1), "server": (HOST, 80),
    }  # fmt: skip
