"""At once: requests on connections of their own, all of them written before the first answer is read."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

from kling3_contracts.addresses.no_answer import reason_of
from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import NO_ANSWER, Answer, Request

_BROKEN = (HTTPException, OSError)
_PORTS = {"http": 80, "https": 443}


def send_at_once(base: str, requests: Sequence[Request], seconds: float, *, insecure: bool) -> tuple[Answer, ...]:
    """Return the answers in the order of the requests, NO_ANSWER for a connection that breaks.

    Raises UnreachableError when a connection does not come about, before anything is sent.
    """
    with ExitStack() as opened:
        connections = [opened.enter_context(_connected(base, seconds, insecure=insecure)) for _ in requests]
        began = time.perf_counter()
        wires = [_wire(base, each) for each in requests]
        written = [_write(*each) for each in zip(connections, wires, strict=True)]
        return tuple(_answers(connections, requests, written, began))


def _connected(base: str, seconds: float, *, insecure: bool) -> socket.socket:
    parts = urlsplit(base)
    host = parts.hostname or ""
    try:
        connection = socket.create_connection((host, parts.port or _PORTS[parts.scheme]), seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "http":
            return connection
        return _context(insecure=insecure).wrap_socket(connection, server_hostname=host)
    except OSError as error:
        raise UnreachableError(base, reason_of(error)) from error


def _context(*, insecure: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _wire(base: str, request: Request) -> bytes:
    """The bytes of a request, in one piece, so that nothing comes between them on the way."""
    parts = urlsplit(base)
    length = (("content-length", str(len(request.body))),) if request.body else ()
    fields = (("host", parts.netloc.rpartition("@")[2]), *request.headers, *length)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    line = f"{request.method} {parts.path.rstrip('/')}{request.target} HTTP/1.1\r\n"
    return f"{line}{head}\r\n".encode() + request.body


def _write(connection: socket.socket, wire: bytes) -> bool:
    try:
        connection.sendall(wire)
    except OSError:
        return False
    return True


def _answers(
    connections: Sequence[socket.socket], requests: Sequence[Request], written: Sequence[bool], began: float
) -> Iterator[Answer]:
    for connection, request, is_written in zip(connections, requests, written, strict=True):
        try:
            yield _read(connection, request.method, began) if is_written else Answer(NO_ANSWER)
        except _BROKEN:
            yield Answer(NO_ANSWER, seconds=time.perf_counter() - began)


def _read(connection: socket.socket, method: str, began: float) -> Answer:
    with HTTPResponse(connection, method=method) as response:
        response.begin()
        body = response.read()
        return Answer(response.status, tuple(response.getheaders()), body, time.perf_counter() - began)
