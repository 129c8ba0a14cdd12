"""Doors: ways into a mock that need no socket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from kling3_mockserver.errors import MockError
from kling3_mockserver.messages import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

Headers = Iterable[tuple[str, str]]

_CLIENT = ("127.0.0.1", 50_000)
_PORTS = {"http": 80, "https": 443}


class SuspendedError(MockError):
    """The application waited for something: only one that never does can be asked without an event loop."""


def ask(app: ASGIApp, method: str, url: str, headers: Headers = (), body: bytes = b"") -> Response:
    """Return an application's answer to one request, without a socket and without an event loop.

    The handlers of a mock never wait, so their coroutine is driven by hand. Raises SuspendedError for an
    application that does wait.
    """
    conversation = _Conversation(body)
    coroutine = app(_scope(method, url, headers, len(body)), conversation.receive, conversation.send)
    try:
        coroutine.__await__().__next__()
    except StopIteration:
        return conversation.response()
    coroutine.close()  # type: ignore[attr-defined]
    raise SuspendedError(f"{method} {url}: the application waited; ask it through a running event loop")


class _Conversation:
    """The two ASGI channels of one request, whole on both sides."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._sent: list[Message] = []

    async def receive(self) -> Message:
        """Give the request's body at once."""
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        self._sent.append(message)

    def response(self) -> Response:
        """Return the answer that was sent."""
        start, *rest = self._sent
        return Response(start["status"], list(start["headers"]), b"".join(each.get("body", b"") for each in rest))


def _scope(method: str, url: str, headers: Headers, length: int) -> Scope:
    parts = urlsplit(url)
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    given = {name for name, _ in pairs}
    if b"host" not in given:
        pairs.append((b"host", parts.netloc.encode("ascii")))
    if length and b"content-length" not in given:
        pairs.append((b"content-length", b"%d" % length))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.upper(),
        "scheme": parts.scheme,
        "path": unquote(parts.path) or "/",
        "raw_path": parts.path.encode("ascii", "replace"),
        "query_string": parts.query.encode("ascii", "replace"),
        "root_path": "",
        "headers": pairs,
        "client": _CLIENT,
        "server": (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80)),
    }
