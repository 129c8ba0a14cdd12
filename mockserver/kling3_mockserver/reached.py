"""Reached: scheme and host by which a caller reached the fake."""

from __future__ import annotations

import re

from kling3_mockserver.hosts import RESULT_HOST, SERVICE_HOSTS
from kling3_openapi.remembering import remembered

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")
_HTTP_PORT = 80

Address = tuple[str, int | None]


def reached_by(host: str, address: Address | None) -> str:
    """Return scheme and host by which the caller reached the fake, so that it reaches its results too.

    `host` is the header of its request. Where it names none, or one of the service's, it is the address that the
    request came in by; behind a door that stands for the service itself, it is the service's.
    """
    return _named(host) or _at(*(address or ("", None)))


def is_service(host: str) -> bool:
    """Return whether a host, with or without a port, is one of the paid service's."""
    return host.partition(":")[0].rstrip(".").lower() in SERVICE_HOSTS


@remembered(256)
def _named(host: str) -> str:
    return f"http://{host}" if _HOST.fullmatch(host) and not is_service(host) else ""


def _at(name: str, port: int | None) -> str:
    if port is None or is_service(name) or not _HOST.fullmatch(name):
        return f"https://{RESULT_HOST}"
    return "http://" + (f"[{name}]" if ":" in name else name) + ("" if port == _HTTP_PORT else f":{port}")
