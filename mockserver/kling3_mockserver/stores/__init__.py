"""Where what the fake holds lies: in memory, in a file that survives the process, or on a server that several share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.stores.location import InMemory, RedisServer, SqliteFile, StoreLocation
    from kling3_mockserver.stores.opening import opened

__all__ = ["InMemory", "RedisServer", "SqliteFile", "StoreLocation", "opened"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "location": ("InMemory", "RedisServer", "SqliteFile", "StoreLocation"),
            "opening": ("opened",),
        },
    )
