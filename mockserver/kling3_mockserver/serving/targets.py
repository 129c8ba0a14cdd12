"""Targets: what a request asks for, in each of the forms that HTTP has for it, and the host that it names.

A client that takes the server for its proxy sends a whole URL, or CONNECT; a server has to serve the first (RFC 9112,
3.2.2), and can't serve the second.
"""

from __future__ import annotations

from kling3_mockserver.serving.refusals import RefusedError, named, no_host, no_proxy

Headers = list[tuple[bytes, bytes]]


def origin_form(method: bytes, target: bytes, headers: Headers) -> bytes:
    """Return path and query of a target that begins with no slash; raise RefusedError for CONNECT.

    The host that a whole URL names takes the place of the one among the headers.
    """
    if method == b"CONNECT":
        raise RefusedError(no_proxy(target))
    scheme, mark, rest = target.partition(b"://")
    if not mark or scheme.lower() not in {b"http", b"https"}:
        return target
    authority = rest.partition(b"/")[0].partition(b"?")[0]
    headers[:] = [
        (b"host", authority.rpartition(b"@")[2]),
        *((name, value) for name, value in headers if name != b"host"),
    ]
    path = rest[len(authority) :]
    return path if path.startswith(b"/") else b"/" + path


def demand_host(method: bytes, target: bytes, headers: Headers, server: tuple[str, int | None] | None) -> None:
    """Raise RefusedError when no header names the host."""
    if not any(name == b"host" for name, _ in headers):
        host, port = server or ("localhost", None)
        raise RefusedError(no_host(named(method, target), host if port is None else f"{host}:{port}"))
