"""http.client door: what `urllib.request`, and whoever else connects by `http.client`, sends to the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import client
from typing import TYPE_CHECKING

from kling3_mockserver.doors.calls import connected, forwarded, genuine
from kling3_mockserver.doors.layers import replaced
from kling3_mockserver.doors.line import Exchange

if TYPE_CHECKING:
    from starlette.types import ASGIApp


@contextmanager
def http_client_intercepted(app: ASGIApp) -> Iterator[None]:
    """Have the application answer what such a program sends to the service's hosts, until the end of the block.

    Libraries that connect by a way of their own are not touched; what they have a proxy forward is.
    """
    exchange = Exchange(app)
    plain, secure = genuine(client.HTTPConnection), genuine(client.HTTPSConnection)
    with (
        replaced(plain, "connect", connected(exchange, "http")),
        replaced(secure, "connect", connected(exchange, "https")),
        replaced(plain, "putrequest", forwarded(exchange)),
    ):
        yield
