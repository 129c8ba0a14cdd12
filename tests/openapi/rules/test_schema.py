"""What only the schema refuses becomes a finding that begins with the field."""

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules import schema
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.schema import finding_of
from kling3_openapi.schemas import Problem, Validator

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

SECONDS = "'3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14' or '15'"

BODIES = (
    (
        "K025",
        REFERENCE,
        {"prompt": "Run as in @Video1"},
        "video_url",
        "video_url is missing and reference-to-video needs video_url: send the URL of an MP4 or MOV",
    ),
    (
        "K054",
        K3,
        {"prompt": "A fox", "negative_prompt": None},
        "negative_prompt",
        "negative_prompt must not be null: leave the field out instead",
    ),
    (
        "K054",
        K3,
        {"prompt": "A fox", "aspect_ratio": None},
        "aspect_ratio",
        "aspect_ratio must not be null but one of '16:9', '9:16' or '1:1': leave the field out instead",
    ),
    (
        "K054",
        OMNI,
        {"multi_prompt": ["A fox", None]},
        "multi_prompt.1",
        "multi_prompt.1 must not be null: leave the field out instead",
    ),
    (
        "K060",
        K3,
        {"prompt": "A fox", "generate_audio": "true"},
        "generate_audio",
        "generate_audio must be of type boolean, got a string",
    ),
    (
        "K060",
        K3,
        {"prompt": ["A fox"]},
        "prompt",
        "prompt must be of type string, got a list",
    ),
    (
        "K060",
        K3,
        {"multi_prompt": [{"prompt": "A fox", "duration": True}]},
        "multi_prompt.0.duration",
        f"multi_prompt.0.duration must be of type string, one of {SECONDS}, got a boolean: send one of these",
    ),
    (
        "K062",
        K3,
        {"prompt": "A fox", "cfg_scale": 2.5},
        "cfg_scale",
        "cfg_scale must be at most 2, got 2.5",
    ),
    (
        "K062",
        K3,
        {"prompt": "A fox", "cfg_scale": -1},
        "cfg_scale",
        "cfg_scale must be at least 0, got -1",
    ),
    (
        "K064",
        OMNI,
        {"prompt": "A fox", "webhook_url": "example.com/hook"},
        "webhook_url",
        "webhook_url must be a valid uri, got 'example.com/hook': write a whole URL with https://",
    ),
)


@pytest.mark.parametrize(("code", "family", "body", "name", "expected"), BODIES)
def test_what_no_rule_names_is_told_of_in_the_words_of_the_schema(code, family, body, name, expected):
    (found,) = ORDERS.findings(family, Tier.PRO, body)
    assert (found.code, found.field, found.message) == (code, f"body.{name}", expected)
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("body", "expected"),
    [([], "a list"), ("{}", "a string"), (None, "null"), (5, "an integer"), (True, "a boolean")],
)
def test_a_body_that_is_no_object_is_refused_whole(body, expected):
    (found,) = ORDERS.findings(K3, Tier.PRO, body)
    assert (found.code, found.location, found.pointer) == ("K076", Location.BODY, "")
    assert found.message == f"the body must be a JSON object, got {expected}: send one object with a prompt"


OTHER_SCHEMAS = (
    ("K061", {"enum": ["a", "b"]}, "c", "size must be 'a' or 'b', got \"c\": send one of these"),
    ("K063", {"maxLength": 2}, "abc", "size must have at most 2 characters, got 3"),
    ("K063", {"maxItems": 1}, [1, 2], "size must have at most 1 items, got 2"),
    ("K066", {"minLength": 2}, "a", 'size "a" is shorter than 2 characters'),
)


@pytest.mark.parametrize(("code", "part", "value", "expected"), OTHER_SCHEMAS)
def test_every_keyword_has_a_code(code, part, value, expected):
    (problem,) = Validator({"properties": {"size": part}}).problems({"size": value})
    assert (finding_of(problem).code, finding_of(problem).message) == (code, expected)


def test_another_required_field_is_told_of_as_missing():
    (problem,) = Validator({"required": ["size"]}).problems({})
    assert (finding_of(problem).code, finding_of(problem).message) == ("K065", "size is required")


def test_a_long_message_of_the_validator_is_cut():
    finding = finding_of(Problem("/size", "pattern", "x" * 5000, "x"))
    assert finding.message == f"size {'x' * 195}..."


def test_the_codes_are_ten_and_all_errors():
    assert sorted(entry.code for entry in schema.CODES) == [
        "K025", "K054", "K060", "K061", "K062", "K063", "K064", "K065", "K066", "K076",
    ]  # fmt: skip
    assert {entry.severity for entry in schema.CODES} == {Severity.ERROR}
    assert set(schema.BY_KEYWORD.values()) <= set(schema.CODES)
