"""Connection: several requests over one connection without TLS, as no library for clients lets them through."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.client import BadStatusLine, HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import cast
from urllib.parse import urlsplit

from kling3_contracts.messages import NO_ANSWER, Answer, Request

SECONDS = 5.0
"""How long an answer may take."""
_PORT = 80


def ask_on_one_connection(
    url: str, requests: Sequence[Request], *, at_once: bool, seconds: float = SECONDS
) -> tuple[Answer, ...]:
    """Return the answers in their order: fewer than requests where the server closed the connection after one.

    With `at_once` all are sent before the first answer is read. What is no answer, and one that does not come within
    so many seconds, has the status NO_ANSWER and is the last. Raises OSError when nobody listens.
    """
    parts = urlsplit(url)
    prefix, address = parts.path.rstrip("/"), (parts.hostname or "", parts.port or _PORT)
    sent = [_bytes(each, parts.netloc.rpartition("@")[2], prefix) for each in requests]
    with closing(socket.create_connection(address, seconds)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if at_once:
            sent = [b"".join(sent), *(b"" for _ in sent[1:])]
        return tuple(_answers(connection, requests, sent))


class _Kept(io.BufferedReader):
    """The answers of a connection: who has read one of them closes what it read, and more are to come."""

    def makefile(self, _mode: str) -> _Kept:
        """Return itself, as a socket returns a file."""
        return self

    def close(self) -> None:
        """Leave it open."""


def _answers(connection: socket.socket, requests: Sequence[Request], sent: Sequence[bytes]) -> Iterator[Answer]:
    kept = _Kept(socket.SocketIO(connection, "r"))
    for request, content in zip(requests, sent, strict=True):
        try:
            connection.sendall(content)
            response = HTTPResponse(cast("socket.socket", kept), method=request.method)
            response.begin()
            body = response.read()
        except (RemoteDisconnected, IncompleteRead, ConnectionError):
            return
        except (BadStatusLine, HTTPException, TimeoutError):
            yield Answer(NO_ANSWER)
            return
        yield Answer(response.status, tuple(response.getheaders()), body)
        if response.will_close:
            return


def _bytes(request: Request, host: str, prefix: str) -> bytes:
    """Return a request as it goes out: blanks around the values of its headers are its own."""
    lines = [f"{request.method} {prefix}{request.target} HTTP/1.1", f"host: {host}"]
    lines += [f"{name}:{value}" for name, value in request.headers]
    if request.body and not request.is_chunked:
        lines.append(f"content-length: {len(request.body)}")
    return "\r\n".join([*lines, "", ""]).encode() + _framed(request)


def _framed(request: Request) -> bytes:
    if not request.is_chunked:
        return request.body
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in request.pieces) + b"0\r\n\r\n"
