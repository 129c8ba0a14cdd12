"""Reply: what came back of a call, read off the connection as it arrives."""

from __future__ import annotations

from typing import NamedTuple

import httptools

from kling3_contracts.messages import NO_ANSWER, Answer

MOST_BODY = 16 * 1024
"""Bytes of an answer's body that a report may show."""
_FIRST_FINAL = 200


class Reply(NamedTuple):
    """An answer, or why there is none; `late` says that it did not come in time."""

    answer: Answer
    late: bool = False
    reason: str = ""


class Reading:
    """Takes the bytes of an answer, `most` of its body; a `100 Continue` before it is passed over."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.status = NO_ANSWER
        self.whole = False
        self._headers: list[tuple[str, str]] = []
        self._body = b""
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Take what came; raise httptools.HttpParserError for what is no HTTP."""
        self._parser.feed_data(data)

    def answer(self, seconds: float) -> Answer:
        """Return what was read; its status is 0 when not even the head was whole."""
        return Answer(self.status, tuple(self._headers), self._body, seconds, cut=not self.whole)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Keep the status, unless another is to follow."""
        if self._parser.get_status_code() >= _FIRST_FINAL:
            self.status = self._parser.get_status_code()
        else:
            self._headers.clear()

    def on_body(self, data: bytes) -> None:
        """Keep the beginning of the body."""
        self._body += data[: self._most - len(self._body)]

    def on_message_complete(self) -> None:
        """Note the end of a final answer."""
        self.whole = self.status != NO_ANSWER
