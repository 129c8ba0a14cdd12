"""Lines: connections by the byte to a mock that listens, and what its server tells of them."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import Any, NamedTuple

from starlette.types import ASGIApp

from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.serving.patience import PATIENCE as PATIENCE_OF_SERVERS
from kling3_mockserver.serving.patience import Patience
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.asking import KEY
from tests.mockserver.posting import PATIENCE
from tests.mockserver.wire import KLING3, KLING3_PRO

ORDER = b'{"prompt": "A fox in the snow"}'


class Said(NamedTuple):
    """One answer, read from a connection."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> str:
        """The sentence of a refusal."""
        content: dict[str, Any] = json.loads(self.body)
        return str(content["message"])


class Line:
    """One connection, as a client has it that knows no HTTP."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._stream = connection.makefile("rb")

    def send(self, *parts: bytes) -> None:
        """Send some bytes."""
        self.socket.sendall(b"".join(parts))

    def answer(self, *, head: bool = False) -> Said:
        """Return the next answer, whose length its head tells."""
        version, status, reason = self._stream.readline().decode("ascii").rstrip("\r\n").split(" ", 2)
        assert version == "HTTP/1.1"
        pairs = [each.decode("ascii").split(": ", 1) for each in iter(self._head_line, b"")]
        headers = dict(pairs)
        assert len(headers) == len(pairs)
        body = self._stream.read(0 if head else int(headers.get("content-length", "0")))
        return Said(int(status), reason, headers, body)

    def line(self) -> bytes:
        """Return the next line that comes."""
        return self._stream.readline()

    def take(self, count: int) -> bytes:
        """Return so many bytes."""
        return self._stream.read(count)

    def rest(self) -> bytes:
        """Return all that comes until the server ends the connection, which it has to do by itself."""
        return self._stream.read()

    def close_stream(self) -> None:
        """Leave the connection to somebody else, who reads on where this line has."""
        self._stream.close()

    def close(self) -> None:
        self._stream.close()
        self.socket.close()

    def _head_line(self) -> bytes:
        return self._stream.readline().rstrip(b"\r\n")


class Served(NamedTuple):
    """A mock that listens, new connections to it, and what its server told."""

    url: str
    line: Callable[[], Line]
    notices: SimpleQueue[Notice]

    @property
    def address(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    def told(self) -> str:
        """Return the next sentence that is told, without the client's port."""
        before, _, after = self.notices.get(timeout=PATIENCE).text.partition(" to 127.0.0.1:")
        return f"{before}: {after.partition(': ')[2]}" if after else before


@contextmanager
def listening(app: ASGIApp, patience: Patience = PATIENCE_OF_SERVERS) -> Iterator[Served]:
    """Let an application listen; what connections are left at the end is closed."""
    notices: SimpleQueue[Notice] = SimpleQueue()
    with ExitStack() as lines, ThreadedServer(app, tell=notices.put, patience=patience) as server:

        def line() -> Line:
            port = int(server.url.rpartition(":")[2])
            made = Line(socket.create_connection(("127.0.0.1", port), PATIENCE))
            lines.callback(made.close)
            return made

        yield Served(server.url, line, notices)
        # Before the server is told to stop, which waits for them.
        lines.close()


def head(method: str, path: str, *lines: str, version: str = "1.1") -> bytes:
    """Return the head of a request with a host and a key."""
    fields = (f"{method} {path} HTTP/{version}", "Host: mock.test", f"x-freepik-api-key: {KEY}", *lines, "", "")
    return "\r\n".join(fields).encode("latin-1")


def listing(*lines: str) -> bytes:
    """Return a request for the list of tasks."""
    return head("GET", KLING3, *lines)


def ordering(*lines: str, body: bytes = ORDER, length: int | None = None) -> bytes:
    """Return an order of a video; `length` is that of its body unless given."""
    announced = len(body) if length is None else length
    return head("POST", KLING3_PRO, "Content-Type: application/json", f"Content-Length: {announced}", *lines) + body


def chunked(*chunks: bytes, trailers: bytes = b"", head_lines: tuple[str, ...] = ()) -> bytes:
    """Return an order whose body comes in chunks."""
    framed = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in chunks)
    lines = ("Content-Type: application/json", "Transfer-Encoding: chunked", *head_lines)
    return head("POST", KLING3_PRO, *lines) + framed + b"0\r\n" + trailers + b"\r\n"
