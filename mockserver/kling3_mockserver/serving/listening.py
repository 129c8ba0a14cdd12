"""Listening: a bound socket, set up alike for the command and for threads; who only binds need not load a server."""

from __future__ import annotations

import errno
import os
import socket

from kling3_mockserver.errors import SettingsError

BACKLOG = 2_048


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise SettingsError when the address can't be had.

    The protocol is named, since asyncio sets TCP_NODELAY only on sockets that say IPPROTO_TCP: without it
    each request costs some 45 ms.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Elsewhere this would let two programs have the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError, TypeError, UnicodeError) as error:
        listener.close()
        raise _not_to_be_had(host, port, error) from error
    return listener


def base_url(listener: socket.socket) -> str:
    """Return the URL by which programs on this machine reach a listening socket."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not bound)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _not_to_be_had(host: str, port: int, error: Exception) -> SettingsError:
    if isinstance(error, OverflowError):
        return SettingsError("port", f"got {port}: choose a number from 0 (any free port) to 65535")
    if isinstance(error, PermissionError):
        return SettingsError("port", f"{port} is not open to this user: choose a --port of 1024 or more")
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        stop = "stop what listens there, or choose another --port"
        return SettingsError("port", f"{port} is in use on {host}: {stop}")
    reason = f"can't listen on {host} port {port} ({error})"
    return SettingsError("host", f"{reason}: choose another --host or --port")
