"""Destinations: where a URL leads to, looked up once, and whether the fake may go there."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from kling3_mockserver.http.addresses import address_of, is_loopback, is_loopback_name
from kling3_mockserver.media.extra import MediaError
from kling3_openapi.rules.echo import escaped

_PORTS = {"http": 80, "https": 443}
_WITHIN = tuple(map(ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))
"""Addresses that stand for others, which may be anybody's."""


class Reach(Enum):
    """The kinds of addresses; from one kind nothing leads to another."""

    PUBLIC = "public"
    LOOPBACK = "this machine's own"
    ALLOWED = "allowed"


class UnreachableError(MediaError):
    """A URL that leads nowhere; the message goes on from the name of a field."""


class ForbiddenError(MediaError):
    """A URL that leads to where the fake does not go; the message names what would let it."""


class Destination(NamedTuple):
    """A URL in its parts, and the address that it led to when it was looked up; `others` are of the same kind."""

    url: SplitResult
    host: str
    port: int
    address: str
    reach: Reach
    others: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[Destination, ...]:
        """It at each of its addresses, as often nobody listens at the first: `localhost` is ::1 as well."""
        return (self, *(self._replace(address=each, others=()) for each in self.others))

    @property
    def target(self) -> str:
        """The URL with its address in the place of the name."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return self.url._replace(netloc=f"{host}:{self.port}", fragment="").geturl()

    @property
    def authority(self) -> str:
        """What the host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.url.scheme] else f"{host}:{self.port}"


def destination_of(url: str, allowed: Sequence[str]) -> Destination:
    """Look a URL up; `allowed` are hosts at whatever address. To be called in a thread, as resolvers take their time.

    Only http and https, and public addresses, are gone to without leave; this machine's own by its own names alone,
    since whoever gives a name its addresses could else make the fake ask here. Raises UnreachableError and
    ForbiddenError.
    """
    parts, host, port = _parts(url)
    addresses = _addresses(host, port)
    if any(host == _allowed_host(each) for each in allowed):
        return Destination(parts, host, port, addresses[0], Reach.ALLOWED, tuple(addresses[1:]))
    # A resolver may know `localhost` with a domain of its own behind it, which is somebody else.
    own = [each for each in addresses if is_loopback(each)] if is_loopback_name(host) else []
    if own:
        return Destination(parts, host, port, own[0], Reach.LOOPBACK, tuple(own[1:]))
    for each in addresses:
        if not _is_public(each):
            shown = escaped(host)
            what = f"{each} is" if each == host else f"{shown} is at {each}, which is"
            raise ForbiddenError(f"{what} not public; allow it by --media-allow {shown}")
    return Destination(parts, host, port, addresses[0], Reach.PUBLIC, tuple(addresses[1:]))


def _parts(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host, port = _host_name(parts.hostname or ""), parts.port
        url.encode()  # half a character, as JSON can hold it, can't be asked for
    except ValueError as error:
        raise UnreachableError(f"can't be fetched, since it is no URL ({escaped(str(error))})") from error
    if parts.scheme not in _PORTS or not host:
        raise UnreachableError("can't be fetched, since it is neither http:// nor https://")
    return parts, host, port or _PORTS[parts.scheme]


def _host_name(text: str) -> str:
    """Return a host as name servers and headers write it; raise ValueError for none."""
    return text.removesuffix(".").encode("idna").decode().lower()


def _allowed_host(text: str) -> str:
    try:
        return _host_name(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return ""


def _addresses(host: str, port: int) -> list[str]:
    if address_of(host) is not None:
        return [host]
    shown = escaped(host)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise ForbiddenError(f"no name server answered for {shown}; see whether this machine is online") from error
        raise UnreachableError(f"can't be fetched, since there is no host {shown}") from error
    except (UnicodeError, OSError) as error:
        raise UnreachableError(f"can't be fetched, since {shown} can't be looked up ({error})") from error
    return [str(each[4][0]) for each in found]


def _is_public(text: str) -> bool:
    address: IPv4Address | IPv6Address | None = address_of(text.partition("%")[0])
    if address is None or not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return not any(address.version == each.version and address in each for each in _WITHIN)
