"""Places: a recorded URL, taken apart into whom it asks and what for."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kling3_contracts.traffic.recorded import EntryError

# Not the URL itself: it may hold a password.
_UNREADABLE = "its URL can't be read: expected http:// or https:// and a host, or a path"


class Place(NamedTuple):
    """The host that a URL names, in lower case, and the path and query as they stand on the wire."""

    host: str
    target: str
    secrets: tuple[str, ...] = ()
    """User and password, which no output shows."""


def place_of(url: str, host: str = "") -> Place:
    """Return the parts of a URL, or of a path that was asked of `host`; raise EntryError for what is neither."""
    if url.startswith("/"):
        return Place(_host(f"http://{host}") if host else "", url.partition("#")[0])
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise EntryError(_UNREADABLE) from error
    if not parts.scheme:
        raise EntryError(_UNREADABLE)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return Place(host or f"{parts.scheme}:", target, _secrets(parts.netloc))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return url


def _secrets(authority: str) -> tuple[str, ...]:
    user, _, host = authority.rpartition("@")
    if not host or not user:
        return ()
    password = user.partition(":")[2] or user
    return tuple(dict.fromkeys((password, unquote(password))))
