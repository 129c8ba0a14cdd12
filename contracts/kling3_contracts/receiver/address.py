"""Address: where a receiver listens, read from its URL."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

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
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise OptionError(option, f"got '{url}', which is no URL: {error}; correct it") from error
        if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
            raise OptionError(option, f"got '{_without_user(parts)}', expected http:// or https://, a host and no user")
        return cls._of(parts, parts.hostname, port)

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
