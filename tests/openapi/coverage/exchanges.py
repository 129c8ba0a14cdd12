"""Exchanges to count: single ones, and as many as it takes to touch all that there is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.document import Document
from kling3_openapi.endpoints import OPERATIONS, Kind, Operation

PRO = "/v1/ai/video/kling-v3-pro"
OMNI = "/v1/ai/video/kling-v3-omni-pro"
REFERENCE = "/v1/ai/reference-to-video/kling-v3-omni-pro"
IMAGE = "/v1/ai/image-to-video/kling-v3-turbo"
UHD = "/v1/ai/video/kling-4k-t2v"
LIST = "/v1/ai/reference-to-video/kling-v3-omni"
JSON = "application/json"
PROBLEM = "application/problem+json"

_TEXTS = ("", "a", "not a URI", "https://a.example/b.png", "a" * 2500, "a" * 2501, "a" * 3072, "a" * 3073)
_NUMBERS = (-1, 0, 0.5, 1, 2, 3, 5_000)
_LISTS: tuple[list[object], ...] = (
    [], [None], *(["a"] * count for count in (2, 3, 6, 7, 14, 15)),
)  # fmt: skip


def ordered(body: object, path: str = PRO, status: int = 200) -> Exchanged:
    """Return an order; one that is not in bytes is sent as JSON."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchanged("POST", path, (), sent, status, JSON)


def answered(
    answer: object, status: int = 200, path: str = "/v1/ai/video/kling-v3/1", method: str = "GET"
) -> Exchanged:
    """Return an exchange with this answer."""
    return Exchanged(method, path, (), b"", status, JSON, json.dumps(answer).encode())


def touched(dimension: Dimension, *seen: Exchanged) -> list[str]:
    """Return the names of what these exchanges touch in one dimension."""
    coverage = Coverage()
    for each in seen:
        coverage.exchange(each)
    return coverage.to_json()[dimension.value]


def candidates(document: Document) -> Iterator[Exchanged]:
    """Yield good and bad orders and lists: each field and parameter with many values, and each of them left out."""
    for endpoint in OPERATIONS:
        if endpoint.kind in (Kind.CREATE, Kind.UPLOAD):
            schema = document.request_schema(endpoint)
            bodies = [b"", [], {}, *_bodies(document, schema)]
            yield from (ordered(body, endpoint.path, 400) for body in bodies)
        for name in document.query_parameters(endpoint):
            yield from _queries(endpoint, name)


def _queries(endpoint: Operation, name: str) -> Iterator[Exchanged]:
    for value in ("", "a", "0", "1", "2", "20", "100", "101", "9" * 400):
        yield Exchanged(endpoint.method, endpoint.path, ((name, value),), b"", 200)


def _bodies(document: Document, schema: Mapping[str, object]) -> Iterator[object]:
    whole = _followed(document, schema)
    properties = whole.get("properties")
    for name, part in properties.items() if isinstance(properties, Mapping) else ():
        yield from ({name: value} for value in _values(document, part))


def _values(document: Document, schema: Mapping[str, object]) -> Iterator[object]:
    """Yield values of all types, whatever the schema wants, and what it names itself."""
    whole = _followed(document, schema)
    yield from (None, True, False, {}, *_TEXTS, *_NUMBERS, *_LISTS)
    yield whole.get("default")
    listed = whole.get("enum")
    yield from listed if isinstance(listed, list) else ()
    yield from _bodies(document, whole)
    if isinstance(items := whole.get("items"), Mapping):
        yield from ([value] for value in _values(document, items))


def _followed(document: Document, schema: Mapping[str, object]) -> Mapping[str, object]:
    reference = schema.get("$ref")
    return document.schema(str(reference).rpartition("/")[2]) if reference else schema


def counted(seen: Iterable[Exchanged], coverage: Coverage) -> Coverage:
    """Return a coverage with these exchanges counted."""
    for each in seen:
        coverage.exchange(each)
    return coverage
