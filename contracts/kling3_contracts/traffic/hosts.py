"""Hosts: which requests of a recording go to this API; a browser's recording holds everything else as well."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from ipaddress import ip_address

from kling3_contracts.traffic.named_hosts import NamedHost
from kling3_contracts.traffic.recorded import Recorded
from kling3_openapi.rules.address import operations_at
from kling3_openapi.rules.other_apis import of_other_api

API_HOSTS = frozenset({"api.freepik.com", "api.magnific.com"})

_KLING3 = re.compile(r"kling[-_]?v?3(?!\w*-motion-control)", re.IGNORECASE)
_OF_THE_FAKE = re.compile(r"/_mock(?:/|$)|/kling_[^/]+\.mp4$|/(?:upload|asset)_[^/]+$")


class Aside(Enum):
    """Why a request is passed over; the value is what it is called, and the rest of the sentence."""

    HOST = ("request", "to other hosts")
    FAKE = ("request", "to the fake's own pages")
    PATH = ("request", "to other paths of these hosts")
    PREFLIGHT = ("preflight", "of a browser")


class Hosts:
    """Knows the hosts of the API: the provider's, this machine, and those that were named."""

    def __init__(self, named: Iterable[NamedHost] = ()) -> None:
        self._known = API_HOSTS | {each.name for each in named}

    def knows(self, host: str) -> bool:
        """Return whether a host stands for the API; that without a name does."""
        return not host or host in self._known or _is_here(host)

    def aside(self, recorded: Recorded) -> Aside | None:
        """Return why a request is passed over, None when it is to be judged.

        A path without Kling 3 in it may be another API: it is judged when nothing good came of it, and on this
        machine only when it looks like the provider's. Of a path that is known to be another API's nothing is said.
        """
        host, request = recorded.host, recorded.exchange.request
        if not self.knows(host):
            return Aside.HOST
        if request.method == "OPTIONS":
            return Aside.PREFLIGHT
        if _OF_THE_FAKE.match(request.path):
            return Aside.FAKE
        if operations_at(request.path):
            return None
        if of_other_api(request.path.rstrip("/").lower()):
            return Aside.PATH
        return None if _KLING3.search(request.path) or self._is_lost(recorded) else Aside.PATH

    def _is_lost(self, recorded: Recorded) -> bool:
        path, status = recorded.exchange.request.path, recorded.exchange.answer.status
        ours = recorded.host in self._known or not recorded.host or path.startswith(("/v1/", "/ai/"))
        return ours and not 200 <= status < 400


@lru_cache(maxsize=1024)
def _is_here(host: str) -> bool:
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
