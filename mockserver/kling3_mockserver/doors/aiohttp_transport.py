"""aiohttp transport: stands where aiohttp's client protocol expects a connection; at its other end is an application.

It carries one request. The connection is lost behind the answer, so that none lies in a program's session when a fake
has ended.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterator
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.client_proto import ResponseHandler

from kling3_mockserver.doors.asking import BrokenAnswerError, Question, answer_awaiting
from kling3_mockserver.doors.httpx_requests import pieces
from kling3_mockserver.doors.wire import Incoming, written
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.tasks.polls import EndlessPollError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_SLOW_TO_READ: type[Exception] = getattr(aiohttp, "SocketTimeoutError", aiohttp.ServerTimeoutError)


class AppTransport(asyncio.Transport):
    """Has an application answer the request that is written to it, in the loop of the client."""

    def __init__(self, app: ASGIApp, origin: str, protocol: ResponseHandler, timeout: aiohttp.ClientTimeout) -> None:
        super().__init__()
        self._app, self._protocol, self._timeout = app, protocol, timeout
        self._loop = asyncio.get_running_loop()
        self._incoming = Incoming(origin)
        self._answering: asyncio.Task[None] | None = None
        self._left: Iterator[bytes] | None = None
        self._failure: Exception | None = None
        self._paused = self._closed = self._consented = False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        """Take a part of the request; the last one has it answered."""
        if self._closed or self._answering is not None:
            return
        self._incoming.add(data)
        if self._incoming.is_whole:
            self._answering = self._loop.create_task(self._answer(self._incoming.question(self._patience)))
        elif self._incoming.waits_for_consent and not self._consented:
            self._consented = True
            self._loop.call_soon(self._protocol.data_received, _CONTINUE)

    def pause_reading(self) -> None:
        """Bring no more of the answer for now."""
        self._paused = True

    def resume_reading(self) -> None:
        """Bring the rest."""
        self._paused = False
        self._loop.call_soon(self._bring)

    def is_reading(self) -> bool:
        """Return whether more of the answer may be brought."""
        return not self._paused and not self._closed

    def is_closing(self) -> bool:
        """Return whether the connection has ended."""
        return self._closed

    def close(self) -> None:
        """Stop answering; what has come is the client's."""
        if self._answering is not None:
            self._answering.cancel()
        self._lose(None)

    def abort(self) -> None:
        """Do the same."""
        self.close()

    def get_write_buffer_size(self) -> int:
        """Return that nothing waits to be sent."""
        return 0

    @property
    def _patience(self) -> float | None:
        return min((each for each in (self._timeout.total, self._timeout.sock_read) if each), default=None)

    async def _answer(self, question: Question) -> None:
        try:
            answered = written(await answer_awaiting(self._app, question))
        except BrokenAnswerError as error:
            self._failure = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
            answered = written(error.begun)
        except TooSlowError as error:
            is_reading = question.patience == self._timeout.sock_read
            return self._refuse(_TOO_SLOW_TO_READ(str(error)) if is_reading else TimeoutError(str(error)))
        except (Exception, EndlessPollError) as error:  # noqa: BLE001  (it is the program's that waits for an answer)
            return self._refuse(error)
        self._left = pieces(answered)
        return self._bring()

    def _bring(self) -> None:
        for piece in self._left or ():
            self._protocol.data_received(piece)
            if self._paused or self._closed:
                return
        if self._left is not None:
            self._lose(self._failure)

    def _refuse(self, error: BaseException) -> None:
        if not self._closed:
            self._protocol.set_exception(error)

    def _lose(self, error: Exception | None) -> None:
        if not self._closed:
            self._closed = True
            self._loop.call_soon(self._protocol.connection_lost, error)
