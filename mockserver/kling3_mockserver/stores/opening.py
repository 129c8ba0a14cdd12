"""Opening: the store of a location, where that is another one than memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_mockserver import stores
from kling3_mockserver.stores.location import InMemory, StoreLocation

if TYPE_CHECKING:
    from kling3_mockserver.stores.kept import Kept


def opened(location: StoreLocation) -> Kept | None:
    """Return what holds a fake there; None for memory, which each part is by itself. Raises StoreError."""
    return None if isinstance(location, InMemory) else stores.Kept(location.path)
