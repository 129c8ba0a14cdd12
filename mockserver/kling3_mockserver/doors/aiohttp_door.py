"""aiohttp door: connections of aiohttp clients that end at an ASGI application in this process.

What is replaced is how a connector makes a connection, so all the rest of a program's session is its own: limits,
traces, timeouts, proxies that its environment names, its reading of answers and its errors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from aiohttp import ClientRequest, ClientTimeout, TCPConnector
from aiohttp.client_proto import ResponseHandler

from kling3_mockserver.doors.aiohttp_transport import AppTransport
from kling3_mockserver.doors.layers import Function, replaced
from kling3_mockserver.doors.wire import origin_of
from kling3_mockserver.http.hosts import is_service

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_PLACE = "_create_connection"


@contextmanager
def aiohttp_intercepted(app: ASGIApp) -> Iterator[None]:
    """Have the application answer what aiohttp clients send to the service's hosts, until the end of the block.

    Other hosts are not touched, and a release that is built otherwise is left as it is.
    """
    if _PLACE not in vars(TCPConnector):
        yield
        return

    def replacement(original: Function) -> Function:
        async def create(
            connector: TCPConnector,
            req: ClientRequest,
            traces: object,
            timeout: ClientTimeout,  # noqa: ASYNC109  (its signature)
        ) -> object:
            if is_service(req.url.host or ""):
                return _connection(app, connector, req, timeout)
            return await cast("Awaitable[object]", original(connector, req, traces, timeout))

        return create

    with replaced(TCPConnector, _PLACE, replacement):
        yield


def _connection(
    app: ASGIApp, connector: TCPConnector, request: ClientRequest, timeout: ClientTimeout
) -> ResponseHandler:
    url = request.url
    origin = origin_of(url.scheme, (url.host or "").rstrip("."), url.port or 443)
    protocol = ResponseHandler(connector._loop)  # noqa: SLF001  (as the connector itself does)
    protocol.connection_made(AppTransport(app, origin, protocol, timeout))
    return protocol
