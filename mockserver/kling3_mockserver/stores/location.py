"""StoreLocation: where what the fake holds lies. Closed types; text like `sqlite:kling3.db` stands for them."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_mockserver.errors import StoreError

STORE_WORDS = "memory or sqlite:FILE"
_SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class InMemory:
    """In the memory of the process, which takes it along when it ends."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """In an SQLite database, which is one file at `path` (and one beside it while it is open)."""

    path: str


StoreLocation = InMemory | SqliteFile


def parse(text: str) -> StoreLocation:
    """Return the location that a text stands for; raise StoreError for anything else."""
    scheme, colon, rest = text.partition(":")
    if text.lower() == "memory":
        return InMemory()
    if scheme.lower() != _SQLITE or not colon:
        # What stands behind another scheme may be a password.
        raise StoreError(f"got a store {_shown(scheme, colon)}, expected {STORE_WORDS}")
    # With slashes it would be the URL of another library, where their number says what the path begins with.
    if not rest or rest.startswith("//") or rest == ":memory:":
        raise StoreError(
            f"got a store 'sqlite:{rest[:60]}', expected a file: sqlite:kling3.db, or sqlite:/var/lib/kling3.db"
        )
    return SqliteFile(rest)


def words(location: StoreLocation) -> str:
    """Return the text that `parse` reads as this location."""
    return f"{_SQLITE}:{location.path}" if isinstance(location, SqliteFile) else "memory"


def _shown(scheme: str, colon: str) -> str:
    return f"'{scheme[:20]}:...'" if colon else f"'{scheme[:60]}'"
