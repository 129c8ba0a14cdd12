"""Request and Answer: what goes over the wire, as plain values that every check reads."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY

HeaderPairs = tuple[tuple[str, str], ...]

NO_ANSWER = 0
"""The status of an exchange whose connection broke before an answer."""


class Request(NamedTuple):
    """One HTTP request: `target` is the path and query as they stand on the wire, header names keep their case."""

    method: str
    target: str
    headers: HeaderPairs = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, percent-decoded."""
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters of the query in their order."""
        return tuple(parse_qsl(urlsplit(self.target).query, keep_blank_values=True, errors="replace"))

    @property
    def key(self) -> str:
        """The API key that counts, or the empty string."""
        return self.header(FREEPIK_KEY) or self.header(MAGNIFIC_KEY)

    @property
    def pieces(self) -> tuple[bytes, ...]:
        """The parts in which the body goes out: two where a header says that it comes in chunks, none of no body."""
        half = len(self.body) // 2 if self.is_chunked else 0
        return tuple(each for each in (self.body[:half], self.body[half:]) if each)

    @property
    def is_chunked(self) -> bool:
        """Whether the body goes out without a length."""
        return bool(self.header("transfer-encoding"))

    def header(self, name: str) -> str:
        """Return the last header of this name in any case, or the empty string."""
        return _header(self.headers, name)


class Answer(NamedTuple):
    """One HTTP response, whole; `seconds` is how long it took, a status of 0 stands for no answer."""

    status: int
    headers: HeaderPairs = ()
    body: bytes = b""
    seconds: float = 0.0
    cut: bool = False
    """Whether the body is not all that was sent."""

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """Return the last header of this name in any case, or the empty string."""
        return _header(self.headers, name)


class Exchange(NamedTuple):
    """A request and what was answered; `place` is where it was seen: `requests.har, entry 12`, or a check's name."""

    request: Request
    answer: Answer
    place: str = ""
    at: float = 0.0
    """Unix seconds when the request was sent, 0 where that is not known."""


def _header(headers: HeaderPairs, name: str) -> str:
    return next((value for each, value in reversed(headers) if each.lower() == name), "")
