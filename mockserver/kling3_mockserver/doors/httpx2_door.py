"""httpx2 door: requests of httpx2 clients, sync and async, answered by an ASGI application in this process.

The twin of `httpx_door`, for the library that is about to take the place of httpx; respx does not know it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2

from kling3_mockserver.doors.asking import BrokenAnswerError, answer, answer_awaiting
from kling3_mockserver.doors.certificates import Certificates
from kling3_mockserver.doors.httpx_requests import only_service, pieces, question
from kling3_mockserver.doors.layers import replaced
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.http.messages import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Httpx2Transport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport for `httpx2.Client` and `httpx2.AsyncClient`: whatever the host, the application answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request of a sync client."""
        request.read()
        try:
            return _response(answer(self._app, question(request)))
        except BrokenAnswerError as error:
            return _broken(error)
        except TooSlowError as error:
            raise httpx2.ReadTimeout(str(error)) from error

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request of an async client."""
        await request.aread()
        try:
            return _response(await answer_awaiting(self._app, question(request)))
        except BrokenAnswerError as error:
            return _broken(error)
        except TooSlowError as error:
            raise httpx2.ReadTimeout(str(error)) from error


@contextmanager
def httpx2_intercepted(app: ASGIApp, certificates: Certificates | None = None) -> Iterator[None]:
    """Have the application answer what any httpx2 client sends to the service's hosts, until the end of the block.

    Other hosts are not touched.
    """
    door = Httpx2Transport(app)
    with (
        (certificates or Certificates()).spared(httpx2),
        replaced(httpx2.HTTPTransport, "handle_request", only_service(door.handle_request)),
        replaced(httpx2.AsyncHTTPTransport, "handle_async_request", only_service(door.handle_async_request)),
    ):
        yield


class _Body(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The body of an answer; one that broke off ends in the error of a lost connection."""

    def __init__(self, body: bytes, broken: BrokenAnswerError | None) -> None:
        self._body, self._broken = body, broken

    def __iter__(self) -> Iterator[bytes]:
        yield from pieces(self._body)
        if self._broken is not None:
            raise _reset(self._broken) from self._broken

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for each in self:
            yield each


def _response(answered: Response, broken: BrokenAnswerError | None = None) -> httpx2.Response:
    stream = _Body(answered.body, broken)
    return httpx2.Response(
        answered.status, headers=answered.headers, stream=stream, extensions={"http_version": b"HTTP/1.1"}
    )


def _broken(error: BrokenAnswerError) -> httpx2.Response:
    if error.begun is None:
        raise _reset(error) from error
    return _response(error.begun, error)


def _reset(error: BrokenAnswerError) -> httpx2.ReadError:
    return httpx2.ReadError(f"connection reset: {error}")
