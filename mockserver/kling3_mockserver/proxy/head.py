"""Head: the first line and the headers of a request to a proxy, as far as a proxy has to know them."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

_TARGET = re.compile(rb"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(?P<port>[0-9]{1,5})")
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535
_OF_ONE_HOP = {b"connection", b"keep-alive", b"proxy-authorization", b"proxy-connection"}
"""What a proxy takes out, beside what `Connection` names: RFC 9110, 7.6.1."""
_FOLD = re.compile(rb"\r\n[ \t]+")


class Destination(NamedTuple):
    """Whom a request is for; `scheme` is `connect` where a connection is wanted, and not an answer."""

    scheme: str
    host: str
    port: int

    @property
    def words(self) -> str:
        """The host and the port, as they are told."""
        return f"{self.host}:{self.port}"


class Head(NamedTuple):
    """The head of one request, in bytes as they came, without the empty line."""

    method: bytes
    target: bytes
    version: bytes
    fields: tuple[bytes, ...]

    @classmethod
    def parse(cls, data: bytes) -> Head | None:
        """Return the head of a request, or None for what is none."""
        first, *fields = _FOLD.sub(b" ", data).split(b"\r\n")
        parts = first.split(b" ")
        return cls(parts[0], parts[1], parts[2], tuple(fields)) if len(parts) == 3 else None

    @property
    def destination(self) -> Destination | None:
        """Whom it is for; None when it names nobody, as a request to a server that is no proxy."""
        if self.method == b"CONNECT":
            found = _TARGET.fullmatch(self.target)
            return (
                None if found is None else _checked("connect", found["host"].strip(b"[]").decode(), int(found["port"]))
            )
        try:
            url = urlsplit(self.target.decode("ascii"))
            port = url.port or _PORTS.get(url.scheme, 0)
        except (UnicodeDecodeError, ValueError):
            return None
        return _checked(url.scheme, url.hostname or "", port) if url.scheme in _PORTS else None

    def value(self, name: bytes) -> bytes:
        """Return the value of a header, named in lower case; nothing when it is not there."""
        return next((each.partition(b":")[2].strip() for each in self.fields if _name(each) == name), b"")

    def forwarded(self, *, whole_url: bool) -> bytes:
        """Return the bytes with which it is sent on, by itself on a connection; to another proxy with its whole URL."""
        target = self.target if whole_url else _path(self.target)
        named = (each.strip().lower() for each in self.value(b"connection").split(b","))
        dropped = _OF_ONE_HOP.union(named)
        kept = [field for field in self.fields if _name(field) not in dropped]
        lines = (b" ".join((self.method, target, self.version)), *kept, b"Connection: close", b"", b"")
        return b"\r\n".join(lines)


def _checked(scheme: str, host: str, port: int) -> Destination | None:
    return Destination(scheme, host.rstrip(".").lower(), port) if host and 0 < port <= _LAST_PORT else None


def _name(field: bytes) -> bytes:
    # A space before the colon is not allowed, and who sends one shall not get a secret past us.
    return field.partition(b":")[0].strip().lower()


def _path(target: bytes) -> bytes:
    rest = target.partition(b"://")[2]
    authority = rest.partition(b"/")[0].partition(b"?")[0]
    path = rest[len(authority) :]
    return path if path.startswith(b"/") else b"/" + path
