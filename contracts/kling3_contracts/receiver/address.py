"""Address: where a receiver listens, read from its URL."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import SplitResult, quote

from kling3_contracts.addresses.base_url import split_url
from kling3_contracts.errors import OptionError

_PORTS = {"http": 80, "https": 443}
# What may stand in a path or query as it is; escapes that are there already stay.
_KEPT = "%/?:@!$&'()*+,;=~-._[]"


class Address(NamedTuple):
    """A URL taken apart; `target` is path and query as they go over the wire."""

    host: str
    port: int
    tls: bool
    authority: str
    target: str

    @classmethod
    def parse(cls, url: str, option: str = "URL") -> Address:
        """Return the address of a URL; raise OptionError, in the name of `option`, for what is none."""
        parts = split_url(url, option, "http:// or https://, a host and no user")
        if parts.username is not None or parts.hostname is None:
            raise OptionError(option, f"got '{_without_user(parts)}', expected http:// or https://, a host and no user")
        return cls._of(parts, parts.hostname, parts.port)

    @property
    def shown(self) -> str:
        """The URL as reports show it: without its query, where programs put tokens."""
        path, mark, _ = self.target.partition("?")
        return f"{'https' if self.tls else 'http'}://{self.authority}{path}{mark and '?...'}"

    @classmethod
    def _of(cls, parts: SplitResult, host: str, port: int | None) -> Address:
        ascii_host = host if host.isascii() else host.encode("idna").decode()
        bracketed = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        authority = bracketed if port is None else f"{bracketed}:{port}"
        return cls(ascii_host, port or _PORTS[parts.scheme], parts.scheme == "https", authority, quote(target, _KEPT))


def _without_user(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
