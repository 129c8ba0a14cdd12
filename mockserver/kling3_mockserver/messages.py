"""Request and Response: what a handler gets and gives, as plain immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

HeaderList = list[tuple[bytes, bytes]]

_MOST_PARAMETERS = 1_000


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
        from kling3_mockserver.display import secrets_of, shown_target  # only where it is shown

        return f"{self.method} {shown_target(self, secrets_of(self))}"

    def header(self, name: bytes) -> str:
        """Return a header's value as text, or the empty string."""
        return self.headers.get(name, b"").decode("latin-1")

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
