"""Network: closes the way to the paid service, so that a request which no door takes fails instead of going there.

`steps` says where that is seen. A proxy in the environment that refuses all would hide this module's sentence behind
its own error, and take from a program's tests every other host as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from kling3_mockserver.doors.steps import watched
from kling3_mockserver.errors import MockError
from kling3_mockserver.http.hosts import HOSTS, RESULT_HOST

MEND = (
    "what is sent by httpx, httpx2, requests, urllib3, aiohttp and urllib.request reaches the fake by itself, and this "
    "went another way: by another library, or by a transport, a connector or a socket of the program's own. Write "
    "`kling3.url` where the program has https://{host} (`kling3.base_url` is the same with /v1, for a program whose "
    "own URL ends so)"
)
RESULT_MEND = (
    "the link of a finished task leads to that host. What follows it by httpx, httpx2, requests, urllib3, aiohttp or "
    "urllib.request reaches the fake by itself, and this went another way: by another library, or by a transport, a "
    "connector or a socket of the program's own. A program that orders at `kling3.url` gets links to it"
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
def blocked(
    hosts: Collection[str] = HOSTS, mend: str = "", wanted: Callable[[], bool] = lambda: True
) -> Iterator[None]:
    """Have every connection to these hosts raise NetworkBlockedError, until the end of the block.

    `mend` is the end of its sentence, what to do instead; without it the ways there are for a host. `wanted` is asked
    when such a connection is about to be made, and lets it through. Other hosts are not touched.
    """

    def check(host: object) -> None:
        name = _named(host)
        if name in hosts and wanted():
            raise NetworkBlockedError(name, mend or _mend(name))

    with watched(check):
        yield


def _mend(host: str) -> str:
    return (RESULT_MEND if host == RESULT_HOST else MEND).format(host=host)


def _named(host: object) -> str:
    """Return a host's name as it is compared; some libraries give bytes."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else host
    return text.rstrip(".").lower() if isinstance(text, str) else ""
