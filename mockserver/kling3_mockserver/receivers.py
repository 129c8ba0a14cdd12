"""Receivers: where a test's webhooks go: into its inbox, and on to the application that the test names."""

from __future__ import annotations

import asyncio
import inspect
import io
import socket
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import unquote, urlsplit

from kling3_mockserver.delivery import Answer, HttpSender
from kling3_mockserver.errors import MockError
from kling3_mockserver.inbox import Inbox, Webhook
from kling3_mockserver.messages import HeaderList
from kling3_openapi.signature import Secret, SignatureError, verify

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

StartResponse = Callable[..., object]
WSGIApp = Callable[[dict[str, object], StartResponse], Iterable[bytes]]

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_WSGI_PARAMETERS = 2


class ReceiverError(MockError):
    """Something that webhooks can't be delivered to."""


class Receiver(Protocol):
    """Takes one call and says what it answered."""

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return the receiver's answer within `limit` seconds."""


class InboxSender:
    """A Sender that verifies each webhook, keeps it, and hands it on.

    Without a receiver a call to loopback is really made, since a test may listen there; any other ends in the
    inbox and counts as taken: tests call nobody outside.
    """

    def __init__(
        self, inbox: Inbox, secrets: Callable[[], tuple[Secret, ...]], now: Callable[[], float],
        receiver: Callable[[], Receiver | None],
    ) -> None:  # fmt: skip
        self._inbox, self._secrets, self._now, self._receiver = inbox, secrets, now, receiver
        self._live: LiveReceiver | None = None

    async def post(self, url: str, headers: HeaderList, body: bytes, timeout: float) -> Answer:  # noqa: ASYNC109
        """Keep a webhook and return what became of it."""
        receiver = self._receiver() or (self._loopback() if urlsplit(url).hostname in _LOOPBACK else None)
        answer = Answer(204) if receiver is None else await receiver.take(url, headers, body, timeout)
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        self._inbox.add(Webhook(url, named, body, self._distrust(named, body), answer))
        return answer

    async def close(self) -> None:
        """Let go of connections."""
        if self._live is not None:
            await self._live.close()

    def _loopback(self) -> LiveReceiver:
        self._live = self._live or LiveReceiver()
        return self._live

    def _distrust(self, headers: dict[str, str], body: bytes) -> str:
        try:
            verify(self._secrets(), headers, body, now=self._now())
        except SignatureError as error:
            return str(error)
        return ""


class LiveReceiver:
    """Calls a URL: the one that a webhook names, or always the same origin."""

    def __init__(self, origin: str | None = None) -> None:
        self._origin = origin
        self._sender: HttpSender | None = None

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return what the URL answered."""
        self._sender = self._sender or HttpSender()
        return await self._sender.post(self._origin or url, headers, body, limit)

    async def close(self) -> None:
        """Let go of connections."""
        if self._sender is not None:
            await self._sender.close()


class ASGIReceiver:
    """Calls an ASGI application in process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return the status that the application answers; an exception of its own counts as no answer."""
        statuses: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        try:
            async with asyncio.timeout(limit):
                await self._app(_scope(url, headers, len(body)), receive, send)
        except Exception as error:  # noqa: BLE001  (whatever a user's application raises is its answer)
            return Answer(None, f"the receiver raised {type(error).__name__}: {error}")
        return Answer(statuses[0]) if statuses else Answer(None, "the receiver sent no answer")


class WSGIReceiver:
    """Calls a WSGI application in process, in a thread, since it may block."""

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return the status that the application answers; an exception of its own counts as no answer."""
        try:
            async with asyncio.timeout(limit):
                return Answer(await asyncio.to_thread(self._call, _environ(url, headers, body)))
        except Exception as error:  # noqa: BLE001  (whatever a user's application raises is its answer)
            return Answer(None, f"the receiver raised {type(error).__name__}: {error}")

    def _call(self, environ: dict[str, object]) -> int:
        statuses: list[str] = []

        def start_response(status: str, *_rest: object) -> object:
            statuses.append(status)
            return lambda _data: None

        answer = self._app(environ, start_response)
        try:
            b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        return int(statuses[0].split()[0])


def receiver_of(target: object) -> LiveReceiver | ASGIReceiver | WSGIReceiver:
    """Return the receiver for a URL, an ASGI or a WSGI application; raise ReceiverError for anything else."""
    if isinstance(target, str):
        return LiveReceiver(_open_url(target))
    if not callable(target):
        raise ReceiverError(
            f"can't deliver webhooks to {type(target).__name__}: deliver_to takes an ASGI app, a WSGI app or a URL"
        )
    return WSGIReceiver(cast("WSGIApp", target)) if _is_wsgi(target) else ASGIReceiver(cast("ASGIApp", target))


def _is_wsgi(app: Callable[..., object]) -> bool:
    call = app if inspect.isroutine(app) else type(app).__call__
    if inspect.iscoroutinefunction(call):
        return False
    parameters = [name for name in inspect.signature(call).parameters if name != "self"]
    return len(parameters) == _WSGI_PARAMETERS


def _open_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ReceiverError(f"can't deliver webhooks to '{url}': give a URL such as http://127.0.0.1:9000/hook")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname, port), timeout=2).close()
    except OSError as error:
        raise ReceiverError(
            f"can't deliver webhooks to '{url}', nothing listens there ({error}): start the receiver first, "
            "or hand its app to deliver_to"
        ) from error
    return url


def _scope(url: str, headers: HeaderList, length: int) -> Scope:
    parts = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": parts.scheme,
        "path": unquote(parts.path) or "/",
        "raw_path": (parts.path or "/").encode("ascii", "replace"),
        "query_string": parts.query.encode("ascii", "replace"),
        "root_path": "",
        "headers": [(b"host", parts.netloc.encode()), (b"content-length", b"%d" % length), *headers],
        "client": ("127.0.0.1", 50_000),
        "server": (parts.hostname or "", parts.port or 80),
    }


def _environ(url: str, headers: HeaderList, body: bytes) -> dict[str, object]:
    parts = urlsplit(url)
    environ: dict[str, object] = {
        f"HTTP_{name.decode().upper().replace('-', '_')}": value.decode("latin-1") for name, value in headers
    }
    environ |= {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path) or "/",
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    return environ
