"""Transports: an asyncio transport that holds a write back for the next, and may end in two steps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class CorkedTransport:
    """A transport that after `cork` holds one write back, to send it with the next: a packet less for every answer.

    Before it closes it asks `lingers`: if so, the client is only told that no more comes, and the transport stays
    to read what the client still sends, until `leave`. Who closes on a client that sends takes the answer from it.
    """

    def __init__(self, transport: asyncio.Transport, lingers: Callable[[], bool] = bool) -> None:
        self._transport, self._lingers = transport, lingers
        self._write = transport.write
        self._held: bytes | None = None
        self._closed = False

    def cork(self) -> None:
        """Hold the next write back until the one after it."""
        self._held = b""

    def write(self, data: bytes) -> None:
        """Write, or hold what is to be held."""
        held = self._held
        if held is None:
            self._write(data)
        elif held:
            self._held = None
            self._write(held + data)
        else:
            self._held = data

    def is_closing(self) -> bool:
        """Return whether nothing more can be written."""
        return self._closed or self._transport.is_closing()

    def close(self) -> None:
        """Close after what was written, at once or in two steps."""
        if self.is_closing():
            return
        self._closed = True
        if self._lingers():
            self._transport.write_eof()
        else:
            self._transport.close()

    def leave(self) -> None:
        """Take the second step."""
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)
