"""httpx door: requests of httpx clients, sync and async, answered by an ASGI application in this process.

What is replaced is a function of httpx's network transports, not of its clients: so a program's own transports
around them (retries, caches) keep their work, a client that was given another transport altogether (an application,
`httpx.MockTransport`) keeps it, and respx and pytest-httpx go on beside it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import httpx

from kling3_mockserver.doors.asking import BrokenAnswerError, answer, answer_awaiting
from kling3_mockserver.doors.httpx_requests import only_service, pieces, question
from kling3_mockserver.doors.layers import replaced
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.messages import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class HttpxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client` and `httpx.AsyncClient`: whatever the host, the application answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        request.read()
        try:
            return _response(answer(self._app, question(request)))
        except BrokenAnswerError as error:
            return _broken(error)
        except TooSlowError as error:
            raise httpx.ReadTimeout(str(error)) from error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        await request.aread()
        try:
            return _response(await answer_awaiting(self._app, question(request)))
        except BrokenAnswerError as error:
            return _broken(error)
        except TooSlowError as error:
            raise httpx.ReadTimeout(str(error)) from error


@contextmanager
def httpx_intercepted(app: ASGIApp) -> Iterator[None]:
    """Have the application answer what any httpx client sends to the service's hosts, until the end of the block.

    A route of the user's own respx mocks that matches such a request comes first. Other hosts are not touched.
    """
    door = HttpxTransport(app)

    def reply(request: httpx.Request) -> httpx.Response:
        request.read()
        return _of_respx(request) or door.handle_request(request)

    async def reply_awaiting(request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await _of_respx_awaiting(request) or await door.handle_async_request(request)

    with (
        _respx_above(),
        replaced(httpx.HTTPTransport, "handle_request", only_service(reply)),
        replaced(httpx.AsyncHTTPTransport, "handle_async_request", only_service(reply_awaiting)),
    ):
        yield


def _respx_above() -> AbstractContextManager[None]:
    if "respx" not in sys.modules:
        return nullcontext()
    from kling3_mockserver.doors import respx_routes  # respx is the user's, if there is one

    return respx_routes.unmatched_let_through()


def _of_respx(request: httpx.Request) -> httpx.Response | None:
    if "respx" not in sys.modules:
        return None
    from kling3_mockserver.doors import respx_routes

    return respx_routes.answer(request)


async def _of_respx_awaiting(request: httpx.Request) -> httpx.Response | None:
    if "respx" not in sys.modules:
        return None
    from kling3_mockserver.doors import respx_routes

    return await respx_routes.answer_awaiting(request)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
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


def _response(answered: Response, broken: BrokenAnswerError | None = None) -> httpx.Response:
    stream = _Body(answered.body, broken)
    return httpx.Response(
        answered.status, headers=answered.headers, stream=stream, extensions={"http_version": b"HTTP/1.1"}
    )


def _broken(error: BrokenAnswerError) -> httpx.Response:
    if error.begun is None:
        raise _reset(error) from error
    return _response(error.begun, error)


def _reset(error: BrokenAnswerError) -> httpx.ReadError:
    return httpx.ReadError(f"connection reset: {error}")
