"""Documents of the provider, made of ours by what a test changes in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from kling3_contracts.drift.comparison import compared
from kling3_contracts.drift.difference import Difference
from kling3_contracts.drift.extent import Extent
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition

Content = dict[str, Any]
PRO = "/v1/ai/video/kling-v3-pro"
STD = "/v1/ai/video/kling-v3-std"
LIST = "/v1/ai/video/kling-v3"
REFERENCE = "/v1/ai/reference-to-video/kling-v3-omni"
KLING3 = "kling-v3-request"


def document(edition: Edition = FIRST, strictness: Strictness = Strictness.PUBLISHED) -> Content:
    """Return a document of ours that may be changed, without parts that are shared."""
    found: Content = json.loads(load(strictness, edition).to_json())
    return found


def schema(content: Content, name: str = KLING3) -> Content:
    found: Content = content["components"]["schemas"][name]
    return found


def fields(content: Content, name: str = KLING3) -> Content:
    found: Content = schema(content, name)["properties"]
    return found


def page(path: str, content: Content | None = None) -> Content:
    """Return a page of the provider, which has one path alone."""
    whole = content or document()
    return {**whole, "paths": {path: whole["paths"][path]}}


def with_others(content: Content, number: int = 3) -> Content:
    """Return a document that has other APIs too."""
    others = {f"/v1/ai/other-{each}": {"post": {"responses": {}}} for each in range(number)}
    return {**content, "paths": {**others, **content["paths"]}}


def drift(content: Mapping[str, object], edition: Edition = FIRST, extent: Extent | None = None) -> list[Difference]:
    return list(compared(content, "provider.yaml", edition, extent).differences)


def told(content: Mapping[str, object], edition: Edition = FIRST) -> list[tuple[str, bool, str, str]]:
    """Return of each difference its kind, whether it breaks, whom it is about, and its place."""
    return [(each.kind.value, each.breaking, each.party.value, str(each.place)) for each in drift(content, edition)]


def one(content: Mapping[str, object], edition: Edition = FIRST) -> Difference:
    """Return the only difference that there is."""
    (found,) = drift(content, edition)
    return found


def schemas_in(value: object) -> Iterator[Content]:
    """Yield every schema of a document, those within others after them."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "schema" and isinstance(each, dict):
                yield from _within(each)
            elif name == "schemas" and isinstance(each, dict):
                for inner in each.values():
                    yield from _within(inner)
            else:
                yield from schemas_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from schemas_in(each)


def _within(schema: Content) -> Iterator[Content]:
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("allOf", []), *schema.get("anyOf", [])]
    for each in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from _within(each)


def copied(content: Content) -> Content:
    return copy.deepcopy(content)
