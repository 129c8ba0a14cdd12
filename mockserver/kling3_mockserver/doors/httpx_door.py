"""httpx door: requests of httpx clients, sync and async, answered by an ASGI application in this process.

What is replaced is a function of httpx's network transports, not of its clients: so a program's own transports
around them (retries, caches) keep their work, a client that was given another transport altogether (an application,
`httpx.MockTransport`) keeps it, and respx and pytest-httpx go on beside it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import httpx

from kling3_mockserver.doors.asking import BrokenAnswerError, answer, answer_awaiting
from kling3_mockserver.doors.certificates import Certificates
from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.httpx_requests import is_for_service, only_service, pieces, question
from kling3_mockserver.doors.layers import Function, replaced
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.http.messages import Response

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
def httpx_intercepted(
    app: ASGIApp, destinations: Destinations | None = None, certificates: Certificates | None = None
) -> Iterator[None]:
    """Have the application answer what any httpx client sends to the service's hosts, until the end of the block.

    A route of the user's own respx mocks, or a response of pytest-httpx, that matches such a request comes first.
    Other hosts are not touched; where such mocks would bar the live server, it is answered for as well.
    """
    door, ours = HttpxTransport(app), destinations or Destinations()

    def reply(request: httpx.Request) -> httpx.Response:
        request.read()
        return _of_respx(request) or door.handle_request(request)

    async def reply_awaiting(request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await _of_respx_awaiting(request) or await door.handle_async_request(request)

    def is_ours(request: httpx.Request) -> bool:
        return is_for_service(request) or (_respx_stands_between() and ours.is_live(request.url))

    sync, asynchronous = only_service(reply, is_ours), only_service(reply_awaiting, is_ours)
    with (
        (certificates or Certificates()).spared(httpx),
        _respx_above(ours),
        _httpx_mock_above(ours, reply, reply_awaiting),
        replaced(httpx.HTTPTransport, "handle_request", _after_httpx_mock(sync)),
        replaced(httpx.AsyncHTTPTransport, "handle_async_request", _after_httpx_mock(asynchronous)),
    ):
        yield


def _respx_above(destinations: Destinations) -> AbstractContextManager[None]:
    if "respx" not in sys.modules:
        return nullcontext()
    from kling3_mockserver.doors import respx_routes  # respx is the user's, if there is one

    return respx_routes.unmatched_let_through(destinations)


def _respx_stands_between() -> bool:
    if "respx" not in sys.modules:
        return False
    from kling3_mockserver.doors import respx_routes

    return respx_routes.stand_between()


def _httpx_mock_above(
    destinations: Destinations,
    reply: Callable[[httpx.Request], httpx.Response],
    reply_awaiting: Callable[[httpx.Request], Awaitable[httpx.Response]],
) -> AbstractContextManager[None]:
    if "pytest_httpx" not in sys.modules:
        return nullcontext()
    from kling3_mockserver.doors import beside_pytest_httpx  # the same

    return beside_pytest_httpx.unmatched_answered(destinations, reply, reply_awaiting)


def _after_httpx_mock(replacement: Callable[[Function], Function]) -> Callable[[Function], Function]:
    if "pytest_httpx" not in sys.modules:
        return replacement
    from kling3_mockserver.doors import beside_pytest_httpx

    return beside_pytest_httpx.asked_first(replacement)


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
