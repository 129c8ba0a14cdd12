"""Listener: a receiver of webhooks on this machine that keeps every call as it came, and answers by a script."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from kling3_contracts.messages import HeaderPairs, Request
from kling3_contracts.target import is_loopback

QUERY = "a=1&b=%C3%A9&c=a+b"
"""The query string of every webhook URL: an escape, and a plus that must stay one."""
_HOOK = re.compile(r"/hook/([0-9]{1,3})\b")
_HEX = re.compile(rb"[0-9A-Fa-f]{1,8}")
_LONGEST_LINE = 256
_MOST_BODY = 1024 * 1024
_IDLE_SECONDS = 30


class Reply(Enum):
    """What a receiver says to the calls of one order."""

    FAIL_ONCE = "500 to the first call, 200 to all others"
    TAKE = "200"
    GONE = "410"
    FAIL = "500"

    def status(self, calls_before: int) -> int:
        """Return the status for a call, by how many came before it."""
        if self is Reply.FAIL_ONCE:
            return 500 if calls_before == 0 else 200
        return {Reply.TAKE: 200, Reply.GONE: 410}.get(self, 500)


class Call(NamedTuple):
    """One call as it came: `hook` is the order's number by the path, `at` a moment on the server's clock."""

    hook: int | None
    request: Request
    at: float
    unix: float
    status: int
    """What it was answered."""

    @property
    def headers(self) -> HeaderPairs:
        """The headers, names and values as they came."""
        return self.request.headers


class Listener:
    """Listens on a free port between `with` and its end; `replies` says what each order's calls are answered."""

    def __init__(self, host: str, now: Callable[[], float], replies: tuple[Reply, ...]) -> None:
        self._now, self._replies = now, replies
        self._calls: list[Call] = []
        self._changed = threading.Condition()
        bound = host if is_loopback(f"http://{host}") else ""
        self._server = ThreadingHTTPServer((bound, 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._base = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._serve, name="kling3-contracts-listener", daemon=True)

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def path(self, hook: int) -> str:
        """Return path and query of an order's URL, as a call must have them."""
        return f"/hook/{hook}?{QUERY}"

    def url(self, hook: int) -> str:
        """Return the URL to order with."""
        return f"{self._base}{self.path(hook)}"

    def calls(self, hook: int | None = None) -> tuple[Call, ...]:
        """Return the calls for an order, or all of them, in the order in which they came."""
        with self._changed:
            return tuple(each for each in self._calls if hook is None or each.hook == hook)

    def wait_for(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until calls have made something true, for so many real seconds at most; return whether it is."""
        with self._changed:
            return self._changed.wait_for(holds, seconds)

    def take(self, request: Request) -> int:
        """Keep a call and return the status to answer it with."""
        found = _HOOK.match(request.path)
        hook = int(found[1]) if found and int(found[1]) < len(self._replies) else None
        with self._changed:
            before = sum(each.hook == hook for each in self._calls)
            status = self._replies[hook].status(before) if hook is not None else 200
            self._calls.append(Call(hook, request, self._now(), time.time(), status))
            self._changed.notify_all()
        return status

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)


def _size(line: bytes) -> int:
    """How long a chunk is; none where that can't be read, which ends the body."""
    digits = line.partition(b";")[0].strip()
    return int(digits, 16) if _HEX.fullmatch(digits) else 0


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _IDLE_SECONDS

        def do_POST(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def _answer(self) -> None:
            request = Request(self.command, self.path, tuple(self.headers.items()), self._body())
            self.send_response(listener.take(request))
            self.send_header("content-length", "0")
            self.send_header("connection", "close")
            self.end_headers()

        def _body(self) -> bytes:
            if "chunked" in self.headers.get("transfer-encoding", "").lower():
                return self._chunks()
            size = self.headers.get("content-length", "0")
            return self.rfile.read(min(int(size), _MOST_BODY)) if size.isdecimal() else b""

        def _chunks(self) -> bytes:
            body = b""
            while len(body) < _MOST_BODY and (size := _size(self.rfile.readline(_LONGEST_LINE))):
                body += self.rfile.read(min(size, _MOST_BODY))
                self.rfile.readline(_LONGEST_LINE)
            return body

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name that it has above)
            """Say nothing: the report tells what came."""

    return Handler
