"""Calls: connections of `http.client`, and of libraries built on it, that are put through to an ASGI application.

A line is cut as soon as there is an answer, so none lies in a program's pools when the block has ended: the next
request connects anew, which costs nothing here, and finds what is there by then.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from kling3_mockserver.doors.layers import Function
from kling3_mockserver.doors.line import Exchange, Line
from kling3_mockserver.http.hosts import is_service

if TYPE_CHECKING:
    from http.client import HTTPConnection

_Class = TypeVar("_Class")
_PORTS = {"http": 80, "https": 443}


def connected(exchange: Exchange, scheme: str) -> Callable[[Function], Function]:
    """Return a replacement of a connection's `connect` that puts through what is for the service, past any proxy."""

    def replacement(original: Function) -> Function:
        def connect(connection: HTTPConnection) -> object:
            host, port = _destination(connection)
            if not is_service(host):
                return original(connection)
            _put_through(connection, exchange, scheme, host, port)
            return None

        return connect

    return replacement


def forwarded(exchange: Exchange) -> Callable[[Function], Function]:
    """Return a replacement of `putrequest` that does so with what a proxy was to forward: a whole URL is asked for."""

    def replacement(original: Function) -> Function:
        def putrequest(connection: HTTPConnection, method: str, url: str, *rest: object, **named: object) -> object:
            if url.startswith("http") and is_service((parts := urlsplit(url)).hostname or ""):
                if connection.sock is not None:
                    connection.sock.close()  # it leads to the proxy
                port = parts.port or _PORTS[parts.scheme]
                _put_through(connection, exchange, parts.scheme, parts.hostname or "", port)
            return original(connection, method, url, *rest, **named)

        return putrequest

    return replacement


def genuine(connection: type[_Class]) -> type[_Class]:
    """Return a class of connections, or the one behind it where a cassette of vcrpy has put its own in its place."""
    return getattr(connection, "_baseclass", connection)


def _destination(connection: HTTPConnection) -> tuple[str, int]:
    """Return whom a connection is for, behind its proxy if it has one."""
    tunnel = getattr(connection, "_tunnel_host", None)
    if not tunnel:
        return connection.host, connection.port
    return tunnel, getattr(connection, "_tunnel_port", None) or connection.default_port


def _put_through(connection: HTTPConnection, exchange: Exchange, scheme: str, host: str, port: int) -> None:
    line = exchange.line(scheme, host.rstrip(".").lower(), port, lambda: _cut(connection, line))
    # The default of the library is an object of no type.
    seconds = connection.timeout if isinstance(connection.timeout, float | int | None) else socket.getdefaulttimeout()
    line.settimeout(seconds)
    connection.sock = cast("socket.socket", line)


def _cut(connection: HTTPConnection, line: Line) -> None:
    if cast("object", connection.sock) is line:
        connection.sock = None
