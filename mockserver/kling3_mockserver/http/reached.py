"""Reached: scheme and host by which a caller reached the fake."""

from __future__ import annotations

import re

from kling3_mockserver.http.hosts import RESULT_HOST, SERVICE_HOSTS
from kling3_openapi.remembering import remembered

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")
_PORTS = {"http": 80, "https": 443}

Address = tuple[str, int | None]


def reached_by(host: str, address: Address | None, scheme: str = "http") -> str:
    """Return scheme and host by which the caller reached the fake, so that it reaches its results too.

    `host` is the header of its request, `scheme` is http or https. Where the header names none, or one of the service's
    hosts, it is the address that the request came in by; where the fake stands for the service, the service's.
    """
    named = _usable(host)
    return f"{scheme}://{named}" if named else _at(*(address or ("", None)), scheme)


def is_service(host: str) -> bool:
    """Return whether a host, with or without a port, is one of the paid service's."""
    return host.partition(":")[0].rstrip(".").lower() in SERVICE_HOSTS


@remembered(256)
def _usable(host: str) -> str:
    return host if _HOST.fullmatch(host) and not is_service(host) else ""


def _at(name: str, port: int | None, scheme: str) -> str:
    if port is None or is_service(name) or not _HOST.fullmatch(name):
        return f"https://{RESULT_HOST}"
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}" + ("" if port == _PORTS.get(scheme) else f":{port}")
