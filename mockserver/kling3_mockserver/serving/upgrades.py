"""Upgrades: requests that wish for another protocol (h2c, websocket) are served in this one, as RFC 9110, 7.8 allows.

The parser stops behind the head of such a request, and takes its body for bytes of the other protocol. So another
parser reads on from there, as if it had just read a head that announces the body.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import httptools

_FRAMING = (b"content-length", b"transfer-encoding")


class Reader(Protocol):
    """Who is told what a parser reads."""

    def on_message_begin(self) -> None: ...  # noqa: D102  (httptools says when these are called)
    def on_url(self, url: bytes) -> None: ...  # noqa: D102
    def on_header(self, name: bytes, value: bytes) -> None: ...  # noqa: D102
    def on_headers_complete(self) -> None: ...  # noqa: D102
    def on_body(self, body: bytes) -> None: ...  # noqa: D102
    def on_message_complete(self) -> None: ...  # noqa: D102


def new_parser(reader: Reader) -> httptools.HttpRequestParser:
    """Return a parser of requests that lets one follow another that wanted to be the last."""
    parser = httptools.HttpRequestParser(reader)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser


def framing(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the lines of a head that announce a body, or nothing."""
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers if name in _FRAMING)


def parser_of_body(reader: Reader, framing_lines: bytes) -> httptools.HttpRequestParser:
    """Return a parser that is about to read the body which these lines of a head announce, and what comes then."""
    parser = new_parser(_BehindHead(reader))
    parser.feed_data(b"POST / HTTP/1.1\r\n" + framing_lines + b"\r\n")
    return parser


class _BehindHead:
    """Passes on what is read behind the first head."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._behind = reader, False
        self.on_body, self.on_message_complete = reader.on_body, reader.on_message_complete

    def on_message_begin(self) -> None:
        if self._behind:
            self._reader.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if self._behind:
            self._reader.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._behind:
            self._reader.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._behind:
            self._reader.on_headers_complete()
        self._behind = True
