"""Transports: an asyncio transport that may end in two steps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class LingeringTransport:
    """A transport that before it closes asks `lingers`.

    If so, the client is only told that no more comes, and the transport stays to read what the client still sends,
    until `leave`. Who closes on a client that sends takes the answer from it.
    """

    def __init__(self, transport: asyncio.Transport, lingers: Callable[[], bool] = bool) -> None:
        self._transport, self._lingers = transport, lingers
        self.write = transport.write
        self._closed = False

    @property
    def was_closed(self) -> bool:
        """Whether it was closed from here, and not by the client."""
        return self._closed

    def is_closing(self) -> bool:
        """Return whether nothing more can be written."""
        return self._closed or self._transport.is_closing()

    def close(self) -> None:
        """Close after what was written, at once or in two steps."""
        if self.is_closing():
            return
        self._closed = True
        if not self._lingers():
            self._transport.close()
        elif self._transport.can_write_eof():
            self._transport.write_eof()

    def leave(self) -> None:
        """Take the second step."""
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)
