"""Handshakes: the clients with which TLS is being agreed upon, until each is served or told of."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from functools import partial

from kling3_mockserver.http.hosts import SERVICE_HOSTS
from kling3_mockserver.journal.notices import Tell, noticed
from kling3_mockserver.serving.connections import Connection

NewConnection = Callable[[], Connection]
SERVICE_ADDRESS = (SERVICE_HOSTS[0], 443)
"""Where a client believes itself to be that names no host, or one of the service's."""
_PATIENCE = 10.0
"""Seconds that a client has for its part."""


class Handshakes:
    """Shakes hands by a server's `context`; `tell` hears why it did not come about with a client."""

    def __init__(self, context: ssl.SSLContext, tell: Tell) -> None:
        self._context, self._tell = context, tell
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, newcomer: socket.socket, client: str, new_connection: NewConnection) -> None:
        """Go on by TLS with a client from which nothing was read yet, and serve it over a new connection."""
        task = asyncio.get_running_loop().create_task(self._shake(newcomer, client, new_connection))
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, newcomer))

    def close(self) -> None:
        """Break off those under way."""
        for each in list(self._tasks):
            each.cancel()

    async def _shake(self, newcomer: socket.socket, client: str, new_connection: NewConnection) -> None:
        def new() -> Connection:
            connection = new_connection()
            connection.stands_for = SERVICE_ADDRESS
            return connection

        try:
            await adopt(newcomer, new, self._context)
        except OSError as error:
            self._tell(noticed(f"not served, TLS with {client}: {_reason(error)}"))

    def _end(self, newcomer: socket.socket, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            # It may have been so before it began.
            newcomer.close()


async def adopt(
    newcomer: socket.socket, new: Callable[[], asyncio.Protocol], context: ssl.SSLContext | None = None
) -> None:
    """Have the event loop go on with a connection, which is the loop's from now on, whatever becomes of it."""
    loop, patience = asyncio.get_running_loop(), None if context is None else _PATIENCE
    try:
        await loop.connect_accepted_socket(new, newcomer, ssl=context, ssl_handshake_timeout=patience)
    except BaseException:
        if not isinstance(loop, asyncio.BaseEventLoop):
            # uvloop has closed it by its number, which may be another's by now.
            newcomer.detach()
        raise


def taken(transport: asyncio.Transport) -> socket.socket:
    """Return the connection of a transport, which goes on without it.

    uvloop's transports can't be kept from reading when they begin, and what they read is lost for TLS.
    """
    its = transport.get_extra_info("socket")
    own = socket.fromfd(its.fileno(), its.family, its.type, its.proto)
    own.settimeout(0)
    transport.abort()
    return own


def name_of(transport: asyncio.BaseTransport) -> str:
    """Return the address of a client as it is told."""
    name = transport.get_extra_info("peername")
    return ":".join(map(str, name[:2])) if isinstance(name, tuple) else "a client"


def _reason(error: OSError) -> str:
    words = str(getattr(error, "reason", "") or error or type(error).__name__)
    if "UNKNOWN_CA" in words or "BAD_CERTIFICATE" in words or "CERTIFICATE_UNKNOWN" in words:
        return (
            "the client does not trust the certificate (it may pin the service's own, or read authorities from "
            "elsewhere): name the file of authorities to it, or point it at a base URL of kling3-mock serve"
        )
    if "HTTP_REQUEST" in words:
        return "it speaks plain http to the port of https: use https:// in the URL"
    return f"no handshake came about ({words})"
