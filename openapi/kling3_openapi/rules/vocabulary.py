"""Vocabulary: the names of fields that a document has, at the top of a body, in an element and in a shot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kling3_openapi.document import Document
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind

CREATING: Mapping[Family, Endpoint] = {
    endpoint.family: endpoint for endpoint in ENDPOINTS if endpoint.kind is Kind.CREATE
}
"""For each family an endpoint that creates a task: the tiers of a family share their schema."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a document gives to the fields of each family's body, of an element and of a shot."""

    body: Mapping[Family, frozenset[str]]
    element: frozenset[str]
    shot: frozenset[str]

    def present(self, family: Family, body: Mapping[str, object]) -> frozenset[str]:
        """Return which fields that its family has a body gives."""
        return self.body[family].intersection(body)


def vocabulary_of(document: Document) -> Vocabulary:
    """Return the names that a document has, with its references followed."""
    bodies = {family: properties_of(document, _request(document, family)) for family in Family}
    kling3 = bodies[Family.KLING3]
    return Vocabulary(
        {family: frozenset(properties) for family, properties in bodies.items()},
        _names_within(document, kling3["elements"]),
        _names_within(document, kling3["multi_prompt"]),
    )


def _request(document: Document, family: Family) -> object:
    return document.request_schema(CREATING[family])


def _names_within(document: Document, listing: object) -> frozenset[str]:
    return frozenset(properties_of(document, _part(listing, "items")))


def properties_of(document: Document, schema: object) -> Mapping[str, object]:
    """Return the properties of a schema, or of the component that it refers to."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    named = document.schema(reference.rpartition("/")[2]) if isinstance(reference, str) else schema
    return _part(named, "properties")


def _part(value: object, name: str) -> Mapping[str, object]:
    part = value.get(name) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}
