"""Places: every field of an order that the document describes, down to the items of its lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import pointer_to
from kling3_openapi.rules.vocabulary import CREATING

Schema = Mapping[str, object]
Steps = tuple[str | int, ...]


class Place(NamedTuple):
    """One field: the steps that lead to it, and its schema with references followed one level."""

    steps: Steps
    schema: Schema

    @property
    def name(self) -> str:
        """The name of the field, or of the list that an item stands in."""
        return next(step for step in reversed(self.steps) if isinstance(step, str))

    @property
    def field(self) -> str:
        """The field at the top of the body that holds it."""
        return str(self.steps[0])

    @property
    def pointer(self) -> str:
        """The JSON pointer to it."""
        return pointer_to(*self.steps)

    @property
    def type(self) -> str:
        """The JSON type that the schema gives it; empty where it gives none, as to an enum of texts and numbers."""
        return str(self.schema.get("type", ""))

    @property
    def values(self) -> tuple[object, ...]:
        """The values of its enum; none when it has no enum."""
        return _tuple(self.schema.get("enum"))

    @property
    def most(self) -> float:
        """The largest number that it may be; 0 without a bound."""
        bound = self.schema.get("maximum")
        return float(bound) if isinstance(bound, (int, float)) else 0

    def limit(self, keyword: str) -> int | None:
        """Return what a keyword limits it to, a whole number; None without that keyword."""
        value = self.schema.get(keyword)
        return int(value) if isinstance(value, (int, float)) else None


@cache
def places(family: Family, edition: Edition = FIRST) -> tuple[Place, ...]:
    """Return every place of a family's orders, in the order of an edition's published document."""
    document = load(Strictness.PUBLISHED, edition)
    return tuple(_within(document, (), document.request_schema(CREATING[family])))


@cache
def fields(family: Family, edition: Edition = FIRST) -> frozenset[str]:
    """Return the names of the fields that a family's orders have."""
    return frozenset(each.field for each in places(family, edition))


@cache
def gone_fields(family: Family, edition: Edition) -> frozenset[str]:
    """Return the names of the fields that a family's orders had in an earlier edition, and have no longer."""
    earlier = (fields(family, each) for each in Edition if each < edition)
    return frozenset().union(*earlier) - fields(family, edition)


@cache
def required(family: Family, edition: Edition = FIRST) -> tuple[str, ...]:
    """Return the fields that no order of a family may leave out."""
    document = load(Strictness.PUBLISHED, edition)
    schema = _resolved(document, document.request_schema(CREATING[family]))
    return tuple(map(str, _tuple(schema.get("required"))))


def _within(document: Document, steps: Steps, schema: Schema) -> Iterator[Place]:
    held = _resolved(document, schema)
    if steps:
        yield Place(steps, held)
    for name, each in _mapping(held.get("properties")).items():
        yield from _within(document, (*steps, name), _mapping(each))
    if "items" in held:
        yield from _within(document, (*steps, 0), _mapping(held["items"]))


def _resolved(document: Document, schema: Schema) -> Schema:
    reference = schema.get("$ref")
    return document.schema(reference.rpartition("/")[2]) if isinstance(reference, str) else schema


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}


def _tuple(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list) else ()
