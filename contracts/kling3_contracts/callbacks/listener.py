"""Listener: a receiver of webhooks on this machine that keeps every call as it came, and answers by a script."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from typing import NamedTuple, cast

from kling3_contracts.addresses.loopback import is_loopback
from kling3_contracts.callbacks import body
from kling3_contracts.callbacks.reply import CLOSED, Reply
from kling3_contracts.messages import HeaderPairs, Request

QUERY = "a=1&b=%C3%A9&c=a+b"
"""The query string of every webhook URL: an escape, and a plus that must stay one."""
_HOOK = re.compile(r"/(hook|moved)/([0-9]{1,3})\b")
_IDLE_SECONDS = 30


class Call(NamedTuple):
    """One call as it came: `hook` is the order's number by the path, `at` a moment on the server's clock."""

    hook: int | None
    request: Request
    at: float
    unix: float
    status: int
    """What it was answered, 0 for a connection that was closed."""
    moved: bool = False
    """Whether it came to where a redirect had led."""

    @property
    def headers(self) -> HeaderPairs:
        """The headers, names and values as they came."""
        return self.request.headers


class Listener:
    """Listens on a free port between `with` and its end; `replies` says what each order's calls are answered."""

    def __init__(self, host: str, now: Callable[[], float], replies: Sequence[Reply]) -> None:
        self._now, self._replies = now, replies
        self._calls: list[Call] = []
        self._changed = threading.Condition()
        bound = host if is_loopback(f"http://{host}") else ""
        self._server = _Server((bound, 0), _handler(self))
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

    def moved(self, hook: int) -> str:
        """Return the URL to which a redirect leads, where nobody should follow."""
        return f"{self._base}/moved/{hook}?{QUERY}"

    def calls(self, hook: int | None = None) -> tuple[Call, ...]:
        """Return the calls for an order, or all of them, in the order in which they came."""
        with self._changed:
            return tuple(each for each in self._calls if hook is None or each.hook == hook)

    def wait_for(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until calls have made something true, for so many real seconds at most; return whether it is."""
        with self._changed:
            return self._changed.wait_for(holds, seconds)

    def take(self, request: Request) -> Call:
        """Keep a call, with the status to answer it with, and return it."""
        found = _HOOK.match(request.path)
        hook = int(found[2]) if found and int(found[2]) < len(self._replies) else None
        moved = hook is not None and found is not None and found[1] == "moved"
        with self._changed:
            before = sum(each.hook == hook for each in self._calls)
            status = 200 if hook is None or moved else self._replies[hook].status(before)
            call = Call(hook, request, self._now(), time.time(), status, moved)
            self._calls.append(call)
            self._changed.notify_all()
        return call

    def delay(self, call: Call) -> float:
        """Return the real seconds after which a call is answered."""
        return 0.0 if call.hook is None else self._replies[call.hook].seconds

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _IDLE_SECONDS

        def do_POST(self) -> None:
            call = listener.take(Request(self.command, self.path, tuple(self.headers.items()), self._body()))
            time.sleep(listener.delay(call))
            self.close_connection = True
            if call.status != CLOSED:
                self._answer(call)

        do_GET = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_POST  # noqa: N815  (names that the base class looks for)

        def _answer(self, call: Call) -> None:
            self.send_response(call.status)
            if 300 <= call.status < 400 and call.hook is not None:
                self.send_header("location", listener.moved(call.hook))
            if call.status != 204:
                self.send_header("content-length", "0")
            self.send_header("connection", "close")
            self.end_headers()

        def _body(self) -> bytes:
            stream = cast("BufferedReader", self.rfile)
            if "chunked" in self.headers.get("transfer-encoding", "").lower():
                return body.in_chunks(stream)
            size = self.headers.get("content-length", "0")
            return body.by_length(self.connection, stream, int(size)) if size.isdecimal() else b""

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name that it has above)
            """Say nothing: the report tells what came."""

    return Handler
