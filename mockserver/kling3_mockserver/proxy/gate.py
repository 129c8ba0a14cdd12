"""ProxyGate: a proxy that answers for the service's hosts itself, and lets its clients through to all others."""

from __future__ import annotations

import asyncio
import socket
import ssl

from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.proxy.client import Client, Onwards
from kling3_mockserver.proxy.rules import ProxyRules
from kling3_mockserver.proxy.upstream import Upstream
from kling3_mockserver.serving.handshakes import Handshakes, NewConnection


class ProxyGate:
    """A way into a server for programs that take it for their proxy: CONNECT, or whole URLs, also of https."""

    def __init__(
        self, listener: socket.socket, context: ssl.SSLContext, upstream: Upstream, rules: ProxyRules, tell: Tell
    ) -> None:
        self._listener, self._upstream, self.rules = listener, upstream, rules
        self._clients: set[Client] = set()
        self._handshakes = Handshakes(context, tell)

    async def open(self, new_connection: NewConnection) -> asyncio.Server:
        """Begin to listen."""
        ways = Onwards(self._upstream, new_connection, self._handshakes)

        def new() -> Client:
            return Client(self._clients, self.rules, ways)

        return await asyncio.get_running_loop().create_server(new, sock=self._listener)

    def close(self) -> None:
        """End the connections that are none of the server's: those just begun, and those to other hosts."""
        for client in list(self._clients):
            client.close()
        self._handshakes.close()
