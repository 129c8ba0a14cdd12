"""Client: the library's connection for an event loop, and its client that waits for the first look at a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import hiredis
import redis
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry as LaterRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling3_mockserver.stores.location import RedisServer

PATIENCE = 2.0
"""Seconds that a server is given to answer: whoever asks the fake is told after that."""


def connection_of(server: RedisServer) -> Connection:
    """Return a connection for the event loop in which it is used, which waits for an answer for ever.

    It is used as it is, since the library's pipelines over it take twice the time (23 us a command, 10 without).
    """
    kind = SSLConnection if server.tls else Connection
    return kind(**_arguments(server), retry=LaterRetry(NoBackoff(), 0), socket_timeout=None)


def packed(commands: Sequence[Sequence[str | int | float]]) -> bytes:
    """Return commands as they go to the server; what the connection itself has for it takes eight times the time."""
    return b"".join([hiredis.pack_command(cast("tuple[str]", tuple(command))) for command in commands])


def waiting_client_of(server: RedisServer) -> redis.Redis:
    """Return a client that waits for each answer."""
    return redis.Redis(**_arguments(server), retry=Retry(NoBackoff(), 0), socket_timeout=PATIENCE, ssl=server.tls)


def _arguments(server: RedisServer) -> Mapping[str, Any]:
    return {
        "host": server.host, "port": server.port, "db": server.database, "username": server.username,
        "password": server.password, "decode_responses": True, "socket_connect_timeout": PATIENCE,
        "client_name": "kling3-mock", "protocol": 2,
    }  # fmt: skip
