"""Conversation: one connection to a receiver, on which bytes go out and one answer is read."""

from __future__ import annotations

import asyncio

import httptools

from kling3_contracts.receiver.reply import Reading

_CLOSED = "the connection was closed before an answer"


class Conversation(asyncio.Protocol):
    """Reads while it writes: a receiver may refuse a large body before it has come, and then hang up.

    `most` is how many bytes of the answer's body are kept. A stream would throw away what was read when writing fails.
    """

    def __init__(self, most: int) -> None:
        self.reading = Reading(most)
        self.reason = ""
        """Why there is no answer, or nothing."""
        self._over = asyncio.get_running_loop().create_future()
        self._transport: asyncio.WriteTransport | None = None

    def write(self, data: bytes) -> None:
        """Send bytes as soon as they can be."""
        if self._transport is not None:
            self._transport.write(data)

    async def over(self) -> None:
        """Return when the answer is whole, or will never be."""
        await self._over

    def hang_up(self) -> None:
        """Close the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn by what bytes are sent."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101  (what asyncio promises of TCP and TLS)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read on in the answer."""
        try:
            self.reading.feed(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._end(f"the answer is no HTTP: {error}")
        if self.reading.whole:
            self._end("")

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the connection for that of the answer."""
        self._end(str(exc or _CLOSED))

    def _end(self, reason: str) -> None:
        if not self._over.done():
            self.reason = "" if self.reading.status else reason
            self._over.set_result(None)
