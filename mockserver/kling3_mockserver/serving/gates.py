"""Gates: ways into a server beside its own port; behind each, a client is served over the same kind of connection."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Protocol, cast

from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.serving.handshakes import Handshakes, NewConnection, name_of, taken


class Gate(Protocol):
    """Listens on a socket of its own as long as its server runs."""

    async def open(self, new_connection: NewConnection) -> asyncio.Server:
        """Begin to listen; what comes is served by new connections of the server."""

    def close(self) -> None:
        """End what has not become a connection of the server."""


class TlsGate:
    """The service by https: who names one of its hosts gets links to its hosts too."""

    def __init__(self, listener: socket.socket, context: ssl.SSLContext, tell: Tell) -> None:
        self._listener, self._handshakes = listener, Handshakes(context, tell)

    async def open(self, new_connection: NewConnection) -> asyncio.Server:
        """Begin to listen."""

        def new() -> _Newcomer:
            return _Newcomer(self._handshakes, new_connection)

        return await asyncio.get_running_loop().create_server(new, sock=self._listener)

    def close(self) -> None:
        """Break off the handshakes under way."""
        self._handshakes.close()


class _Newcomer(asyncio.Protocol):
    """A client that has connected; nothing is read from it before the handshake begins."""

    def __init__(self, handshakes: Handshakes, new_connection: NewConnection) -> None:
        self._handshakes, self._new_connection = handshakes, new_connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # By no check of its class: uvloop's are none of asyncio's.
        newcomer = taken(cast("asyncio.Transport", transport))
        self._handshakes.begin(newcomer, name_of(transport), self._new_connection)
