"""Addresses: IP addresses and authorities as requests and sockets write them, and which of them are this machine's."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple, Self

_AUTHORITY = re.compile(r"(?:\[(?P<ipv6>[0-9a-f:.]*:[0-9a-f:.]*)\]|(?P<name>[a-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?")
_LAST_PORT = 65_535


class Authority(NamedTuple):
    """Host and port of a URL or of a Host header.

    The host is in lower case, without the brackets of IPv6 and without the dot that may end a name. The port is None
    where there is none.
    """

    host: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what a text names, or None when it is no lawful authority; user names are none of it."""
        found = _AUTHORITY.fullmatch(text.lower())
        if found is None or int(found["port"] or 0) > _LAST_PORT:
            return None
        port = None if found["port"] is None else int(found["port"])
        return cls(found["ipv6"] or found["name"].removesuffix("."), port)


def host_of(text: str) -> str | None:
    """Return a host, as `Authority` has it, of a text that is a host alone; None for any other text."""
    if address_of(text) is not None:
        return text.lower()
    authority = Authority.parse(text)
    return None if authority is None or authority.port is not None else authority.host


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address that a text is, or None.

    Only as IP addresses are written today: `127.1`, `0x7f.1` and `2130706433`, which some resolvers still read, are
    none. An IPv4 address mapped into IPv6 is the IPv4 address.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_loopback(text: str) -> bool:
    """Return whether a text is an IP address by which a machine reaches itself."""
    address = address_of(text)
    return address is not None and address.is_loopback


def is_loopback_name(host: str) -> bool:
    """Return whether a host is a loopback address or one of the names that stand for it (RFC 6761)."""
    return host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def are_same(one: str, other: str) -> bool:
    """Return whether two texts are the same IP address."""
    address = address_of(one)
    return address is not None and address == address_of(other)
