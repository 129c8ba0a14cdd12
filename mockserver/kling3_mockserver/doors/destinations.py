"""Destinations: which URLs lead to the fake: those of the service's hosts, and those of the live server."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from kling3_mockserver.http.hosts import HOSTS, LOOPBACK


class Destinations:
    """Knows by its URL whether a request is for the fake; `live_url` says where the fake listens, if it does."""

    def __init__(self, live_url: Callable[[], str] = lambda: "") -> None:
        self._live_url = live_url

    def __contains__(self, url: object) -> bool:
        try:
            parts = urlsplit(str(url))
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return False
        return host in HOSTS or self._is_live(host, port)

    def is_live(self, url: object) -> bool:
        """Return whether a URL leads to the live server, which is reached by a socket when nobody stands between."""
        parts = urlsplit(str(url))
        return self._is_live(parts.hostname or "", parts.port)

    def _is_live(self, host: str, port: int | None) -> bool:
        return host in LOOPBACK and port is not None and port == urlsplit(self._live_url()).port
