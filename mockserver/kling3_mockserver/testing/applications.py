"""Applications: a user's own ASGI or WSGI receiver of webhooks, called in process as a server would call it."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from kling3_mockserver.http.credentials import basic_authorization, userinfo_of
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.webhooks.sender import Answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

StartResponse = Callable[..., object]
WSGIApp = Callable[[dict[str, object], StartResponse], Iterable[bytes]]

_NOTHING = Answer(None, "the receiver sent no answer")
_ENDS = (KeyboardInterrupt, asyncio.CancelledError)
"""What ends the courier itself; pytest.fail in a receiver, which is no Exception either, does not."""


class ASGIReceiver:
    """Calls an ASGI application in the event loop of the courier; its lifespan is not run."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return the status that the application answers; an exception of its own counts as no answer."""
        caller, span = _Caller(body), asyncio.timeout(limit)
        try:
            async with span:
                await self._app(_scope(url, headers, len(body)), caller.receive, caller.send)
        except _ENDS:
            raise
        except BaseException as error:  # noqa: BLE001  (whatever a user's application raises is its answer)
            return _no_answer(error, span, limit)
        return caller.answer


class WSGIReceiver:
    """Calls a WSGI application in a thread, since it may block."""

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return the status that the application answers; an exception of its own counts as no answer."""
        span = asyncio.timeout(limit)
        try:
            async with span:
                return await asyncio.to_thread(self._call, _environ(url, headers, body))
        except _ENDS:
            raise
        except BaseException as error:  # noqa: BLE001  (whatever a user's application raises is its answer)
            return _no_answer(error, span, limit)

    def _call(self, environ: dict[str, object]) -> Answer:
        statuses: list[str] = []

        def start_response(status: str, *_rest: object) -> object:
            statuses.append(status)
            return lambda _data: None

        answer = self._app(environ, start_response)
        try:
            # A generator has not begun before it is read.
            b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        return Answer(int(statuses[-1].split()[0])) if statuses else _NOTHING


class _Caller:
    """The two ASGI channels of one call; it hangs up when it has the whole answer, and not before."""

    def __init__(self, body: bytes) -> None:
        self.answer = _NOTHING
        self._messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        self._answered = asyncio.Event()

    async def receive(self) -> Message:
        if self._messages:
            return self._messages.pop()
        await self._answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answer = Answer(message["status"])
        elif not message.get("more_body", False):
            self._answered.set()


def _no_answer(error: BaseException, span: asyncio.Timeout, limit: float) -> Answer:
    if span.expired():
        return Answer(None, f"no answer within {limit:g} s")
    return Answer(None, f"the receiver raised {type(error).__name__}: {error}", error)


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
        "headers": [
            (b"host", _host(parts).encode()),
            (b"content-length", b"%d" % length),
            *_with_credentials(url, headers),
        ],
        "client": ("127.0.0.1", 50_000),
        "server": (parts.hostname or "", _port(parts)),
    }


def _environ(url: str, headers: HeaderList, body: bytes) -> dict[str, object]:
    parts = urlsplit(url)
    environ: dict[str, object] = {
        f"HTTP_{name.decode().upper().replace('-', '_')}": value.decode("latin-1")
        for name, value in _with_credentials(url, headers)
        if name != b"content-type"
    }
    return environ | {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        # PEP 3333: the bytes of a path travel as the characters of latin-1.
        "PATH_INFO": unquote(parts.path, "latin-1") or "/",
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(_port(parts)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": _host(parts),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _with_credentials(url: str, headers: HeaderList) -> HeaderList:
    return [*headers, *basic_authorization(userinfo_of(url))]


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
