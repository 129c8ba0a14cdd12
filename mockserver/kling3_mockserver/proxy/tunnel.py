"""Tunnel: bytes from one connection to another and back, as fast as the slower of both takes them."""

from __future__ import annotations

import asyncio
from typing import cast


class TunnelEnd(asyncio.Protocol):
    """One of two ends, each of which is the protocol of a transport and writes what comes to the other's."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: TunnelEnd | None = None
        self._early = b""
        """What came before there was another end."""
        self._has_ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport that it reads from."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Hand on what came."""
        if self.other is None:
            self._early += data
        else:
            self.other.write(data)

    def eof_received(self) -> bool:
        """Hand on that no more comes; the way back stays open until it ends too."""
        self._has_ended = True
        if self.other is None:
            return False
        self.other.end_writing()
        return not self.other._has_ended and _can_end(self.transport)  # noqa: SLF001  (of its own kind)

    def connection_lost(self, _error: Exception | None) -> None:
        """Close the other end after what was written to it."""
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        """Have the other end read no more for now: what it reads can't be written here."""
        if (transport := self._open_other()) is not None:
            transport.pause_reading()

    def resume_writing(self) -> None:
        """Have it read on."""
        if (transport := self._open_other()) is not None:
            transport.resume_reading()

    def join(self, other: TunnelEnd) -> None:
        """Let what comes to either be written to the other, and what came before as well."""
        self.other, other.other = other, self
        for each in (self, other):
            each.hand_over()

    def hand_over(self) -> None:
        """Give the other end what came before it was there; its own end too, if that has come."""
        early, self._early = self._early, b""
        if early and self.other is not None:
            self.other.write(early)
        if self.transport is not None and self.transport.is_closing():
            self.connection_lost(None)

    def write(self, data: bytes) -> None:
        """Write what came to the other end."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def end_writing(self) -> None:
        """Say that nothing more is written, where that can be said without closing."""
        if self.transport is not None and not self.transport.is_closing() and _can_end(self.transport):
            self.transport.write_eof()

    def _open_other(self) -> asyncio.Transport | None:
        other = None if self.other is None else self.other.transport
        return None if other is None or other.is_closing() else other


def _can_end(transport: asyncio.Transport | None) -> bool:
    """Return whether a transport has two ways, of which one can end; that of TLS has not."""
    return transport is not None and transport.can_write_eof()
