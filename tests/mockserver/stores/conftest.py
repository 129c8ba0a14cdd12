"""A server that tests share, each with a tenant of its own, and the workers that share a tenant."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from kling3_mockserver.stores.location import RedisServer
from tests.mockserver.stores.servers import RedisProcess, redis_server
from tests.mockserver.stores.workers import Workers, tenant_on


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisProcess]:
    """Run one server for all tests of a process."""
    with redis_server() as server:
        yield server


@pytest.fixture(scope="session")
def tenants(redis: RedisProcess) -> Callable[[], RedisServer]:
    """Name tenants that nobody has used."""
    numbers = itertools.count(1)
    return lambda: tenant_on(redis, f"tenant-{next(numbers)}")


@pytest.fixture
def shared(tenants: Callable[[], RedisServer]) -> RedisServer:
    """Name one such tenant."""
    return tenants()


@pytest.fixture
def new_workers() -> Iterator[Callable[..., Workers]]:
    """Begin workers over a store, settings by name; they are ended afterwards."""
    made: list[Workers] = []

    def make(store: RedisServer, **settings: object) -> Workers:
        made.append(Workers(store, **settings))
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture
def workers(new_workers: Callable[..., Workers], shared: RedisServer) -> Workers:
    """Begin two workers that share a tenant."""
    return new_workers(shared)
