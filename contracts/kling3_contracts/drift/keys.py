"""Keys: how a document wants the key of an operation to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kling3_contracts.drift.parts import listed, mapping
from kling3_contracts.drift.references import References


def keys_of(content: Mapping[str, object], operation: Mapping[str, object], references: References) -> frozenset[str]:
    """Return the ways, any of which will do: `x-freepik-api-key in the header`; several at once are joined by `and`."""
    asked = operation.get("security", content.get("security"))
    schemes = mapping(mapping(content.get("components")).get("securitySchemes"))
    known = {name: references.resolved(each) for name, each in schemes.items()}
    ways = (" and ".join(sorted(_named(mapping(each), known))) for each in listed(asked))
    return frozenset(filter(None, ways))


def _named(requirement: Mapping[str, object], schemes: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for name in requirement:
        scheme = schemes.get(name, {})
        if scheme.get("type") == "apiKey":
            yield f"{str(scheme.get('name')).lower()} in the {scheme.get('in')}"
        elif scheme.get("type") == "http":
            yield f"{str(scheme.get('scheme')).lower()} in authorization"
        else:
            yield str(scheme.get("type", name))
