"""NamedFields: the names that a schema has for the members of a value, and what a value has beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kling3_openapi.rules.echo import echoed

_OURS = ("kling3", "x-kling3", "x_kling3")
"""Names by which a fake may tell more than the service does: nobody takes these for the service's."""
_LONGEST_NAME = 60

Schemas = tuple[Mapping[str, object], ...]


class _Known(NamedTuple):
    """What schemas say of the values that keep them; `schemas` are held so that their place in memory stays theirs."""

    schemas: Schemas
    items: Schemas
    members: Mapping[str, Schemas]


class NamedFields:
    """Reads a schema of a document, found from `start` by `steps`; where that names no field, nothing is beyond it."""

    def __init__(self, content: Mapping[str, object], start: object, steps: Iterable[str] = ()) -> None:
        self._content = content
        self._known: dict[int, _Known] = {}
        found = self._resolved(start)
        for step in steps:
            found = self._resolved(found.get(step))
        self._schemas = tuple(self._parts(found))

    def beyond(self, value: object) -> tuple[str, ...]:
        """Return the JSON pointers of members without a name, `*` for any place in a list; each once."""
        return tuple(dict.fromkeys(self._beyond(value, self._schemas, "")))

    def _beyond(self, value: object, schemas: Schemas, pointer: str) -> Iterator[str]:
        if isinstance(value, list):
            items = self._of(schemas).items
            for each in value:
                yield from self._beyond(each, items, f"{pointer}/*")
        elif isinstance(value, Mapping):
            yield from self._members(value, self._of(schemas).members, pointer)

    def _members(self, value: Mapping[str, object], named: Mapping[str, Schemas], pointer: str) -> Iterator[str]:
        for name, member in value.items() if named else ():
            inner = named.get(name)
            if inner is None and not name.startswith(_OURS):
                yield f"{pointer}/{echoed(name, _LONGEST_NAME)}"
            elif inner is not None and isinstance(member, list | Mapping):
                yield from self._beyond(member, inner, f"{pointer}/{name}")

    def _of(self, schemas: Schemas) -> _Known:
        """Return what schemas say, which is looked for once: lists are long, and read often."""
        known = self._known.get(id(schemas))
        if known is None:
            known = self._known[id(schemas)] = self._read(schemas)
        return known

    def _read(self, schemas: Schemas) -> _Known:
        named: dict[str, list[object]] = {}
        for each in schemas:
            for name, schema in _mapping(each.get("properties")).items():
                named.setdefault(name, []).append(schema)
        items = self._all_parts(each["items"] for each in schemas if "items" in each)
        return _Known(schemas, items, {name: self._all_parts(inner) for name, inner in named.items()})

    def _all_parts(self, schemas: Iterable[object]) -> Schemas:
        return tuple(part for each in schemas for part in self._parts(each))

    def _parts(self, schema: object) -> Iterator[Mapping[str, object]]:
        """Yield a schema and all that it is put together of."""
        held = self._resolved(schema)
        yield held
        for keyword in ("allOf", "anyOf", "oneOf"):
            parts = held.get(keyword)
            for each in parts if isinstance(parts, list) else ():
                yield from self._parts(each)

    def _resolved(self, value: object) -> Mapping[str, object]:
        held = _mapping(value)
        if "$ref" not in held:
            return held
        found: object = self._content
        for step in str(held["$ref"]).split("/")[1:]:
            found = _mapping(found).get(step)
        return self._resolved(found)


def shown(pointer: str) -> str:
    """Return a pointer in words: `'created_at' within /data/*`."""
    parent, _, name = pointer.rpartition("/")
    return f"'{name}' within {parent or 'the answer'}"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
