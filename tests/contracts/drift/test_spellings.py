"""Two spellings of the same are no difference, whatever the version, the references and the order."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling3_contracts.drift.difference import Party, Place
from kling3_contracts.drift.operations import Compared
from kling3_contracts.drift.reader import Reader
from kling3_contracts.drift.references import References
from kling3_contracts.drift.schemas import Schemas, TangledError
from kling3_contracts.drift.values import Values
from kling3_openapi.document import Strictness
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import ENDPOINTS
from tests.contracts.drift.documents import Content, document, drift, fields
from tests.contracts.drift.respelling import Respelling

pytestmark = pytest.mark.one_python

KNOWN = [(each.method, each.path) for each in ENDPOINTS]
STRICT = document(Edition.FEBRUARY_2026, Strictness.STRICT)


def found(was: Content, now: Content) -> list[str]:
    """Return what is told between two documents, whatever is in them."""
    old, new = Reader(was, KNOWN), Reader(now, KNOWN)
    compared = Compared(old.schemas, new.schemas)
    return [each.message for key in KNOWN for each in compared.differences(old.known[key], new.known[key])]


def respelled(content: Content, seed: int, *, newer: bool) -> Content:
    return Respelling(content, Random(seed), newer=newer).document()  # noqa: S311  (a die, and no secret)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), edition=st.sampled_from(Edition), newer=st.booleans())
def test_a_document_in_other_words_is_no_drift(seed: int, edition: Edition, newer: bool) -> None:  # noqa: FBT001
    assert drift(respelled(document(edition), seed, newer=newer), edition) == []


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), newer=st.booleans())
def test_nor_is_the_strict_document_with_its_conditions(seed: int, newer: bool) -> None:  # noqa: FBT001
    assert found(STRICT, respelled(STRICT, seed, newer=newer)) == []


def between(was: Any, now: Any, party: Party = Party.SENDER, **parts: Any) -> list[str]:
    """Return the kinds of difference between two schemas, in documents of 3.1 with some parts."""
    schemas = [Schemas(References(parts), siblings=True) for _ in range(2)]
    return [each.kind.value for each in Values(*schemas, party).differences(was, now, Place("body"))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": True}, {"anyOf": [{"type": "null"}, {"type": "string"}]}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"enum": ["a", None]}, {"type": "string", "enum": ["a"], "nullable": True}),
        ({"minimum": 0, "exclusiveMinimum": True, "type": "number"}, {"exclusiveMinimum": 0, "type": "number"}),
        ({"minimum": 0, "exclusiveMinimum": False, "type": "number"}, {"minimum": 0.0, "type": "number"}),
        ({"type": "integer", "exclusiveMaximum": 5}, {"type": "integer", "maximum": 4}),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"oneOf": [{"const": "a"}, {"const": "b", "description": "The second."}]}, {"enum": ["a", "b"]}),
        ({"enum": ["b", "a", "a"]}, {"type": "string", "enum": ["b", "a"]}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": ["integer", "string"]}),
        ({"type": ["number", "integer"]}, {"type": "number"}),
        ({"properties": {"a": {}}}, {"type": "object", "properties": {"a": True}}),
        ({"items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}),
        ({"type": "string", "maxItems": 4, "minimum": 1}, {"type": "string"}),
        ({"allOf": [{"type": "number", "maximum": 5}, {"maximum": 3}]}, {"type": "number", "maximum": 3}),
        ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, {"const": "b"}),
        ({"$ref": "#/a", "maxLength": 5}, {"type": "string", "maxLength": 5}),
        ({"$ref": "#/b~1c/d%20e/0"}, {"type": "string"}),
        ({"type": "number", "format": "float"}, {"type": "number", "format": "double"}),
        ({"type": "object", "additionalProperties": True}, {"type": "object"}),
        ({"not": {"const": "a"}}, {"not": {"enum": ["a"], "title": "A"}}),
    ],
)
def test_spellings_of_the_same_schema(one: Any, other: Any) -> None:
    parts = {"a": {"type": "string"}, "b/c": {"d e": [{"type": "string"}]}}
    assert between(one, other, **parts) == between(other, one, **parts) == []


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ({"enum": ["a", None]}, {"enum": ["a"]}, ["null"]),
        ({"type": ["string", "null"], "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}, ["null"]),
        ({"enum": [1]}, {"enum": [True]}, ["values gone", "values new"]),
        ({"enum": [1]}, {"enum": ["1"]}, ["values gone", "values new"]),
        ({"type": "number"}, {"type": "integer"}, ["type"]),
        ({"type": "number", "maximum": 2}, {"type": "integer", "maximum": 1}, ["type", "bound"]),
        ({"type": "string", "maxLength": 5}, {"type": "array", "maxItems": 5}, ["type"]),
        ({"type": "number", "multipleOf": 2}, {"type": "number", "multipleOf": 3}, ["form of text"]),
        ({"not": {"const": "a"}}, {"not": {"const": "b"}}, ["other rule"]),
        ({"type": "array", "items": {"type": "string"}}, {"type": "array"}, ["described no more"]),
        (False, True, ["described no more"]),
        (
            {"type": "object", "properties": {"a": {"type": ["string", "integer"]}}},
            {"anyOf": [{"properties": {"a": {"type": each}}, "required": ["a"]} for each in ("string", "integer")]},
            ["required now"],
        ),
        (
            {"type": "object", "properties": {"a": {"type": ["string", "integer"]}, "b": {}}},
            {"anyOf": [{"properties": {"a": {"type": each}, "b": {}}} for each in ("string", "integer")]},
            ["other rule"],
        ),
        ({"type": "object", "patternProperties": {"a": {}}}, {"type": "object"}, ["other rule"]),
    ],
)
def test_what_is_not_the_same_is_told_once(was: Any, now: Any, expected: list[str]) -> None:
    assert between(was, now) == expected


@pytest.mark.parametrize(("version", "expected"), [("3.0.3", []), ("3.1.0", ["values gone"])])
def test_what_stands_beside_a_reference_counts_from_3_1_on(version: str, expected: list[str]) -> None:
    content = {**document(), "openapi": version}
    fields(content)["aspect_ratio"]["enum"] = ["16:9"]
    assert [each.kind.value for each in drift(content)] == expected


def test_a_schema_within_itself_is_read_to_its_end() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/node"}, "value": {"type": "string"}}}
    other = {**node, "properties": {**node["properties"], "value": {"type": "integer"}}}
    assert between({"$ref": "#/node"}, {"$ref": "#/node"}, node=node) == []
    assert between({"$ref": "#/node"}, other, node=node) == ["type"]
    assert between({"allOf": [{"$ref": "#/self"}]}, {}, self={"allOf": [{"$ref": "#/self"}]}) == []
    assert between({"$ref": "#/self"}, {}, self={"$ref": "#/self"}) == []


def test_a_document_that_holds_itself_too_often_is_refused() -> None:
    bomb: dict[str, object] = {"type": "string"}
    for _ in range(30):
        bomb = {"allOf": [bomb, bomb]}
    with pytest.raises(TangledError, match="hold one another too often"):
        between(bomb, {})


def test_references_that_lead_nowhere_stand_for_anything_and_are_noted() -> None:
    references = References({"a": {}})
    assert [dict(references.target(each)) for each in ("#/b", "other.yaml#/a", "#/a/0", "#a", "#/a")] == [{}] * 5
    assert list(references.astray) == ["#/b", "other.yaml#/a", "#/a/0", "#a"]
