"""Client: the library's client of a server, for an event loop, and one that waits for the first look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as LaterRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kling3_mockserver.stores.location import RedisServer

_PATIENCE = 2.0
"""Seconds that a server is given to answer: whoever asks the fake is told after that."""


def client_of(server: RedisServer) -> redis.asyncio.Redis:
    """Return a client for the event loop in which it is used; what fails is not tried again."""
    return redis.asyncio.Redis(**_arguments(server), retry=LaterRetry(NoBackoff(), 0))


def waiting_client_of(server: RedisServer) -> redis.Redis:
    """Return a client that waits for each answer."""
    return redis.Redis(**_arguments(server), retry=Retry(NoBackoff(), 0))


def _arguments(server: RedisServer) -> Mapping[str, Any]:
    return {
        "host": server.host, "port": server.port, "db": server.database, "username": server.username,
        "password": server.password, "ssl": server.tls, "decode_responses": True, "socket_timeout": _PATIENCE,
        "socket_connect_timeout": _PATIENCE, "client_name": "kling3-mock", "protocol": 2,
    }  # fmt: skip
