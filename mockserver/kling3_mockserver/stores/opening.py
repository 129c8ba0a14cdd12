"""Opening: the store of a location, where that is another one than memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_mockserver.stores.location import SqliteFile, StoreLocation

if TYPE_CHECKING:
    from kling3_mockserver.stores.kept import Kept


def opened(location: StoreLocation) -> Kept | None:
    """Return what holds a fake there; None for memory, which each part is by itself. Raises StoreError."""
    # Loaded here, since a fake in memory starts without any of it.
    if isinstance(location, SqliteFile):
        from kling3_mockserver.stores.sqlite.kept import SqliteKept  # noqa: PLC0415

        return SqliteKept(location.path)
    return None
