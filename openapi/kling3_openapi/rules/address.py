"""Address: the method and path of a request, and the endpoints that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kling3_openapi.endpoints import OPERATIONS, Endpoint, Operation
from kling3_openapi.rules.echo import LONGEST_ECHO, echoed

_LONGEST_METHOD = 20
_LONGEST_READ = 200
"""Characters of a path that guesses look at: the longest path of a task has 83."""

_BY_PATH = {
    path: tuple(each for each in OPERATIONS if each.path == path) for path in {each.path for each in OPERATIONS}
}
_TASK = "{task-id}"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes: `path` is percent-decoded and has no query."""

    method: str
    path: str

    def __str__(self) -> str:
        """Return method and path as messages name them, cut and printable."""
        return f"{echoed(self.method, _LONGEST_METHOD)} {echoed(self.path, LONGEST_ECHO)}"

    @property
    def verb(self) -> str:
        """The method that the document would have: HEAD asks for what GET does."""
        return "GET" if self.method == "HEAD" else self.method

    @property
    def bare_path(self) -> str:
        """The path without slashes at its end."""
        return self.path.rstrip("/")

    @property
    def words(self) -> str:
        """The beginning of the path in lower case, for guesses."""
        return self.bare_path[:_LONGEST_READ].lower()

    @property
    def segments(self) -> list[str]:
        """What stands between the slashes of `words`."""
        return [segment for segment in self.words.split("/") if segment]


def is_uuid(segment: str) -> bool:
    """Return whether a segment of a path has the form of a task's id."""
    return _UUID.fullmatch(segment) is not None


def operations_at(path: str) -> tuple[Operation, ...]:
    """Return the operations that have a path, one for each method that it takes: most take one, none takes three."""
    known = _BY_PATH.get(path)
    if known is not None:
        return known
    parent, _, task = path.rpartition("/")
    return _BY_PATH.get(f"{parent}/{_TASK}", ()) if task else ()


def operation_of(method: str, path: str) -> Operation | None:
    """Return the operation that a request goes to; HEAD goes where GET does."""
    verb = "GET" if method == "HEAD" else method
    return next((each for each in operations_at(path) if each.method == verb), None)


def endpoints_at(path: str) -> tuple[Endpoint, ...]:
    """Return those of the operations at a path that are on tasks."""
    return tuple(each for each in operations_at(path) if isinstance(each, Endpoint))


def endpoint_of(method: str, path: str) -> Endpoint | None:
    """Return the operation on tasks that a request goes to."""
    found = operation_of(method, path)
    return found if isinstance(found, Endpoint) else None


def prefix_of(path: str) -> str | None:
    """Return what stands before a path of the API, as in /api/freepik/v1/ai/...; None where that is no such path."""
    prefix, found, rest = path.partition("/v1/ai/")
    known = prefix and not prefix.endswith(("/", "/v1", "/ai")) and operations_at(f"{found}{rest}")
    return prefix if known else None


def listed(endpoints: Iterable[Operation]) -> str:
    """Return endpoints as messages name them: `POST /v1/... or POST /v1/...`."""
    return " or ".join(f"{endpoint.method} {endpoint.path}" for endpoint in endpoints)
