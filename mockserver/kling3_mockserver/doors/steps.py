"""Steps: where on its way a connection says whom it is for, and how each of these places is watched.

Three steps are watched, since no library takes all of them where we see it: the name is looked up, a socket is
connected to it, a TLS handshake names it (also through a proxy, and after a resolver of a library's own). What has
sockets of its own (libcurl) is not seen, nor are other processes.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

from kling3_mockserver.doors.layers import Function, replaced

Check = Callable[[object], None]
"""Is given the host of a step before it is taken, and raises where it must not be."""
_Step = tuple[object, str, Callable[..., object]]
"""Whose function, its name, and what finds the host in its arguments."""


@contextmanager
def watched(check: Check) -> Iterator[None]:
    """Have every step of every connection checked, until the end of the block.

    `ssl` takes long to load, so its steps are watched from the moment at which a connection finds it loaded.
    """
    with ExitStack() as stack:
        watch = _Watch(check, stack)
        watch.lay(_SOCKET)
        watch.lay_tls()
        yield


class _Watch:
    def __init__(self, check: Check, stack: ExitStack) -> None:
        self._check, self._stack = check, stack
        self._lock = threading.Lock()
        self._tls_is_laid = False

    def lay(self, steps: Iterable[_Step]) -> None:
        """Put a check before each of some steps."""
        for owner, name, host_of in steps:
            self._stack.enter_context(replaced(owner, name, self._checked(host_of)))

    def lay_tls(self) -> None:
        """Do the same for the handshake, once, if there can be one by now."""
        with self._lock:
            if not self._tls_is_laid and "ssl" in sys.modules:
                self._tls_is_laid = True
                self.lay(_tls())

    def _checked(self, host_of: Callable[..., object]) -> Callable[[Function], Function]:
        def replacement(original: Function) -> Function:
            def call(*arguments: object, **named: object) -> object:
                self.lay_tls()
                self._check(host_of(*arguments, **named))
                return original(*arguments, **named)

            return call

        return replacement


def _looked_up(host: object, *_rest: object, **_named: object) -> object:
    return host


def _connected(_socket: object, address: object) -> object:
    return address[0] if isinstance(address, tuple) and address else None


def _shaken_hands(place: int) -> Callable[..., object]:
    """Return what finds the name of a handshake: by its own name, or at its place among the arguments."""

    def host_of(*arguments: object, server_hostname: object = None, **_named: object) -> object:
        return arguments[place] if len(arguments) > place else server_hostname

    return host_of


_SOCKET: tuple[_Step, ...] = (
    (socket, "getaddrinfo", _looked_up),
    (socket, "gethostbyname", _looked_up),
    (socket, "gethostbyname_ex", _looked_up),
    (socket.socket, "connect", _connected),
    (socket.socket, "connect_ex", _connected),
)


def _tls() -> tuple[_Step, ...]:
    import ssl  # 20 ms, and it is loaded

    return (ssl.SSLContext, "wrap_socket", _shaken_hands(5)), (ssl.SSLContext, "wrap_bio", _shaken_hands(4))
