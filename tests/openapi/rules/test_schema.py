"""What only the schema refuses becomes a finding that begins with the field."""

import pytest

from kling3_openapi.endpoints import MOTION_CONTROL, Family
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules import schema
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.schema import finding_of
from kling3_openapi.schemas import Problem, Validator

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

SECONDS = "'3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14' or '15'"

NUMBERS = "'13', '14', '15', 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 or 15"
SECONDS_AND_NUMBERS = f"'3', '4', '5', '6', '7', '8', '9', '10', '11', '12', {NUMBERS}"
MOTION = {"image_url": "https://a.example/fox.png", "video_url": "https://a.example/run.mp4"}
FRAME = {"image": "https://a.example/fox.png"}
WITH_SCALE = (
    *((family, MOTION) for family in MOTION_CONTROL),
    (Family.UHD_TEXT, {"prompt": "A fox"}),
    (Family.UHD_IMAGE, FRAME),
)

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
    *(
        (
            "K065",
            family,
            {"prompt": "A fox", "image_tail": "https://a.example/b.png"} if tail else {},
            "image",
            "image is required",
        )
        for family, tail in ((Family.TURBO_IMAGE, False), (Family.UHD_IMAGE, True))
    ),
    *(
        ("K065", family, {"video_url": "https://a.example/run.mp4"}, "image_url", "image_url is required")
        for family in MOTION_CONTROL
    ),
    *(
        ("K065", family, {"image_url": "https://a.example/fox.png"}, "video_url", "video_url is required")
        for family in MOTION_CONTROL
    ),
    *(
        ("K062", family, {**body, "cfg_scale": 1.5}, "cfg_scale", "cfg_scale must be at most 1, got 1.5")
        for family, body in WITH_SCALE
    ),
    *(
        ("K062", family, {**body, "cfg_scale": -0.1}, "cfg_scale", "cfg_scale must be at least 0, got -0.1")
        for family, body in WITH_SCALE
    ),
    *(
        (
            "K061",
            family,
            {**MOTION, "character_orientation": "left"},
            "character_orientation",
            "character_orientation must be 'video' or 'image', got \"left\": send one of these",
        )
        for family in MOTION_CONTROL
    ),
    (
        "K054",
        Family.MOTION_PRO,
        {**MOTION, "character_orientation": None},
        "character_orientation",
        "character_orientation must not be null but one of 'video' or 'image': leave the field out instead",
    ),
    (
        "K054",
        Family.UHD_TEXT,
        {"prompt": "A fox", "duration": None},
        "duration",
        f"duration must not be null but one of {SECONDS_AND_NUMBERS}: leave the field out instead",
    ),
    (
        "K061",
        Family.UHD_TEXT,
        {"prompt": "A fox", "duration": True},
        "duration",
        f"duration must be {SECONDS_AND_NUMBERS}, got true: send one of these",
    ),
    (
        "K060",
        Family.TURBO_TEXT,
        {"prompt": "A fox", "duration": True},
        "duration",
        f"duration must be of type string, one of {SECONDS}, got a boolean: send one of these",
    ),
    ("K060", Family.TURBO_IMAGE, {"image": 5}, "image", "image must be of type string, got an integer"),
    (
        "K060",
        Family.UHD_IMAGE,
        {**FRAME, "dynamic_masks": {}},
        "dynamic_masks",
        "dynamic_masks must be of type array, got an object",
    ),
    (
        "K060",
        Family.UHD_IMAGE,
        {**FRAME, "dynamic_masks": [{"trajectories": [{"x": "1", "y": 2}]}]},
        "dynamic_masks.0.trajectories.0.x",
        "dynamic_masks.0.trajectories.0.x must be of type number, got a string",
    ),
)


@pytest.mark.parametrize(("code", "family", "body", "name", "expected"), BODIES)
def test_what_no_rule_names_is_told_of_in_the_words_of_the_schema(code, family, body, name, expected):
    (found,) = ORDERS.findings(family, next(iter(family.tiers)), body)
    assert (found.code, found.field, found.message) == (code, f"body.{name}", expected)
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("body", "expected"),
    [([], "a list"), ("{}", "a string"), (None, "null"), (5, "an integer"), (True, "a boolean")],
)
def test_a_body_that_is_no_object_is_refused_whole(body, expected):
    (found,) = ORDERS.findings(K3, next(iter(K3.tiers)), body)
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
    finding = finding_of(problem, K3)
    assert (finding.code, finding.message) == (code, expected)


@pytest.mark.parametrize("family", [each for each in Family if each is not REFERENCE])
def test_another_required_field_is_told_of_as_missing(family):
    (problem,) = Validator({"required": ["size"]}).problems({})
    finding = finding_of(problem, family)
    assert (finding.code, finding.message) == ("K065", "size is required")


def test_what_motion_control_requires_is_told_field_by_field():
    for family in MOTION_CONTROL:
        found = ORDERS.findings(family, next(iter(family.tiers)), {"prompt": "A fox"})
        assert [(each.code, each.field, each.message) for each in found] == [
            ("K065", "body.image_url", "image_url is required"),
            ("K065", "body.video_url", "video_url is required"),
        ]


def test_a_long_message_of_the_validator_is_cut():
    finding = finding_of(Problem("/size", "pattern", "x" * 5000, "x"), K3)
    assert finding.message == f"size {'x' * 195}..."


def test_the_codes_are_ten_and_all_errors():
    assert sorted(entry.code for entry in schema.CODES) == [
        "K025", "K054", "K060", "K061", "K062", "K063", "K064", "K065", "K066", "K076",
    ]  # fmt: skip
    assert {entry.severity for entry in schema.CODES} == {Severity.ERROR}
    assert set(schema.BY_KEYWORD.values()) <= set(schema.CODES)
