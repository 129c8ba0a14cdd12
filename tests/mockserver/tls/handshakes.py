"""Handshakes: a client and a server in memory, which meet by TLS without a socket."""

from __future__ import annotations

import inspect
import socket
import ssl


def client_of(authorities: bytes) -> ssl.SSLContext:
    """Return a client that trusts some authorities in PEM and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=authorities.decode("ascii"))
    return context


def by_socket(client: ssl.SSLContext, line: socket.socket, host: str) -> ssl.SSLSocket:
    """Have a client speak TLS over a connection of the test's own to what it takes for a host.

    Below the plugin, which guards this run too and sees the service's name alone, not that it is asked on this machine.
    """
    wrap = inspect.unwrap(ssl.SSLContext.wrap_socket)
    return wrap(client, line, server_hostname=host)


def in_memory(client: ssl.SSLContext, come: ssl.MemoryBIO, go: ssl.MemoryBIO, host: str) -> ssl.SSLObject:
    """The same in memory."""
    wrap = inspect.unwrap(ssl.SSLContext.wrap_bio)
    return wrap(client, come, go, server_hostname=host)


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, host: str) -> ssl.SSLObject:
    """Have a client meet a server that it takes for a host; return its side, or raise what it finds wrong."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = in_memory(client, to_client, to_server, host)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    # Client's hello, server's certificate, client's end: each speaks until it has to hear.
    for side in (ours, theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert ours.version() is not None
    return ours
