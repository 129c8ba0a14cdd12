"""Line: stands where `http.client` expects a connected socket; at its other end is an ASGI application.

All that a library does on top of a socket stays in use: its framing of bodies, its reading of answers, its pools,
its retries and its errors.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING

from kling3_mockserver.doors.asking import BrokenAnswerError, Question, answer
from kling3_mockserver.doors.wire import Incoming, origin_of, written
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.tasks.polls import EndlessPollError

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from typing_extensions import Buffer

_PIECE = 64 * 1024


class Exchange:
    """Connects lines to one application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def line(self, scheme: str, host: str, port: int, hang_up: Callable[[], None] = lambda: None) -> Line:
        """Return a new line for requests to this server; `hang_up` is called when an answer is there."""
        return Line(self._app, origin_of(scheme, host, port), hang_up)


class Line:
    """The part of a socket that `http.client` uses; `origin` is the scheme, host and port that it was opened for."""

    def __init__(self, app: ASGIApp, origin: str, hang_up: Callable[[], None] = lambda: None) -> None:
        self._app, self._origin, self._hang_up = app, origin, hang_up
        self._incoming = Incoming(origin)
        self._patience: float | None = None

    def sendall(self, data: Buffer) -> None:
        """Take a part of a request; raise TypeError for what is no bytes, as a socket does."""
        self._incoming.add(data)

    def makefile(self, _mode: str, _buffering: int | None = None) -> BufferedReader:
        """Have the request answered that was sent since the last one, and return the bytes of its answer."""
        request, self._incoming = self._incoming.question(self._patience), Incoming(self._origin)
        answered = self._answer(request)
        self._hang_up()
        return BufferedReader(answered, _PIECE)

    def settimeout(self, seconds: float | None) -> None:
        """Bear in mind how long the client would wait."""
        self._patience = seconds

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _answer(self, request: Question) -> _Outgoing:
        try:
            return _Outgoing(written(answer(self._app, request)))
        except BrokenAnswerError as error:
            lost = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
            return _Outgoing(written(error.begun), lost)
        except TooSlowError as error:
            return _Outgoing(b"", TimeoutError(str(error)))
        except EndlessPollError as error:
            return _Outgoing(b"", error)
        except Exception as error:  # noqa: BLE001  (a socket fails when it is read, and http.client counts on that)
            return _Outgoing(b"", error)


class _Outgoing(RawIOBase):
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
