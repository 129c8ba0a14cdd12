"""What is said to break nobody breaks nobody: held to a validator, over schemas that nobody wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kling3_contracts.drift.difference import Difference, Party, Place
from kling3_contracts.drift.references import References
from kling3_contracts.drift.schemas import Schemas
from kling3_contracts.drift.values import Values
from kling3_openapi.schemas import Validator
from tests.contracts.drift.documents import KLING3, Content, document, drift, fields, schema

pytestmark = pytest.mark.one_python

PLAIN = (None, True, -1, 0, 1, 2, 3, 1.5, 0.5, "", "a", "ab", "abc", "bbb")
SCALARS = st.sampled_from(PLAIN)
OBJECTS = [{name: each for name, each in (("x", x), ("y", y)) if each != 0.5} for x in PLAIN for y in PLAIN]
VALUES = [
    *PLAIN,
    *([each] for each in PLAIN),
    *([1, each] for each in PLAIN),
    [],
    ["a"] * 3,
    *OBJECTS,
    {"z": 1, "x": 2},
]
SMALL = st.integers(0, 3)


def optional(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[Content]:
    return st.fixed_dictionaries({}, optional=keywords)


def flat() -> st.SearchStrategy[Content]:
    """Return schemas of scalars, which say their type: what they show of it by other keywords is taken for it."""
    ends = dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), SMALL)
    sizes = dict.fromkeys(("minLength", "maxLength"), SMALL)
    number = optional(**ends, multipleOf=st.just(2))
    text = optional(**sizes, pattern=st.sampled_from(["a", "b"]))
    return st.one_of(
        st.builds(lambda kind, more: {"type": kind, **more}, st.sampled_from(["number", "integer"]), number),
        st.builds(lambda more: {"type": "string", **more}, text),
        st.builds(lambda more: {"type": ["string", "null"], **more}, text),
        st.sampled_from([{"type": "boolean"}, {"const": "a"}, {"type": ["integer", "string"]}, {}]),
        st.builds(lambda values: {"enum": values}, st.lists(SCALARS, min_size=1, max_size=4)),
    )


def nested(inner: st.SearchStrategy[Content]) -> st.SearchStrategy[Content]:
    held = st.dictionaries(st.sampled_from("xy"), inner, min_size=1, max_size=2)
    needed = st.lists(st.sampled_from("xyz"), max_size=2, unique=True)
    several = st.lists(inner, min_size=1, max_size=2)
    sized = optional(maxItems=SMALL, minItems=SMALL)
    whole = {"type": st.just("object"), "properties": held, "required": needed}
    return st.one_of(
        st.fixed_dictionaries(whole, optional={"additionalProperties": st.booleans()}),
        st.builds(lambda each, more: {"type": "array", "items": each, **more}, inner, sized),
        st.builds(lambda each: {"allOf": each}, several),
        st.builds(lambda each: {"anyOf": each}, several),
    )


SCHEMAS = st.recursive(flat(), nested, max_leaves=4)


def differences(was: Content, now: Content, party: Party) -> list[Difference]:
    was, now = {"s": was}, {"s": now}  # two documents, which share nothing
    schemas = [Schemas(References(each), siblings=True) for each in (was, now)]
    return list(Values(*schemas, party).differences(was["s"], now["s"], Place("body")))


def lost(one: Content, other: Content) -> list[object]:
    """Return the values that keep one schema and not the other."""
    first, second = Validator(one), Validator(other)
    return [each for each in VALUES if first.takes(each) and not second.takes(each)]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Content, Content]:
    """Return two schemas, most often alike but for one place."""
    was = draw(SCHEMAS)
    return was, draw(st.one_of(SCHEMAS, altered(was)))


def altered(schema: Any) -> st.SearchStrategy[Any]:
    """Return schemas that are another one in a single place."""
    places = [SCHEMAS]
    for name, each in schema.items() if isinstance(schema, dict) else ():
        if name in ("maximum", "minimum", "maxLength", "minLength", "maxItems", "minItems"):
            places.append(with_keyword(schema, name, SMALL))
        if name == "properties":
            places += [with_keyword(schema, name, with_keyword(each, key, altered(each[key]))) for key in each]
        if name in ("anyOf", "allOf"):
            places.append(with_keyword(schema, name, altered(each[0]).map(lambda one, more=each[1:]: [one, *more])))
            places.append(with_keyword(schema, name, flat().map(lambda one, before=each: [*before, one])))
    return st.one_of(places)


def with_keyword(schema: Content, name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Content]:
    return values.map(lambda value: {**schema, name: value})


@settings(max_examples=150)
@given(pair=pairs())
def test_what_breaks_nobody_who_sends_takes_all_that_was_taken(
    pair: tuple[Content, Content],
) -> None:
    was, now = pair
    assume(not any(each.breaking for each in differences(was, now, Party.SENDER)))
    assert lost(was, now) == []


@settings(max_examples=150)
@given(pair=pairs())
def test_what_breaks_nobody_who_reads_answers_only_what_was_answered(
    pair: tuple[Content, Content],
) -> None:
    was, now = pair
    found = differences(was, now, Party.READER)
    # Fields that are new, and what is described no more, break nobody by decision.
    assume(not any(each.breaking or each.kind.value in ("field new", "described no more") for each in found))
    assert lost(now, was) == []


@settings(max_examples=50)
@given(schema=SCHEMAS)
def test_a_schema_does_not_differ_from_itself(schema: Content) -> None:
    other = json.loads(json.dumps(schema))
    assert differences(schema, other, Party.SENDER) == differences(schema, other, Party.READER) == []


BOUNDS = [
    (name, field, keyword)
    for name in (KLING3, "kling-v3-omni-request", "kling-4k-image-request", "kling-v3-turbo-text-request")
    for field, each in fields(document(), name).items()
    for keyword in ("maximum", "maxLength", "maxItems")
    if keyword in each
]


@settings(max_examples=15)
@given(bound=st.sampled_from(BOUNDS), by=st.floats(0.01, 0.99))
def test_a_bound_that_is_narrowed_is_told_once_and_breaks_who_sends(bound: tuple[str, str, str], by: float) -> None:
    name, field, keyword = bound
    content = document()
    held = fields(content, name)[field]
    held[keyword] = held[keyword] * by if keyword == "maximum" else int(held[keyword] * by)
    (found,) = drift(content)
    assert (found.kind.value, found.breaking, found.party) == ("bound", True, Party.SENDER)
    assert (found.place.steps, found.place.part) == ((field,), "request body")


@settings(max_examples=15)
@given(data=st.data())
def test_a_field_that_is_taken_away_is_told_once(data: st.DataObject) -> None:
    content = document()
    name = data.draw(st.sampled_from([each for each in content["components"]["schemas"] if each.endswith("-request")]))
    field = data.draw(st.sampled_from(sorted(fields(content, name))))
    del fields(content, name)[field]
    if field in schema(content, name).get("required", []):
        schema(content, name)["required"].remove(field)
    within = ("files", "[]") if name == "upload-request" else ()  # the schema of each file, not of the body
    (found,) = drift(content)
    assert (found.kind.value, found.breaking, found.place.steps) == ("field gone", True, (*within, field))
