"""The schemas of later endpoints: each fact stands here once more, so that none changes unseen."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.document import Strictness, load

Facts = Mapping[str, object]

SECONDS = ["3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
STRING = {"type": "string"}
URI = {"type": "string", "format": "uri"}
TEXT, LONG_TEXT = {"type": "string", "maxLength": 2500}, {"type": "string", "maxLength": 3072}
NEGATIVE = {"type": "string", "maxLength": 2500, "default": "blur, distort, and low quality"}
SCALE = {"type": "number", "format": "float", "minimum": 0, "maximum": 1, "default": 0.5}
MOVE = "kling-v3-motion-control-request"
TURBO_TEXT, TURBO_IMAGE = "kling-v3-turbo-text-request", "kling-v3-turbo-image-request"
UHD_TEXT, UHD_IMAGE = "kling-4k-text-request", "kling-4k-image-request"
MASK, POINT = "kling-4k-dynamic-mask", "kling-4k-point"
ASK, ASK_ONE, GIVEN, PLACE = "uploads-request", "upload-request", "uploads-requested", "upload-place"
PICTURES = ["image/png", "image/jpeg", "image/webp"]


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


ASPECT, DURATION, UHD_DURATION = map(_ref, ("kling-v3-aspect-ratio", "kling-v3-duration", "kling-4k-duration"))

PROPERTIES = [
    (MOVE, "webhook_url", URI),
    (MOVE, "image_url", URI),
    (MOVE, "video_url", URI),
    (MOVE, "prompt", TEXT),
    (MOVE, "character_orientation", {"type": "string", "enum": ["video", "image"], "default": "video"}),
    (MOVE, "cfg_scale", SCALE),
    (TURBO_TEXT, "webhook_url", URI),
    (TURBO_TEXT, "prompt", LONG_TEXT),
    (TURBO_TEXT, "aspect_ratio", ASPECT),
    (TURBO_TEXT, "duration", DURATION),
    (TURBO_IMAGE, "webhook_url", URI),
    (TURBO_IMAGE, "image", STRING),
    (TURBO_IMAGE, "prompt", LONG_TEXT),
    (TURBO_IMAGE, "duration", DURATION),
    (UHD_TEXT, "webhook_url", URI),
    (UHD_TEXT, "prompt", TEXT),
    (UHD_TEXT, "negative_prompt", NEGATIVE),
    (UHD_TEXT, "cfg_scale", SCALE),
    (UHD_TEXT, "aspect_ratio", ASPECT),
    (UHD_TEXT, "duration", UHD_DURATION),
    (UHD_IMAGE, "webhook_url", URI),
    (UHD_IMAGE, "image", STRING),
    (UHD_IMAGE, "image_tail", STRING),
    (UHD_IMAGE, "prompt", TEXT),
    (UHD_IMAGE, "negative_prompt", NEGATIVE),
    (UHD_IMAGE, "cfg_scale", SCALE),
    (UHD_IMAGE, "duration", UHD_DURATION),
    (UHD_IMAGE, "static_mask", STRING),
    (UHD_IMAGE, "dynamic_masks", {"type": "array", "items": _ref(MASK)}),
    (MASK, "mask", STRING),
    (MASK, "trajectories", {"type": "array", "items": _ref(POINT)}),
    (POINT, "x", {"type": "number"}),
    (POINT, "y", {"type": "number"}),
    (ASK, "files", {"type": "array", "items": _ref(ASK_ONE), "minItems": 1, "maxItems": 14}),
    (ASK_ONE, "content_type", {"type": "string", "enum": PICTURES}),
    (GIVEN, "files", {"type": "array", "items": _ref(PLACE)}),
    (PLACE, "file_id", STRING),
    (PLACE, "upload_url", URI),
    (PLACE, "headers", {"type": "object", "additionalProperties": STRING}),
    (PLACE, "expires_in", {"type": "integer"}),
    (PLACE, "asset_url", URI),
    (PLACE, "asset_url_expires_in", {"type": "integer"}),
]

SCHEMAS: list[tuple[str, Facts]] = [
    (MOVE, {"type": "object", "required": ["image_url", "video_url"]}),
    (TURBO_TEXT, {"type": "object", "required": ["prompt"]}),
    (TURBO_IMAGE, {"type": "object", "required": ["image"]}),
    (UHD_TEXT, {"type": "object", "required": ["prompt"]}),
    (UHD_IMAGE, {"type": "object", "required": ["image"]}),
    (
        "kling-4k-duration",
        {
            "enum": [*SECONDS, *map(int, SECONDS)],
            "default": "5",
            "x-kling3-assumed": "That the lengths are those of the other families.",
        },
    ),
    (MASK, {"type": "object"}),
    (POINT, {"type": "object", "x-kling3-assumed": "That both are numbers."}),
    (ASK, {"type": "object", "required": ["files"]}),
    (ASK_ONE, {"type": "object", "required": ["content_type"]}),
    (
        GIVEN,
        {"type": "object", "required": ["files"], "x-kling3-assumed": "That all is there in every answer."},
    ),
    (
        PLACE,
        {
            "type": "object",
            "required": ["file_id", "upload_url", "headers", "expires_in", "asset_url", "asset_url_expires_in"],
            "x-kling3-assumed": "That all is there for every picture, and that times are whole seconds.",
        },
    ),
]


def _schema(name: str) -> dict[str, object]:
    schema = load(Strictness.PUBLISHED).schema(name)
    return {key: value for key, value in schema.items() if key != "description"}


@pytest.mark.parametrize("name", [name for name, _ in SCHEMAS])
def test_schema_has_these_properties(name: str) -> None:
    properties = _schema(name).get("properties", {})
    assert isinstance(properties, dict)
    found = {
        field: {key: value for key, value in facts.items() if key != "description"}
        for field, facts in properties.items()
    }
    assert found == {field: facts for owner, field, facts in PROPERTIES if owner == name}


@pytest.mark.parametrize(("name", "expected"), SCHEMAS)
def test_schema_says_this_beside_its_properties(name: str, expected: Facts) -> None:
    assert {key: value for key, value in _schema(name).items() if key != "properties"} == expected


@pytest.mark.parametrize(
    ("name", "field", "facts"),
    [
        (MOVE, "image_url", ("public", "300x300", "10 MB", "JPG, PNG or WEBP")),
        (MOVE, "video_url", ("public", "MP4, MOV, WEBM or M4V", "3 to 30 seconds")),
        (MOVE, "character_orientation", ("30 seconds with `video`", "10 with `image`")),
        (TURBO_IMAGE, "image", ("URL or base64",)),
        (UHD_IMAGE, "image", ("URL or base64", "300x300", "10 MB", "1:2.5", "2.5:1")),
        (UHD_IMAGE, "static_mask", ("URL or base64",)),
        (PLACE, "upload_url", ("PUT", "1 GiB")),
        (PLACE, "headers", ("PUT", "as it is")),
        (PLACE, "expires_in", ("seconds", "120")),
        (PLACE, "asset_url_expires_in", ("seconds", "86400")),
    ],
)
def test_bounds_that_no_keyword_can_say_are_told_in_prose(name: str, field: str, facts: tuple[str, ...]) -> None:
    properties = load(Strictness.PUBLISHED).schema(name)["properties"]
    assert isinstance(properties, dict)
    assert [each for each in facts if each not in properties[field]["description"]] == []
