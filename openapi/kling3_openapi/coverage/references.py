"""References: a part of a document, or what it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_openapi.document import Document


def resolved(document: Document, part: object) -> Mapping[str, object]:
    """Return a part of a document with its own `$ref`, if it has one, followed; an empty mapping for what is none."""
    while isinstance(part, Mapping) and "$ref" in part:
        steps, part = str(part["$ref"]).split("/")[1:], document.content
        for step in steps:
            part = part.get(step) if isinstance(part, Mapping) else None
    return part if isinstance(part, Mapping) else {}
