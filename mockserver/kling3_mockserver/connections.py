"""Connections: uvicorn's HTTP protocol, which on request resets a connection or sends an answer as one packet."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from functools import cached_property
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kling3_mockserver.extensions import CORK, HANG_UP, RESET

_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""`struct linger`, on and 0 seconds: close at once, and with a reset."""
_ROUNDS = 100
"""How many rounds of the event loop what was written has to leave."""


class CorkedTransport:
    """A transport that after `cork` holds one write back, to send it with the next: a packet less for every answer."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._write = transport.write
        self._held: bytes | None = None

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

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Connection(HttpToolsProtocol):
    """One connection of a client; every scope has the extensions `kling3.reset`, `kling3.hang_up` and `kling3.cork`."""

    @cached_property
    def _extensions(self) -> dict[str, dict[object, object]]:
        return {
            RESET: {"reset": self.reset},
            HANG_UP: {"hang_up": self.hang_up},
            CORK: {"cork": self._corked.cork},
        }

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Serve a new connection."""
        self._corked = CorkedTransport(transport)
        super().connection_made(cast("asyncio.Transport", self._corked))

    def on_message_begin(self) -> None:
        """Take a request on it."""
        super().on_message_begin()
        self.scope["extensions"] = self._extensions

    def hang_up(self) -> None:
        """Close the connection after what was written to it, however much is missing of an answer."""
        self.cycle.disconnected = True
        self.transport.close()

    async def reset(self) -> None:
        """Reset the connection (RST), after what was written to it has left."""
        for _ in range(_ROUNDS):
            if not self.transport.get_write_buffer_size():
                break
            await asyncio.sleep(0)
        # Without it a close is a polite end, which a client may take for an answer that is over.
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.cycle.disconnected = True
        self.transport.abort()
