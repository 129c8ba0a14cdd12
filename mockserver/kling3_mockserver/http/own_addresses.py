"""OwnAddresses: where a fake listens, by which its courier knows a call to the fake itself."""

from __future__ import annotations

from kling3_mockserver.http.addresses import address_of, are_same, is_loopback

SocketName = tuple[object, ...]
"""What `getsockname` and `getpeername` return of an Internet socket: host, port and, in IPv6, more."""


class OwnAddresses:
    """The addresses on which one fake listens. Servers in other threads may add to them at any moment."""

    def __init__(self) -> None:
        self._names: tuple[SocketName, ...] = ()

    def add(self, name: SocketName) -> None:
        """Note the address of a listening socket."""
        self._names = (*self._names, name)

    def remove(self, name: SocketName) -> None:
        """Forget the address of a socket that listens no more: somebody else may get its port."""
        self._names = tuple(each for each in self._names if each != name)

    def include(self, peer: SocketName, local: SocketName) -> bool:
        """Return whether a connection from `local` to `peer`, by whatever name it was asked for, ends here."""
        return any(each[1] == peer[1] and _listens_for(str(each[0]), str(peer[0]), local) for each in self._names)


def own_addresses_of(app: object) -> OwnAddresses | None:
    """Return where a fake, or a door to several, notes by which addresses it is served; None of anything else."""
    found = getattr(app, "own_addresses", None)
    # A stand-in of a test has whatever it is asked for.
    return found if isinstance(found, OwnAddresses) else None


def _listens_for(listening: str, host: str, local: SocketName) -> bool:
    address = address_of(listening)
    if address is None or not address.is_unspecified:
        return are_same(listening, host)
    # A socket for all addresses: a connection to one of this machine's own comes from that very address.
    return is_loopback(host) or are_same(host, str(local[0]))
