"""OneRequest: what may be sent on of a connection to a proxy, where one request goes to one host."""

from __future__ import annotations

import httptools


class OneRequest:
    """Says when a request has come whole.

    Most servers end a connection that is to be closed. By one that does not, the client's next request, which may be
    for the service, would reach another host, with its key and with the password of the proxy.
    """

    def __init__(self, head: bytes) -> None:
        self._is_whole = False
        self._left: int | None = None
        """Bytes of the body; None where its end is told by itself."""
        self._parser = httptools.HttpRequestParser(self)
        self._feed(head)

    def take(self, data: bytes) -> bytes:
        """Return what is to be sent on of what came: nothing behind the end, or behind what can't be understood."""
        if self._is_whole:
            return b""
        kept = data[: self._left]
        if self._left is not None:
            self._left -= len(kept)
        self._feed(kept)
        return kept

    def on_header(self, name: bytes, value: bytes) -> None:
        """Hear of a header, from the parser."""
        if name.lower() == b"content-length" and value.isdigit():
            self._left = int(value)

    def on_message_complete(self) -> None:
        """Hear of the end, from the parser."""
        self._is_whole = True

    def _feed(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._is_whole = True
