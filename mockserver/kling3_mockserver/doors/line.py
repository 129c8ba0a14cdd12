"""Line: stands where `http.client` expects a connected socket; at its other end is an ASGI application.

All that a library does on top of a socket stays in use: its framing of bodies, its reading of answers, its pools,
its retries and its errors.
"""

from __future__ import annotations

import errno
from http import HTTPStatus
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING

from kling3_mockserver.doors.asking import BrokenAnswerError, Question, answer
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.messages import Response
from kling3_mockserver.polls import EndlessPollError

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from typing_extensions import Buffer

_PIECE = 64 * 1024


class Exchange:
    """Connects lines to one application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def line(self, scheme: str, host: str, port: int) -> Line:
        """Return a new line for requests to this server."""
        return Line(self._app, f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}")


class Line:
    """The part of a socket that `http.client` uses; `origin` is the scheme, host and port that it was opened for."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app, self._origin = app, origin
        self._sent = bytearray()
        self._patience: float | None = None

    def sendall(self, data: Buffer) -> None:
        """Take a part of a request; raise TypeError for what is no bytes, as a socket does."""
        self._sent += memoryview(data)

    def makefile(self, _mode: str, _buffering: int | None = None) -> BufferedReader:
        """Have the request answered that was sent since the last one, and return the bytes of its answer."""
        request, self._sent = self._parsed(bytes(self._sent)), bytearray()
        return BufferedReader(self._answer(request), _PIECE)

    def settimeout(self, seconds: float | None) -> None:
        """Bear in mind how long the client would wait."""
        self._patience = seconds

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _parsed(self, sent: bytes) -> Question:
        """Return a request that `http.client` wrote."""
        head, _, body = sent.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        fields = [line.partition(":") for line in lines]
        headers = [(name, value.strip(" ")) for name, _, value in fields]
        if any(name.lower() == "transfer-encoding" for name, _ in headers):
            body = _joined(body)
        return Question(method, self._origin + target, headers, body, self._patience)

    def _answer(self, request: Question) -> _Incoming:
        try:
            return _Incoming(_written(answer(self._app, request)))
        except BrokenAnswerError as error:
            lost = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
            return _Incoming(_written(error.begun), lost)
        except TooSlowError as error:
            return _Incoming(b"", TimeoutError(str(error)))
        except EndlessPollError as error:
            return _Incoming(b"", error)
        except Exception as error:  # noqa: BLE001  (a socket fails when it is read, and http.client counts on that)
            return _Incoming(b"", error)


class _Incoming(RawIOBase):
    """The bytes of an answer; after those of a broken one reading fails."""

    def __init__(self, content: bytes, failure: BaseException | None = None) -> None:
        super().__init__()
        self._left, self._failure = memoryview(content), failure

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        if self._failure is not None and not self._left:
            raise self._failure
        with memoryview(buffer) as room:
            part = self._left[: len(room)]
            room[: len(part)] = part
        self._left = self._left[len(part) :]
        return len(part)


def _joined(chunks: bytes) -> bytes:
    """Return the body that was sent in chunks."""
    body = bytearray()
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        end = int(size, 16)
        body += rest[:end]
        chunks = rest[end + 2 :]
    return bytes(body)


def _written(answered: Response | None) -> bytes:
    if answered is None:
        return b""
    reason = HTTPStatus(answered.status).phrase if answered.status in _STATUSES else ""
    head = b"".join(b"%b: %b\r\n" % pair for pair in answered.headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (answered.status, reason.encode(), head, answered.body)


_STATUSES = frozenset(HTTPStatus)
