"""urllib3 door: a pool manager of urllib3 whose connections end at an ASGI application in this process."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from kling3_mockserver.doors.line import Exchange

if TYPE_CHECKING:
    from starlette.types import ASGIApp


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
