"""Asking: one request to an ASGI application and its answer, whole, without a socket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from kling3_mockserver.errors import MockError
from kling3_mockserver.http.extensions import IN_PROCESS
from kling3_mockserver.http.messages import HeaderList, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

Headers = Iterable[tuple[str, str]]

_CLIENT = ("127.0.0.1", 50_000)
_PORTS = {"http": 80, "https": 443}
_BODILESS = (204, 304)


class SuspendedError(MockError):
    """The application waited for something: only one that never does can be asked without an event loop."""


class BrokenAnswerError(MockError):
    """The application ended before its answer did; `begun` is what had come of it, or None."""

    def __init__(self, message: str, begun: Response | None) -> None:
        super().__init__(message)
        self.begun = begun


class Question(NamedTuple):
    """One request; `patience` is how many seconds its client waits for the answer, None for ever."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    patience: float | None = None


def ask(app: ASGIApp, method: str, url: str, headers: Headers = (), body: bytes = b"") -> Response:
    """Return an application's answer to one request, without a socket and without an event loop.

    The handlers of a mock never wait, so their coroutine is driven by hand. Raises SuspendedError for an
    application that does wait, BrokenAnswerError for one that ends before its answer does.
    """
    return answer(app, Question(method, url, headers, body))


def answer(app: ASGIApp, question: Question) -> Response:
    """Return what `ask` does; raise TooSlowError for a mock that is to take longer than the client's patience."""
    conversation = _Conversation(question)
    coroutine = app(conversation.scope(), conversation.receive, conversation.send)
    try:
        coroutine.__await__().__next__()
    except StopIteration:
        return conversation.response()
    coroutine.close()  # type: ignore[attr-defined]
    asked = f"{question.method} {question.url}"
    raise SuspendedError(f"{asked}: the application waited; ask it through a running event loop")


async def answer_awaiting(app: ASGIApp, question: Question) -> Response:
    """Return what `answer` does, of an application that may wait."""
    conversation = _Conversation(question)
    await app(conversation.scope(), conversation.receive, conversation.send)
    return conversation.response()


class _Conversation:
    """The ASGI scope and the two channels of one request, whole on both sides."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._received = False
        self._sent: list[Message] = []

    async def receive(self) -> Message:
        """Give the request's body at once; behind it there is nobody."""
        if self._received:
            return {"type": "http.disconnect"}
        self._received = True
        return {"type": "http.request", "body": self._question.body, "more_body": False}

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        self._sent.append(message)

    def response(self) -> Response:
        """Return the answer that was sent; raise BrokenAnswerError unless it is whole."""
        if not self._sent:
            raise BrokenAnswerError("the application ended without an answer", None)
        start, *parts = self._sent
        headers, body = list(start["headers"]), b"".join(each.get("body", b"") for each in parts)
        if self._question.method.upper() == "HEAD" or start["status"] in _BODILESS:
            return Response(start["status"], headers, b"")
        whole = parts and not parts[-1].get("more_body", False) and len(body) >= _announced(headers)
        if not whole:
            begun = Response(start["status"], headers, body)
            raise BrokenAnswerError(f"the application ended its answer after {len(body)} bytes", begun)
        return Response(start["status"], headers, body)

    def scope(self) -> Scope:
        """Return the request without its body."""
        method, url, _, _, patience = self._question
        parts = urlsplit(url)
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
            "headers": self._headers(parts.netloc),
            "client": _CLIENT,
            "server": (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80)),
            "extensions": {IN_PROCESS: {"patience": patience}},
        }

    def _headers(self, host: str) -> HeaderList:
        """Return the headers with what a client would add."""
        _, _, headers, body, _ = self._question
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        given = {name for name, _ in pairs}
        if b"host" not in given:
            pairs.append((b"host", host.encode("ascii")))
        if body and not given & {b"content-length", b"transfer-encoding"}:
            pairs.append((b"content-length", b"%d" % len(body)))
        return pairs


def _announced(headers: HeaderList) -> int:
    """Return the length that an answer says its body has."""
    return next((int(value) for name, value in headers if name.lower() == b"content-length"), 0)
