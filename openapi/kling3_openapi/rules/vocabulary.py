"""Vocabulary: the names and defaults that a document has for fields, of a body, of an element and of a shot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kling3_openapi.document import Document
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from kling3_openapi.rules.changes import Change, ChangeKind, changes_in

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
    """What a document says of the fields of each family's body, by family and field."""

    body: Mapping[Family, frozenset[str]]
    within: Mapping[Family, Mapping[str, frozenset[str]]]
    """The names that the objects have of which a list is made, by the name of the list."""
    choices: Mapping[Family, Mapping[str, tuple[str, ...]]]
    """The texts that a field may be, where the document lists them."""
    longest: Mapping[Family, Mapping[str, int]]
    """The most characters that a field may have, where the document has a bound."""
    narrowed: Mapping[Family, Mapping[str, Edition]]
    """The fields whose values an edition has made fewer, with that edition."""
    gone: Mapping[Family, Mapping[str, Edition]]
    """The fields that an edition has taken away, with that edition."""
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
    changes = {family: changes_in(named(document, _request(document, family))) for family in Family}
    gone = _since(changes, ChangeKind.REMOVED)
    return Vocabulary(
        {family: frozenset(properties) for family, properties in bodies.items()},
        _of_fields(bodies, lambda schema: _names_within(document, schema)),
        _of_fields(bodies, lambda schema: _choices(named(document, schema))),
        _of_fields(bodies, lambda schema: _bound(named(document, schema))),
        _since(changes, ChangeKind.NARROWED),
        gone,
        {**_NEWER_DEFAULTS, **{name: None for names in gone.values() for name in names}, **_defaults(document)},
    )


_Said = TypeVar("_Said", frozenset[str], tuple[str, ...], int)


def _of_fields(
    bodies: Mapping[Family, Mapping[str, object]], said_of: Callable[[object], _Said]
) -> Mapping[Family, Mapping[str, _Said]]:
    """Return what is said of the fields of each family, of those of which something is."""
    return {
        family: {name: said for name, schema in properties.items() if (said := said_of(schema))}
        for family, properties in bodies.items()
    }


def _choices(schema: Mapping[str, object]) -> tuple[str, ...]:
    listed = schema.get("enum")
    return tuple(map(str, listed)) if isinstance(listed, list) else ()


def _bound(schema: Mapping[str, object]) -> int:
    bound = schema.get("maxLength")
    return bound if isinstance(bound, int) else 0


def _since(changes: Mapping[Family, Mapping[str, Change]], kind: ChangeKind) -> Mapping[Family, Mapping[str, Edition]]:
    """Return the fields of which something became, each with the edition since which it is so."""
    return {
        family: {name: each.since for name, each in found.items() if each.kind is kind}
        for family, found in changes.items()
    }


def _same(value: object, default: object) -> bool:
    """Whether two JSON values are equal: to Python, 0 is False as well."""
    return type(value) is type(default) and value == default


def defaults_of(document: Document, family: Family) -> Mapping[str, object]:
    """Return the fields of a family's body, each with what it is where it is left out; None where no page says."""
    fields = properties_of(document, _request(document, family))
    return {name: named(document, schema).get("default") for name, schema in fields.items()}


def _defaults(document: Document) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, default in (field for family in Family for field in defaults_of(document, family).items()):
        found[name] = found.get(name) if default is None else default
    return found


def _request(document: Document, family: Family) -> object:
    return document.request_schema(CREATING[family])


def _names_within(document: Document, listing: object) -> frozenset[str]:
    return frozenset(properties_of(document, _part(listing, "items")))


def properties_of(document: Document, schema: object) -> Mapping[str, object]:
    """Return the properties of a schema, or of the component that it refers to."""
    return _part(named(document, schema), "properties")


def named(document: Document, schema: object) -> Mapping[str, object]:
    """Return a schema, or the component that it refers to."""
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref")
    return document.schema(reference.rpartition("/")[2]) if isinstance(reference, str) else schema


def _part(value: object, name: str) -> Mapping[str, object]:
    part = value.get(name) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}
