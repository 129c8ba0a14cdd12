"""A program that listens for webhooks, on a thread for each call; what it answers is a function's business."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import NamedTuple


class Came(NamedTuple):
    """A call as it came in; names of headers are found in any case."""

    method: str
    headers: HTTPMessage
    body: bytes


class HangUpError(Exception):
    """Raised by a receiver that closes the connection instead of answering."""


Answer = tuple[int, bytes]
Handler = Callable[[Came], int | Answer]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, handler: Handler) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.handler = handler

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?token=1"

    def handle_error(self, *_: object) -> None:
        """Say nothing: half of the callers hang up on purpose."""


class Conversation(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            answer = self.server.handler(Came(self.command, self.headers, body))
        except HangUpError:
            self.close_connection = True
            return
        except Exception:  # noqa: BLE001  (what a framework does with any error of a program)
            answer = 500
        status, content = answer if isinstance(answer, tuple) else (answer, b"")
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class OneWorker(HTTPServer):
    """Serves one connection at a time."""

    handler: Handler
    url = Server.url
    handle_error = Server.handle_error

    def __init__(self, handler: Handler) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.handler = handler


@contextmanager
def serving(handler: Handler, kind: type[Server | OneWorker] = Server) -> Iterator[str]:
    """Listen on a free port while the block runs; give the URL."""
    with running(kind(handler)) as server:
        yield server.url


@contextmanager
def running(given: Server | OneWorker) -> Iterator[Server | OneWorker]:
    """Let a server serve while the block runs."""
    with given as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.005,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
