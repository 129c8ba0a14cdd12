"""References: what a `$ref` of a document stands for; those that lead out of it are noted and stand for anything."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from kling3_contracts.drift.parts import mapping
from kling3_openapi.findings import unescape

_LONGEST_CHAIN = 50


class References:
    """Follows the references of one document; `astray` are those that lead nowhere, in the order they were met."""

    def __init__(self, content: Mapping[str, object]) -> None:
        self._content = content
        self.astray: dict[str, None] = {}

    def resolved(self, part: object) -> Mapping[str, object]:
        """Return a part, or what it refers to at the end of all references."""
        for _ in range(_LONGEST_CHAIN):
            held = mapping(part)
            if not isinstance(held.get("$ref"), str):
                return held
            part = self.target(str(held["$ref"]))
        return {}

    def target(self, reference: str) -> Mapping[str, object]:
        """Return what one reference names in this document, an empty mapping where that is nothing."""
        place, mark, steps = reference.partition("#/")
        found: object = self._content
        for step in steps.split("/") if mark and not place else [None]:
            found = _within(found, step)
        if not isinstance(found, Mapping | bool):
            self.astray[reference] = None
        return mapping(found)


def _within(value: object, step: str | None) -> object:
    if step is None:
        return None
    name = unescape(unquote(step))
    if isinstance(value, list):
        return value[int(name)] if name.isdecimal() and int(name) < len(value) else None
    return mapping(value).get(name)
