"""Proxies: keeps programs under test from asking a proxy of their environment for the live server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kling3_mockserver.http.hosts import LOOPBACK

_SPELLINGS = ("NO_PROXY", "no_proxy")
_EVERYTHING = "*"


@contextmanager
def loopback_past_proxies() -> Iterator[None]:
    """Have `NO_PROXY` and `no_proxy` name this machine, behind all that they name already, until the end of the block.

    Child processes that are started meanwhile inherit it.
    """
    before = {name: os.environ.get(name) for name in _SPELLINGS}
    for name, other in zip(_SPELLINGS, reversed(_SPELLINGS), strict=True):
        # Who finds one spelling does not look at the other.
        os.environ[name] = _with_loopback(before[name] or before[other] or "")
    try:
        yield
    finally:
        for name, value in before.items():
            _put_back(name, value)


def _with_loopback(hosts: str) -> str:
    # It counts only where it stands alone.
    if hosts.strip() == _EVERYTHING:
        return hosts
    named = [each.strip() for each in hosts.split(",") if each.strip()]
    return ",".join([*named, *(each for each in LOOPBACK if each not in named)])


def _put_back(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
