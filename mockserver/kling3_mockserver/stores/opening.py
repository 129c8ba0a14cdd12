"""Opening: the store of a location, where that is another one than memory."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.location import RedisServer, SqliteFile, StoreLocation

if TYPE_CHECKING:
    from kling3_mockserver.stores.kept import Kept


def opened(location: StoreLocation, seed: int | None = None) -> Kept | None:
    """Return what holds a fake there; None for memory, which each part is by itself. Raises StoreError.

    A store that nobody has begun is begun with the seed.
    """
    # Loaded here, since a fake in memory starts without any of it.
    if isinstance(location, SqliteFile):
        from kling3_mockserver.stores.sqlite.kept import SqliteKept  # noqa: PLC0415

        return SqliteKept(location.path)
    if isinstance(location, RedisServer):
        if find_spec("redis") is None or find_spec("hiredis") is None:
            raise StoreError(
                "a store on a server is asked by the library redis, which is not installed: install the extra `redis`, "
                "python -m pip install '.[redis]' in a checkout of kling3-mock"
            )
        from kling3_mockserver.stores.redis.kept import RedisKept  # noqa: PLC0415

        return RedisKept(location, seed)
    return None
