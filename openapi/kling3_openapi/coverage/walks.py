"""Walks: a schema -> what it holds of facts, compiled, to be walked with each value that was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import eq

from kling3_openapi.coverage.facts import Fact, Facts
from kling3_openapi.coverage.keywords import Test, cases
from kling3_openapi.coverage.references import resolved
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.document import Document
from kling3_openapi.schemas import shown

_MOST_ITEMS = 100
"""Of a list; the contract allows six at most, and what comes later is seldom another case."""

_TYPES: Mapping[object, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "a string"),
    "boolean": ((bool,), "a boolean"),
    "integer": ((int,), "an integer"),
    "number": ((int, float), "a number"),
    "array": ((list,), "a list"),
    "object": ((dict,), "an object"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One named part of an object or a query; `left_out` is a fact where leaving it out is a case of its own."""

    name: str
    sent: Fact
    left_out: Fact | None
    walk: Walk

    def touched(self, holder: Mapping[str, object]) -> Iterator[Fact]:
        """Yield what an object, or a query, touches by this field."""
        if self.name in holder:
            yield self.sent
            yield from self.walk.touched(holder[self.name])
        elif self.left_out is not None:
            yield self.left_out


@dataclass(frozen=True, slots=True)
class Walk:
    """What there is to touch in one value and within it."""

    types: tuple[type, ...]
    wrong_type: Fact
    cases: tuple[tuple[Fact, Test], ...]
    fields: tuple[Field, ...]
    items: Walk | None

    def touched(self, value: object) -> Iterator[Fact]:
        """Yield the facts that a JSON value touches; no value is refused."""
        # Not isinstance, by which true would be a number.
        if type(value) not in self.types:
            yield self.wrong_type
            return
        yield from (fact for fact, holds in self.cases if holds(value))
        if isinstance(value, dict):
            yield from (fact for field in self.fields for fact in field.touched(value))
        if self.items is not None and isinstance(value, list):
            yield from (fact for item in value[:_MOST_ITEMS] for fact in self.items.touched(item))


class Compiler:
    """Makes walks of one document's schemas; names begin with `owner`, the family or operation that they belong to."""

    def __init__(self, document: Document, facts: Facts, owner: str) -> None:
        self._document, self._facts, self._owner = document, facts, owner

    def body(self, schema: object) -> Walk:
        """Return the walk of a whole body."""
        return self._walk(resolved(self._document, schema), "")

    def fields(self, schemas: Mapping[str, object], required: object = (), within: str = "") -> tuple[Field, ...]:
        """Return the walks of named parts, in their order."""
        needed = required if isinstance(required, list) else []
        return tuple(self._field(name, schemas[name], within, required=name in needed) for name in schemas)

    def _field(self, name: str, schema: object, within: str, *, required: bool) -> Field:
        place, whole = f"{within}.{name}".lstrip("."), resolved(self._document, schema)
        sent = self._facts.fact(Dimension.PARAMETERS, f"{self._owner} {place}")
        matters = required or "default" in whole
        left_out = self._keyword(place, "left out") if matters else None
        return Field(name, sent, left_out, self._walk(whole, place))

    def _walk(self, schema: Mapping[str, object], place: str) -> Walk:
        types, noun = _TYPES[schema["type"]] if "type" in schema else _types_of(schema)
        wrong_type = self._keyword(place, f"not {noun}")
        held = tuple(self._cases(schema, place))
        properties = schema.get("properties")
        fields = self.fields(properties if isinstance(properties, Mapping) else {}, schema.get("required"), place)
        items = self._walk(resolved(self._document, schema["items"]), f"{place}[]") if "items" in schema else None
        return Walk(types, wrong_type, held, fields, items)

    def _cases(self, schema: Mapping[str, object], place: str) -> Iterator[tuple[Fact, Test]]:
        yield from ((self._keyword(place, each.words), each.holds) for each in cases(schema))
        if "default" in schema:
            default = schema["default"]
            yield (
                self._facts.fact(Dimension.EXAMPLES, f"{self._owner} {place}: {shown(default)}"),
                partial(eq, default),
            )

    def _keyword(self, place: str, words: str) -> Fact:
        return self._facts.fact(Dimension.KEYWORDS, f"{self._owner} {place or 'body'}: {words}")


def _types_of(schema: Mapping[str, object]) -> tuple[tuple[type, ...], str]:
    """Return the types of the values that a schema without a type lists."""
    listed = schema.get("enum")
    types = dict.fromkeys(map(type, listed if isinstance(listed, list) else ()))
    # In JSON 5.0 is 5.
    return (*types, *((float,) if int in types else ())), "of one of its types"
