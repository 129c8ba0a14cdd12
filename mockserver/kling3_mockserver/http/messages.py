"""Request and Response: what a handler gets and gives, as plain immutable values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from kling3_openapi.masking.names import is_readable_header
from kling3_openapi.masking.secrets import Secrets

HeaderList = list[tuple[bytes, bytes]]

_MOST_PARAMETERS = 1_000
_LONGEST_REMEMBERED = 2_048
"""Characters of a request in which it is remembered what its secrets are."""


class Request(NamedTuple):
    """One HTTP request, its body read whole; header names are lower case, the last of equal names counts."""

    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    body: bytes = b""

    @property
    def key(self) -> str:
        """The API key that it carries, good or not, or the empty string."""
        return self.header(b"x-freepik-api-key") or self.header(b"x-magnific-api-key")

    def __repr__(self) -> str:
        """Return what a failed assertion shows of it, without secrets: of its headers and its body only how much."""
        return f"<Request {self.words}, {len(self.headers)} headers, {len(self.body)} bytes>"

    @property
    def words(self) -> str:
        """Its method and its target, without secrets."""
        return f"{self.method} {shown_target(self, secrets_of(self))}"

    def header(self, name: bytes) -> str:
        """Return a header's value as text, or the empty string."""
        value = self.headers.get(name)
        return value.decode("latin-1") if value else ""

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return the query's parameters in their order, at most the first thousand."""
        if not self.query:
            return ()
        pairs = parse_qsl(self.query[:65_536], keep_blank_values=True, errors="replace")
        return tuple(pairs[:_MOST_PARAMETERS])


class Response(NamedTuple):
    """One HTTP response, whole."""

    status: int
    headers: HeaderList
    body: bytes


def secrets_of(request: Request, known: Iterable[str] = ()) -> Secrets:
    """Return the secrets that are known and those that stand in a request, to show the request without them.

    They are the same object for equal requests: nobody is to add others to them.
    """
    headers = tuple([each for each in request.headers.items() if not _is_readable(each[0])])
    length = len(request.path) + len(request.query) + sum([len(name) + len(value) for name, value in headers])
    seen = _seen if length <= _LONGEST_REMEMBERED else _secrets
    return seen(tuple(known), headers, request.path, request.query)


@lru_cache(maxsize=1024)
def _is_readable(name: bytes) -> bool:
    return is_readable_header(name.decode("latin-1"))


def _secrets(known: tuple[str, ...], headers: tuple[tuple[bytes, bytes], ...], path: str, query: str) -> Secrets:
    secrets = Secrets(known)
    secrets.look_at([(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers], path, query)
    return secrets


_seen = lru_cache(maxsize=64)(_secrets)
"""A program sends the same headers again and again."""


def shown_target(request: Request, secrets: Secrets) -> str:
    """Return the path and query of a request."""
    query = f"?{secrets.query(request.query)}" if request.query else ""
    return f"{secrets.path(request.path)}{query}"
