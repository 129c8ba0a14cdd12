"""Prefixes: what a proxy puts before the API's paths, named or found out; requests behind one are read without it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from kling3_contracts.traffic.hosts import API_HOSTS
from kling3_contracts.traffic.named_hosts import NamedHost
from kling3_contracts.traffic.recorded import Recorded
from kling3_openapi.rules.address import operations_at

MOST_HELD_BACK = 1_000
"""Requests that wait for one that was answered well; more say that none will be."""
_BEGINS = "/v1/ai/"
_DOUBLED = re.compile(r"(?:^|/)v1(?:/ai)?$")
"""A base URL that already ends in /v1 is a mistake of the client (K021), and no prefix."""


class Prefix(NamedTuple):
    """The beginning of the paths at one host; a host without a name is that of the API."""

    host: str
    path: str


class Prefixes:
    """Knows the prefixes that were named; another one is believed once a request behind it was answered well.

    Until then the requests behind it are held back, 1,000 at most.
    """

    def __init__(self, named: Iterable[NamedHost]) -> None:
        self._named = tuple(each for each in named if each.prefix)
        self._found: set[Prefix] = set()
        self._held: dict[Prefix, list[Recorded]] = {}
        self.read: Counter[Prefix] = Counter()
        """How many requests were read without which prefix."""
        self.doubted: Counter[Prefix] = Counter()
        """How many were judged with what may be one: none was answered well."""

    def look(self, recorded: Recorded) -> Iterator[Recorded]:
        """Yield what can be judged now: the request, without its prefix, and those that waited for it."""
        prefix = self._known(recorded)
        found = None if prefix else found_prefix(recorded)
        if prefix or found is None:
            yield self._without(prefix, recorded) if prefix else recorded
            return
        self._held.setdefault(found, []).append(recorded)
        if _answered_well(recorded):
            self._found.add(found)
            yield from (self._without(found, each) for each in self._held.pop(found))
        elif sum(map(len, self._held.values())) > MOST_HELD_BACK:
            yield from self.rest()

    @property
    def unread(self) -> tuple[str, ...]:
        """The prefixes that were named and behind which nothing lay."""
        seen = {each.path for each in self.read}
        return tuple(f"{each.name}{each.prefix}" for each in self._named if each.prefix not in seen)

    def rest(self) -> Iterator[Recorded]:
        """Yield what waited in vain, as it stands."""
        for prefix, waiting in self._held.items():
            self.doubted[prefix] += len(waiting)
            yield from waiting
        self._held.clear()

    def _known(self, recorded: Recorded) -> Prefix | None:
        path = recorded.exchange.request.target.partition("?")[0]
        if operations_at(unquote(path)):
            return None
        named = (Prefix(recorded.host, each.prefix) for each in self._named if recorded.host in (each.name, ""))
        found = (each for each in self._found if each.host == recorded.host)
        behind = (each for each in (*named, *found) if _is_behind(path, each.path))
        return max(behind, key=lambda each: len(each.path), default=None)

    def _without(self, prefix: Prefix, recorded: Recorded) -> Recorded:
        self.read[prefix] += 1
        exchange = recorded.exchange
        request = exchange.request._replace(target=exchange.request.target[len(prefix.path) :])
        return recorded._replace(exchange=exchange._replace(request=request))


def found_prefix(recorded: Recorded) -> Prefix | None:
    """Return what stands before a path of the API that ends a URL; None at the provider's hosts, which have none."""
    path = recorded.exchange.request.target.partition("?")[0]
    prefix, begins, rest = path.rpartition(_BEGINS)
    if not prefix or recorded.host in API_HOSTS or not recorded.host or _DOUBLED.search(prefix):
        return None
    return Prefix(recorded.host, prefix) if operations_at(unquote(f"{begins}{rest}")) else None


def _is_behind(path: str, prefix: str) -> bool:
    """Return whether a path lies behind a prefix; one that ends in /v1, as base URLs do, is not taken away from it."""
    rest = path.removeprefix(prefix)
    return rest != path and rest.startswith("/") and (not path.startswith("/v1/") or rest.startswith("/v1/"))


def _answered_well(recorded: Recorded) -> bool:
    status = recorded.exchange.answer.status
    return 200 <= status < 300 or status == 400
