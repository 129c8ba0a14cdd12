"""Recordings: what of recorded traffic goes to the API, one exchange or webhook at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kling3_contracts.traffic.deliveries import delivery_in
from kling3_contracts.traffic.hosts import Hosts
from kling3_contracts.traffic.named_hosts import NamedHost
from kling3_contracts.traffic.prefixes import Prefixes
from kling3_contracts.traffic.recorded import Delivery, Entry, Recorded, Unread


def of_the_api(entries: Iterable[Entry], named: tuple[NamedHost, ...] = ()) -> Iterator[Entry]:
    """Yield the entries of the API, requests without what a proxy puts before their paths, and what can't be read."""
    hosts, prefixes = Hosts(named), Prefixes(named)
    for entry in entries:
        if isinstance(entry, Delivery | Unread):
            yield entry
        elif (webhook := delivery_in(entry)) is not None:
            yield webhook
        elif hosts.knows(entry.host):
            yield from _told(hosts, prefixes.look(entry))
    yield from _told(hosts, prefixes.rest())


def _told(hosts: Hosts, found: Iterable[Recorded]) -> Iterator[Entry]:
    yield from (each for each in found if hosts.aside(each) is None)
