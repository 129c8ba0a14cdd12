"""Network: closes the way to the paid service, so that a request which no door takes fails instead of going there.

`steps` says where that is seen. A proxy in the environment that refuses all would hide this module's sentence behind
its own error, and take from a program's tests every other host as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from kling3_mockserver.doors.steps import watched
from kling3_mockserver.errors import MockError
from kling3_mockserver.hosts import HOSTS, RESULT_HOST, SERVICE_HOSTS

MEND = (
    "point the program at the fake's URL (`kling3.base_url`; aiohttp and other processes have no other way), call "
    "`kling3.mount(session)` for a requests session, which mounts all hosts of the service, or hand the program "
    "`kling3.urllib3_pool_manager()`; httpx and httpx2 reach the fake without any of these, unless a test left their "
    "door closed"
)
RESULT_MEND = (
    "the link of a finished task leads to that host, and what follows it reaches the fake for other hosts at most: "
    f"`kling3.mount(session)` mounts all three on a requests session ({', '.join((*SERVICE_HOSTS, RESULT_HOST))}), "
    "`kling3.urllib3_pool_manager()` takes all of them, and a program that orders at `kling3.base_url` gets links to it"
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

    `mend` is the end of its sentence, what to do instead; without it the doors there are for a host. `wanted` is asked
    when such a connection is about to be made, and lets it through. Other hosts are not touched.
    """

    def check(host: object) -> None:
        name = _named(host)
        if name in hosts and wanted():
            raise NetworkBlockedError(name, mend or (RESULT_MEND if name == RESULT_HOST else MEND))

    with watched(check):
        yield


def _named(host: object) -> str:
    """Return a host's name as it is compared; some libraries give bytes."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else host
    return text.rstrip(".").lower() if isinstance(text, str) else ""
