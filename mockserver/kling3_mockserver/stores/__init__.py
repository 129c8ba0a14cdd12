"""Where what the fake holds lies: in memory, or in a file that survives the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.stores.kept import Kept
    from kling3_mockserver.stores.location import InMemory, SqliteFile, StoreLocation
    from kling3_mockserver.stores.opening import opened

__all__ = ["InMemory", "Kept", "SqliteFile", "StoreLocation", "opened"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "location": ("InMemory", "SqliteFile", "StoreLocation"),
            "kept": ("Kept",),
            "opening": ("opened",),
        },
    )
