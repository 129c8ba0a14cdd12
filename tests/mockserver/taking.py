"""Taking: a receiver of webhooks that listens in a thread, and keeps what came."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import NamedTuple


class Call(NamedTuple):
    """One call as it came."""

    headers: Mapping[str, str]
    body: bytes


class Receiver(NamedTuple):
    """Where it answers, and what came."""

    url: str
    calls: SimpleQueue[Call]

    def next(self) -> Call:
        """Wait for the next call."""
        return self.calls.get(timeout=30)


@contextmanager
def receiving(status: int = 200) -> Iterator[Receiver]:
    """Listen on a free port, and answer each call with a status."""
    calls: SimpleQueue[Call] = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            calls.put(Call({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Receiver(f"http://127.0.0.1:{server.server_port}/hook", calls)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
