"""Fakes behind a socket: each reads or writes its connections in a way that leaves something behind, or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from kling3_contracts.messages import Answer, Request
from kling3_contracts.target import HttpTarget
from kling3_contracts.target.asgi import ask
from kling3_mockserver.mock import Mock
from tests.contracts.broken.fake import KEY, OTHER_KEY, a_mock


class Habits(NamedTuple):
    """What a server does of what HTTP asks of it."""

    reads_refused_bodies: bool = True
    keeps_heads_empty: bool = True
    joins_chunks: bool = True
    takes_blanks_off: bool = True


class LineTarget(HttpTarget):
    """A fake behind a server of its own, which has these habits."""

    def __init__(self, habits: Habits) -> None:
        self.mock = a_mock(api_keys=(KEY, OTHER_KEY))
        handler = type("Handler", (_Handler,), {"mock": self.mock, "habits": habits})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        super().__init__(f"http://127.0.0.1:{self._server.server_address[1]}")

    def close(self) -> None:
        super().close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.mock.close()


def behind_a_socket(**habits: bool) -> Callable[[], LineTarget]:
    """A fake whose server is whole but for what is said."""
    return lambda: LineTarget(Habits(**habits))


class _Handler(BaseHTTPRequestHandler):
    """Asks a fake; a class of its own for each server says which one, and by what habits."""

    mock: Mock
    habits: Habits
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        # A loop for each request would cost more than its answer.
        with asyncio.Runner() as self._runner:
            super().handle()

    def handle_one(self) -> None:
        pairs = tuple((name, self._value(value)) for name, value in self.headers.items())
        request = Request(self.command, self.path, pairs)
        if request.key or self.habits.reads_refused_bodies:
            request = request._replace(body=self._body())
        self._answer(self._runner.run(ask(self.mock, request)))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_one  # noqa: N815

    def log_message(self, *_: object) -> None: ...

    def _value(self, value: str) -> str:
        return value.strip(" \t") if self.habits.takes_blanks_off else value

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding"):
            chunks = b"".join(iter(self._chunk, b""))
            return chunks if self.habits.joins_chunks else b""
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def _chunk(self) -> bytes:
        content = self.rfile.read(int(self.rfile.readline(), 16))
        self.rfile.readline()
        return content

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name not in ("date", "content-length"):
                self.send_header(name, value)
        body = b'{"data":[]}' if self.command == "HEAD" else answer.body
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" or not self.habits.keeps_heads_empty:
            self.wfile.write(body)
