"""urllib3 door: connections of urllib3 that end at an ASGI application in this process, whoever made their pools.

`requests` has no other connections, so this is its door too.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import client
from typing import TYPE_CHECKING, Any, ClassVar, cast

import urllib3

from kling3_mockserver.doors.calls import connected, genuine
from kling3_mockserver.doors.layers import Function, replaced
from kling3_mockserver.doors.line import Exchange, Line

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from urllib3.connection import HTTPConnection, HTTPSConnection
else:
    HTTPConnection = genuine(urllib3.connection.HTTPConnection)
    HTTPSConnection = genuine(urllib3.connection.HTTPSConnection)


class Urllib3PoolManager(urllib3.PoolManager):
    """A `urllib3.PoolManager`: whatever the host, the application answers.

    Retries, redirects, streaming and `preload_content` are urllib3's own; what it takes is what `PoolManager` takes.
    """

    def __init__(
        self, app: ASGIApp, num_pools: int = 10, headers: Mapping[str, str] | None = None, **connection_pool_kw: Any
    ) -> None:
        super().__init__(num_pools, headers, **connection_pool_kw)
        exchange = Exchange(app)
        self._classes = {"http": _connected(_Connection, exchange), "https": _connected(_SecureConnection, exchange)}

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> urllib3.HTTPConnectionPool:
        # The one method that urllib3 says is there to be overridden.
        pool = super()._new_pool(scheme, host, port, request_context)
        pool.ConnectionCls = self._classes[scheme]
        return pool


@contextmanager
def urllib3_intercepted(app: ASGIApp) -> Iterator[None]:
    """Have the application answer what urllib3 and requests send to the service's hosts, until the end of the block.

    Pools and sessions of any make and age are, with adapters, retries and proxies of their own. Other hosts are not
    touched, and a library that stands in the place of urllib3 and connects otherwise is left as it is.
    """
    if not issubclass(HTTPConnection, genuine(client.HTTPConnection)):
        yield
        return
    exchange = Exchange(app)
    with (
        replaced(HTTPConnection, "connect", connected(exchange, "http")),
        replaced(HTTPSConnection, "connect", _verified(exchange)),
    ):
        yield


def _verified(exchange: Exchange) -> Callable[[Function], Function]:
    def replacement(original: Function) -> Function:
        connect = connected(exchange, "https")(original)

        def call(connection: HTTPSConnection) -> object:
            connected_to = connect(connection)
            if isinstance(connection.sock, Line):
                # Else each request warns that it is not.
                connection.is_verified = True
                # Else what breaks later is told as an error of the proxy.
                connection._has_connected_to_proxy = bool(connection.proxy)  # noqa: SLF001
            return connected_to

        return call

    return replacement


class _Connection(HTTPConnection):
    exchange: ClassVar[Exchange]

    def connect(self) -> None:
        self.sock = cast("socket.socket", self.exchange.line("http", self.host, self.port))

    @property
    def is_connected(self) -> bool:
        return self.sock is not None


class _SecureConnection(HTTPSConnection):
    exchange: ClassVar[Exchange]

    def connect(self) -> None:
        self.sock = cast("socket.socket", self.exchange.line("https", self.host, self.port))
        # Else each request warns that it is not.
        self.is_verified = True

    @property
    def is_connected(self) -> bool:
        return self.sock is not None


def _connected(connection: type[HTTPConnection], exchange: Exchange) -> type[HTTPConnection]:
    return type(connection.__name__, (connection,), {"exchange": exchange})
