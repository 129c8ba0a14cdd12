"""What can be told of a URL without asking for it: its host, whether that is public, its extension."""

from __future__ import annotations

import re
from ipaddress import ip_address

from kling3_openapi.remembering import remembered

_LONGEST_READ = 4096
"""Characters: the path of a URL ends long before, and a data: URI may have millions."""

# The strict document has the same pattern for every URL that is fetched or called.
_WEB_URL = re.compile(
    r"[Hh][Tt][Tt][Pp][Ss]?://(?:[^\x00-\x20/?#@\[\]]*@)?"
    r"([^\x00-\x20/?#:@\[\]]+|\[[0-9A-Fa-f:.]+(?:%25[0-9A-Za-z._~-]+)?\])(?::[0-9]*)?(?:[/?#]|\Z)"
)
_PATH = re.compile(r"https?://[^/?#]*/([^?#]*)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,5}$", re.IGNORECASE)

_PRIVATE_DOMAINS = frozenset({"local", "localhost", "internal"})
"""Top-level names that no public resolver answers: mDNS, loopback, and what containers call their host."""


@remembered(1_024)
def host_of(url: str) -> str | None:
    """Return the host of an http(s) URL in lower case, or None for anything else."""
    found = _WEB_URL.match(url)
    return found[1].strip("[]").lower() if found else None


@remembered(1_024)
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


@remembered(1_024)
def extension_of(url: str) -> str:
    """Return the file extension of a URL's path in lower case with its dot, or the empty string."""
    path = _PATH.match(url[:_LONGEST_READ])
    found = _EXTENSION.search(path[1]) if path else None
    return found[0].lower() if found else ""
