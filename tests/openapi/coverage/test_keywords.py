"""Each keyword of a schema has its cases, and a value is the case that it should be and no other."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.coverage.keywords import KNOWN, cases
from kling3_openapi.coverage.references import resolved
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import OPERATIONS, Kind

ANNOTATIONS = {"default", "description", "example", "title", "x-kling3-assumed", "x-why"}
STRUCTURE = {"items", "properties", "required"}
PROSE = {"anyOf", "not"}
"""What the strict document says by these is in prose for the provider: K038 and K049 count it."""


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "boolean"}, True, ["true"]),
        ({"type": "boolean"}, False, ["false"]),
        ({"enum": ["3", "4"]}, "4", ["'4'"]),
        ({"enum": ["3", "4"]}, "5", ["another value"]),
        ({"minimum": 0, "maximum": 2}, -0.1, ["below 0"]),
        ({"minimum": 0, "maximum": 2}, 0, ["at 0"]),
        ({"minimum": 0, "maximum": 2}, 0.5, ["between 0 and 2"]),
        ({"minimum": 0, "maximum": 2}, 2.0, ["at 2"]),
        ({"minimum": 0, "maximum": 2}, 10**400, ["above 2"]),
        ({"minimum": 1}, 1, ["at 1"]),
        ({"minimum": 1}, 7, ["above 1"]),
        ({"maximum": 9}, 7, ["below 9"]),
        ({"maxLength": 3}, "ab", []),
        ({"maxLength": 3}, "abc", ["3 characters"]),
        ({"maxLength": 3}, "\N{FOX FACE}" * 3, ["3 characters"]),
        ({"maxLength": 3}, "abcd", ["more than 3 characters"]),
        ({"maxItems": 2}, [1], []),
        ({"maxItems": 2}, [1, 2], ["2 items"]),
        ({"maxItems": 2}, [1, 2, 3], ["more than 2 items"]),
        ({"minItems": 1}, [], ["fewer items than 1"]),
        ({"minItems": 1}, [1], []),
        ({"format": "uri"}, "https://a.example", []),
        ({"format": "uri"}, "no uri", ["not a URI"]),
        ({"format": "float"}, 1.5, []),
        ({"pattern": "^https?:"}, "https://a.example", []),
        ({"pattern": "^https?:"}, "data:,a", ["outside its pattern"]),
        ({"type": "string"}, "a", []),
    ],
)
def test_a_value_is_the_cases_that_its_schema_tells_apart(
    schema: dict[str, object], value: object, expected: list[str]
) -> None:
    assert [case.words for case in cases(schema) if case.holds(value)] == expected


@pytest.mark.parametrize("strictness", Strictness)
def test_every_keyword_that_orders_and_queries_are_held_to_is_counted(strictness: Strictness) -> None:
    document = load(strictness)
    schemas = [document.request_schema(each) for each in OPERATIONS if each.kind in (Kind.CREATE, Kind.UPLOAD)]
    parts = [schema for each in OPERATIONS for schema in document.query_parameters(each).values()]
    used = set[str]().union(*(_keywords(document, part) for part in [*schemas, *parts]))
    assert used - ANNOTATIONS - STRUCTURE - PROSE <= KNOWN


def _keywords(document: Document, schema: object) -> set[str]:
    whole = resolved(document, schema)
    properties = whole.get("properties")
    parts = [*properties.values()] if isinstance(properties, Mapping) else []
    parts += [whole["items"]] if "items" in whole else []
    return set(whole).union(*(_keywords(document, each) for each in parts))
