"""Connections: uvicorn's HTTP protocol, which can also reset a connection when an application asks for it."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from functools import cached_property

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kling3_mockserver.extensions import RESET

_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""`struct linger`, on and 0 seconds: close at once, and with a reset."""
_ROUNDS = 100
"""How many rounds of the event loop what was written has to leave."""


class Connection(HttpToolsProtocol):
    """One connection of a client; every scope has the extension `kling3.reset`."""

    @cached_property
    def _extensions(self) -> dict[str, dict[object, object]]:
        return {RESET: {"reset": self.reset}}

    def on_message_begin(self) -> None:
        """Take a request on it."""
        super().on_message_begin()
        self.scope["extensions"] = self._extensions

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
