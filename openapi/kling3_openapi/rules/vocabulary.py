"""Vocabulary: the names and defaults that a document has for fields, of a body, of an element and of a shot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kling3_openapi.document import Document
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind

CREATING: Mapping[Family, Endpoint] = {
    endpoint.family: endpoint for endpoint in ENDPOINTS if endpoint.kind is Kind.CREATE
}
"""For each family an endpoint that creates a task: the tiers of a family share their schema."""


_NEWER_DEFAULTS: Mapping[str, object] = {"multi_shot": False}
"""Defaults of fields that the provider's overview and newer pages have, and the document does not."""

_IDLE_DEFAULTS = frozenset({"multi_shot", "shot_type"})
"""Fields whose default asks for nothing, so that a family without them makes the same video.

The other defaults ask for something: sound, a degree of guidance, things to avoid. No page says that a family
without such a field does as it says.
"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a document gives to the fields of each family's body, of an element and of a shot."""

    body: Mapping[Family, frozenset[str]]
    element: frozenset[str]
    shot: frozenset[str]
    defaults: Mapping[str, object]
    """What a field is where it is left out, by name; None where no page has a default."""

    def present(self, family: Family, body: Mapping[str, object]) -> frozenset[str]:
        """Return which fields that its family has a body gives."""
        return self.body[family].intersection(body)

    def asks_for_nothing(self, name: str, value: object) -> bool:
        """Return whether a field that is dropped is no loss, since its value is its default or is empty.

        Only a name that some page of the provider has can be without harm.
        """
        if name not in self.defaults:
            return False
        return value in ("", []) or (name in _IDLE_DEFAULTS and _same(value, self.defaults[name]))


def vocabulary_of(document: Document) -> Vocabulary:
    """Return the names that a document has, with its references followed."""
    bodies = {family: properties_of(document, _request(document, family)) for family in Family}
    kling3 = bodies[Family.KLING3]
    return Vocabulary(
        {family: frozenset(properties) for family, properties in bodies.items()},
        _names_within(document, kling3["elements"]),
        _names_within(document, kling3["multi_prompt"]),
        {**_defaults(document, bodies.values()), **_NEWER_DEFAULTS},
    )


def _same(value: object, default: object) -> bool:
    """Whether two JSON values are equal: to Python, 0 is False as well."""
    return type(value) is type(default) and value == default


def _defaults(document: Document, bodies: Iterable[Mapping[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, schema in (field for properties in bodies for field in properties.items()):
        found[name] = _named(document, schema).get("default", found.get(name))
    return found


def _request(document: Document, family: Family) -> object:
    return document.request_schema(CREATING[family])


def _names_within(document: Document, listing: object) -> frozenset[str]:
    return frozenset(properties_of(document, _part(listing, "items")))


def properties_of(document: Document, schema: object) -> Mapping[str, object]:
    """Return the properties of a schema, or of the component that it refers to."""
    return _part(_named(document, schema), "properties")


def _named(document: Document, schema: object) -> Mapping[str, object]:
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref")
    return document.schema(reference.rpartition("/")[2]) if isinstance(reference, str) else schema


def _part(value: object, name: str) -> Mapping[str, object]:
    part = value.get(name) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}
