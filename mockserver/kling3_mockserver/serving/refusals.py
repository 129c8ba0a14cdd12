"""Refusals: why bytes on a connection are not served, in a sentence that says what came and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple

from kling3_mockserver.errors import ApiError
from kling3_mockserver.service import responses
from kling3_openapi.masking.text import shown_path, shown_query

MOST_FRAMING = 64 * 1024
"""Bytes of a request that are none of its body and come in one run: its head, a chunk's extensions, the trailers."""
_TLS_HANDSHAKE = b"\x16\x03"
_MOST_SHOWN = 100


class Refusal(NamedTuple):
    """The answer to what is no request, and the message that the client and the log are told."""

    status: int
    message: str
    reason: str = ""
    """The phrase behind the status, where the usual one would say too little."""

    def answer(self, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Return the bytes of the answer, which ends the connection; `headers` are those that every answer has."""
        response = responses.error(ApiError(self.status, self.message), "")
        last = ((b"content-length", b"%d" % len(response.body)), (b"connection", b"close"))
        fields = (name + b": " + value for name, value in (*headers, *response.headers, *last))
        line = f"HTTP/1.1 {self.status} {self.reason or HTTPStatus(self.status).phrase}".encode()
        return b"\r\n".join([line, *fields, b"", response.body])


class RefusedError(Exception):
    """A request that is refused as soon as its head is known; `refusal` is the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def unreadable(came: bytes, reason: str, *, behind: bool = False, over_tls: bool = False) -> Refusal:
    """Return the refusal of bytes that are no HTTP request; `behind` when they followed one."""
    if came.startswith(_TLS_HANDSHAKE):
        mend = "this port speaks plain http: use http:// in the base URL (got https://)"
        return Refusal(400, f"a TLS handshake came, and {mend}")
    if came.startswith(b"PRI * HTTP/2"):
        mend = "let the client begin with HTTP/1.1 (curl: without --http2-prior-knowledge)"
        if over_tls:
            mend += ", or point it at the base URL of kling3-mock serve, which is plain http"
        return Refusal(505, f"HTTP/2 came, and the fake speaks HTTP/1.1: {mend}")
    what = f"'{shown(came)}' is" if came else "what came behind a request is"
    return Refusal(400, f"{what} no HTTP request ({reason}): {_mend(reason, behind=behind)}")


def _mend(reason: str, *, behind: bool) -> str:
    if " url" in reason:
        return "begin the URL with / and percent-encode all but plain ASCII"
    if behind:
        return "such bytes are often a body that is longer than its content-length"
    return "expected a first line such as GET /v1/ai/video/kling-v3 HTTP/1.1"


def broken(request: str, reason: str) -> Refusal:
    """Return the refusal of a request whose first line could be read, and something behind it not."""
    return Refusal(400, f"{request} can't be read ({reason}): send it as RFC 9112 has it")


def no_proxy(target: bytes) -> Refusal:
    """Return the refusal of CONNECT."""
    mend = "the fake is a server: use its URL as the base URL, not as HTTP_PROXY or HTTPS_PROXY"
    # Many clients show the phrase of a proxy's refusal, and nothing else of it.
    return Refusal(501, f"CONNECT {shown(target)} asks for a proxy, and {mend}", "Not a proxy (set it as the base URL)")


def no_host(request: str, address: str) -> Refusal:
    """Return the refusal of an HTTP/1.1 request that names no host, as RFC 9112 demands it."""
    return Refusal(400, f"{request} came without a Host header, which HTTP/1.1 demands: send Host: {address}")


def too_long(request: str) -> Refusal:
    """Return the refusal of a head or of trailers without an end."""
    mend = "send a shorter URL, and fewer or shorter headers"
    return Refusal(431, f"{request} came with more than {MOST_FRAMING // 1024} KiB of head or trailers: {mend}")


def late_head(request: str, seconds: float) -> Refusal:
    """Return the refusal of a request whose head stays unfinished."""
    return Refusal(408, f"the head of {request} had no end after {seconds:g} s: end it with an empty line")


def late_body(request: str, seconds: float, got: int, announced: bytes) -> Refusal:
    """Return the refusal of a request whose body stays unfinished after `got` bytes."""
    if announced.isdigit():
        told = f"{got} of the {announced.decode()} bytes of content-length came"
        return Refusal(408, f"{told} with {request}, and then none for {seconds:g} s: count the body in bytes")
    told = f"the chunked body of {request} stopped after {got} bytes for {seconds:g} s"
    return Refusal(408, f"{told}: end it with an empty chunk")


def named(method: bytes, target: bytes) -> str:
    """Return method and target of a request as they may be shown."""
    return f"{method.decode('latin-1')} {shown(target)}" if target else "a request"


def shown(data: bytes) -> str:
    """Return the first line of some bytes as it may be shown: printable, cut when long, without an API key."""
    lines = data.lstrip(b"\r\n").splitlines() or [b""]
    text = lines[0][: _MOST_SHOWN + 1].decode("ascii", "replace")
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    path, mark, query = plain[:_MOST_SHOWN].partition("?")
    return f"{shown_path(path)}{mark}{shown_query(query)}{'...' if len(plain) > _MOST_SHOWN else ''}"
