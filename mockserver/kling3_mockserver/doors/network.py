"""Network: closes the way to the paid service, so that a request which no door takes fails instead of going there.

Three steps of a connection are watched, since no library takes all of them where we see it: the name is looked up,
a socket is connected to it, a TLS handshake names it (also through a proxy, and after a resolver of a library's own).
What has sockets of its own (libcurl) is not seen, nor are other processes. A proxy in the environment that refuses all
would hide this module's sentence behind its own error, and take from a program's tests every other host as well.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager

from kling3_mockserver.doors.layers import Function, replaced
from kling3_mockserver.errors import MockError
from kling3_mockserver.hosts import HOSTS, RESULT_HOST, SERVICE_HOSTS

MEND = (
    "write `kling3.url` where the program has https://{host} (aiohttp and other processes have no other way; "
    "`kling3.base_url` is the same with /v1, for a program whose own URL ends so), call `kling3.mount(session)` for "
    "the very `requests` session that asks, since this one has nothing mounted for https://{host}, or hand the program "
    "`kling3.urllib3_pool_manager()`; httpx and httpx2 reach the fake without any of these, unless their client has a "
    "transport of its own"
)
RESULT_MEND = (
    "the link of a finished task leads to that host, and whoever follows it reaches the fake for other hosts at most: "
    "`kling3.mount(session)` mounts all three on a `requests` session "
    f"({', '.join((*SERVICE_HOSTS, RESULT_HOST))}), an adapter that is mounted by hand needs https://{{host}} too, "
    "`kling3.urllib3_pool_manager()` takes all of them, and a program that orders at `kling3.url` gets links to it"
)
"""The same where a video was to be fetched."""


class NetworkBlockedError(MockError):
    """A connection to the paid service that a test was about to make; `host` is where to.

    It is no OSError on purpose: a program's retries would swallow that.
    """

    def __init__(self, host: str, mend: str) -> None:
        super().__init__(f"blocked: a connection to {host}, the paid service, from a test: {mend}")
        self.host = host


@contextmanager
def blocked(hosts: Collection[str] = HOSTS, mend: str = "") -> Iterator[None]:
    """Have every connection to these hosts raise NetworkBlockedError, until the end of the block.

    `mend` is the end of its sentence, what to do instead; without it the ways there are for a host. Other hosts are
    not touched.
    """

    def check(host: object) -> None:
        name = _named(host)
        if name in hosts:
            raise NetworkBlockedError(name, mend or _mend(name))

    with ExitStack() as stack:
        for owner, name, argument in _WATCHED:
            stack.enter_context(replaced(owner, name, _checked(check, argument)))
        yield


def _mend(host: str) -> str:
    return (RESULT_MEND if host == RESULT_HOST else MEND).format(host=host)


def _checked(check: Callable[[object], None], host_of: Callable[..., object]) -> Callable[[Function], Function]:
    def replacement(original: Function) -> Function:
        def call(*arguments: object, **named: object) -> object:
            check(host_of(*arguments, **named))
            return original(*arguments, **named)

        return call

    return replacement


def _named(host: object) -> str:
    """Return a host's name as it is compared; some libraries give bytes."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else host
    return text.rstrip(".").lower() if isinstance(text, str) else ""


def _looked_up(host: object, *_rest: object, **_named: object) -> object:
    return host


def _connected(_socket: object, address: object) -> object:
    return address[0] if isinstance(address, tuple) and address else None


def _shaken_hands(*_arguments: object, server_hostname: object = None, **_named: object) -> object:
    return server_hostname


_WATCHED: tuple[tuple[object, str, Callable[..., object]], ...] = (
    (socket, "getaddrinfo", _looked_up),
    (socket, "gethostbyname", _looked_up),
    (socket, "gethostbyname_ex", _looked_up),
    (socket.socket, "connect", _connected),
    (socket.socket, "connect_ex", _connected),
    (ssl.SSLContext, "wrap_socket", _shaken_hands),
    (ssl.SSLContext, "wrap_bio", _shaken_hands),
)
