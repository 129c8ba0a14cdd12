"""What can be told of a URL without asking for it: its host, whether that is public, its extension."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

_LONGEST_READ = 4096
"""Characters: the host and the path of a URL end long before, and a data: URI may have millions."""

_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]*)?(?:[/?#]|$)", re.IGNORECASE)
_PATH = re.compile(r"https?://[^/?#]*/([^?#]*)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,5}$", re.IGNORECASE)

_PRIVATE_DOMAINS = frozenset({"local", "localhost", "internal"})
"""Top-level names that no public resolver answers: mDNS, loopback, and what containers call their host."""


@lru_cache(maxsize=1024)
def host_of(url: str) -> str | None:
    """Return the host of an http(s) URL in lower case, or None for anything else."""
    if plain := _PLAIN_HOST.match(url):
        return plain[1].lower()
    if not url[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        return urlsplit(url[:_LONGEST_READ]).hostname or None
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def is_public(host: str) -> bool:
    """Return whether a host may be reached from the internet; names are judged by sight, never looked up."""
    parent, _, last = host.rstrip(".").rpartition(".")
    if parent and last.isalpha():
        return last not in _PRIVATE_DOMAINS
    try:
        address = ip_address(host)
    except ValueError:
        return bool(parent) and not last.isdecimal() and ":" not in host
    return (getattr(address, "ipv4_mapped", None) or address).is_global


@lru_cache(maxsize=1024)
def extension_of(url: str) -> str:
    """Return the file extension of a URL's path in lower case with its dot, or the empty string."""
    path = _PATH.match(url[:_LONGEST_READ])
    found = _EXTENSION.search(path[1]) if path else None
    return found[0].lower() if found else ""
