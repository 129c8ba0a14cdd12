"""A receiver of webhooks in a thread of the test."""

from __future__ import annotations

import queue
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import NamedTuple

from tests.mockserver.posting import PATIENCE


class Came(NamedTuple):
    """A call that came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiving:
    """Listens on a free port inside `with`, and takes every call."""

    def __init__(self) -> None:
        calls: queue.Queue[Came] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                calls.put(Came(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._calls = calls
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def until(self, text: str) -> Came:
        """Return the first call with this text in its body, waiting for it if need be."""
        while True:
            came = self._calls.get(timeout=PATIENCE)
            if text in came.body.decode():
                return came

    def __enter__(self) -> Receiving:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
