"""Places: where a fake can lie that lasts, each made empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.report import CouldNotMeasureError
from tests.mockserver.stores.servers import has_redis_server, redis_server


class Place(NamedTuple):
    """What it is called, which share of the requests/s in memory it is to have, and what makes an empty one."""

    name: str
    share: float
    store: Callable[[Path], AbstractContextManager[str]]


@contextmanager
def _file(folder: Path) -> Iterator[str]:
    yield f"sqlite:{folder / 'kling3.db'}"


@contextmanager
def _server(_folder: Path) -> Iterator[str]:
    if not has_redis_server():
        raise CouldNotMeasureError("there is no redis-server and no valkey-server on the PATH: install one")
    with redis_server() as server:
        yield server.url


# The server has the same processors as the fake and what asks it.
SERVER = Place("a server", 0.35, _server)
PLACES = (Place("a file", 0.5, _file), SERVER)
