"""The schemas of the published document: each fact stands here once more, so that none changes unseen."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.document import Strictness, load
from tests.openapi.test_later_schemas import SCHEMAS as LATER

Facts = Mapping[str, object]

PROSE = ("description", "summary", "title")
SECONDS = ["3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
STRING = {"type": "string"}
STRINGS = {"type": "array", "items": STRING}
URI = {"type": "string", "format": "uri"}
TEXT = {"type": "string", "maxLength": 2500}
NEGATIVE = {"type": "string", "maxLength": 2500, "default": "blur, distort, and low quality"}
SCALE = {"type": "number", "format": "float", "minimum": 0, "maximum": 2, "default": 0.5}
TASK_ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
TASK_EXAMPLE = {"task_id": TASK_ID, "status": "CREATED"}
DETAIL_EXAMPLE = {**TASK_EXAMPLE, "generated": ["https://openapi-generator.tech"] * 2}
UNPAGED = "Parameter 'page' must be greater than 0"
PROBLEM = "get_all_style_transfer_tasks_400_response_1_problem"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


ASPECT, DURATION = _ref("kling-v3-aspect-ratio"), _ref("kling-v3-duration")
OMNI_ASPECT = _ref("kling-v3-omni-aspect-ratio")

PROPERTIES = [
    ("kling-v3-request", "webhook_url", URI),
    ("kling-v3-request", "prompt", TEXT),
    ("kling-v3-request", "multi_prompt",
     {"type": "array", "maxItems": 6, "items": _ref("kling-v3-multi-prompt-item")}),
    ("kling-v3-request", "start_image_url", STRING),
    ("kling-v3-request", "end_image_url", STRING),
    ("kling-v3-request", "elements", {"type": "array", "items": _ref("kling-v3-element")}),
    ("kling-v3-request", "generate_audio", {"type": "boolean", "default": True}),
    ("kling-v3-request", "voice_ids", STRINGS),
    ("kling-v3-request", "shot_type",
     {"type": "string", "enum": ["customize", "intelligent"], "default": "customize"}),
    ("kling-v3-request", "aspect_ratio", ASPECT),
    ("kling-v3-request", "duration", DURATION),
    ("kling-v3-request", "negative_prompt", NEGATIVE),
    ("kling-v3-request", "cfg_scale", SCALE),
    ("kling-v3-multi-prompt-item", "prompt", TEXT),
    ("kling-v3-multi-prompt-item", "duration", {"type": "string", "enum": SECONDS}),
    ("kling-v3-element", "reference_image_urls", STRINGS),
    ("kling-v3-element", "frontal_image_url", STRING),
    ("kling-v3-omni-request", "webhook_url", URI),
    ("kling-v3-omni-request", "prompt", TEXT),
    ("kling-v3-omni-request", "multi_prompt", {"type": "array", "maxItems": 6, "items": STRING}),
    ("kling-v3-omni-request", "shot_type",
     {"type": "string", "enum": ["customize"], "default": "customize"}),
    ("kling-v3-omni-request", "image_url", STRING),
    ("kling-v3-omni-request", "start_image_url", STRING),
    ("kling-v3-omni-request", "end_image_url", STRING),
    ("kling-v3-omni-request", "image_urls", STRINGS),
    ("kling-v3-omni-request", "elements", {"type": "array", "items": _ref("kling-v3-omni-element")}),
    ("kling-v3-omni-request", "generate_audio", {"type": "boolean"}),
    ("kling-v3-omni-request", "voice_ids", STRINGS),
    ("kling-v3-omni-request", "aspect_ratio", OMNI_ASPECT),
    ("kling-v3-omni-request", "duration", DURATION),
    ("kling-v3-omni-element", "reference_image_urls", STRINGS),
    ("kling-v3-omni-element", "frontal_image_url", STRING),
    ("kling-v3-omni-video-reference-request", "webhook_url", URI),
    ("kling-v3-omni-video-reference-request", "prompt", TEXT),
    ("kling-v3-omni-video-reference-request", "image_url", STRING),
    ("kling-v3-omni-video-reference-request", "video_url", URI),
    ("kling-v3-omni-video-reference-request", "duration", DURATION),
    ("kling-v3-omni-video-reference-request", "aspect_ratio", OMNI_ASPECT),
    ("kling-v3-omni-video-reference-request", "cfg_scale", SCALE),
    ("kling-v3-omni-video-reference-request", "negative_prompt", NEGATIVE),
    ("task", "task_id", {"type": "string", "format": "uuid"}),
    ("task", "status", {"type": "string", "enum": ["CREATED", "IN_PROGRESS", "COMPLETED", "FAILED"]}),
    ("get_all_style_transfer_tasks_200_response", "data", {"type": "array", "items": _ref("task")}),
    ("get_style_transfer_task_status_200_response", "data", _ref("task-detail")),
    ("get_all_style_transfer_tasks_400_response", "message", STRING),
    ("get_all_style_transfer_tasks_400_response_1", "problem", _ref(PROBLEM)),
    (PROBLEM, "message", {"type": "string", "example": "Your request parameters didn't validate."}),
    (PROBLEM, "invalid_params", {"type": "array", "items": _ref(f"{PROBLEM}_invalid_params_inner")}),
    (f"{PROBLEM}_invalid_params_inner", "name", {"type": "string", "example": "page"}),
    (f"{PROBLEM}_invalid_params_inner", "reason", {"type": "string", "example": UNPAGED}),
    ("get_all_style_transfer_tasks_500_response", "message",
     {"type": "string", "example": "Internal Server Error"}),
    ("get_all_style_transfer_tasks_503_response", "message",
     {"type": "string", "example": "Service Unavailable. Please try again later."}),
]  # fmt: skip

OBJECT = {"type": "object"}
SCHEMAS = [
    ("kling-v3-request", OBJECT),
    ("kling-v3-multi-prompt-item", OBJECT),
    ("kling-v3-element", OBJECT),
    ("kling-v3-aspect-ratio", {"type": "string", "enum": ["16:9", "9:16", "1:1"], "default": "16:9"}),
    ("kling-v3-duration", {"type": "string", "enum": SECONDS, "default": "5"}),
    ("kling-v3-omni-request", OBJECT),
    ("kling-v3-omni-element", OBJECT),
    ("kling-v3-omni-aspect-ratio",
     {"type": "string", "enum": ["auto", "16:9", "9:16", "1:1"], "default": "16:9"}),
    ("kling-v3-omni-video-reference-request", {"type": "object", "required": ["video_url"]}),
    ("task-detail-200-default-response", {}),
    ("task", {"type": "object", "required": ["status", "task_id"], "example": TASK_EXAMPLE}),
    ("task-detail", {
        "allOf": [_ref("task"), {
            "type": "object", "required": ["generated"],
            "properties": {"generated": {"type": "array", "items": URI}},
        }],
        "example": DETAIL_EXAMPLE,
    }),
    ("get_all_style_transfer_tasks_200_response",
     {"type": "object", "required": ["data"], "example": {"data": [TASK_EXAMPLE, TASK_EXAMPLE]}}),
    ("get_style_transfer_task_status_200_response",
     {"type": "object", "required": ["data"], "example": {"data": DETAIL_EXAMPLE}}),
    ("get_all_style_transfer_tasks_400_response", {"type": "object", "example": {"message": "message"}}),
    ("get_all_style_transfer_tasks_400_response_1", OBJECT),
    (PROBLEM, {"type": "object", "required": ["invalid_params", "message"]}),
    (f"{PROBLEM}_invalid_params_inner", {"type": "object", "required": ["name", "reason"]}),
    ("get_all_style_transfer_tasks_500_response",
     {"type": "object", "example": {"message": "Internal Server Error"}}),
    ("get_all_style_transfer_tasks_503_response",
     {"type": "object", "example": {"message": "Service Unavailable. Please try again later."}}),
]  # fmt: skip


def _facts(value: object) -> object:
    """A value of the document without its prose."""
    if isinstance(value, list):
        return [_facts(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _facts(each) for key, each in value.items() if key not in PROSE}
    return value


def _schema(name: str) -> Facts:
    schema = _facts(load(Strictness.PUBLISHED).schema(name))
    assert isinstance(schema, dict)
    return schema


@pytest.mark.parametrize("name", [name for name, _ in SCHEMAS])
def test_schema_has_these_properties(name: str) -> None:
    schema = _schema(name)
    assert schema.get("properties", {}) == {field: facts for owner, field, facts in PROPERTIES if owner == name}


@pytest.mark.parametrize(("name", "expected"), SCHEMAS)
def test_schema_says_this_beside_its_properties(name: str, expected: Facts) -> None:
    schema = _schema(name)
    assert {key: value for key, value in schema.items() if key != "properties"} == expected


def test_schemas_are_these_and_no_others() -> None:
    components = load(Strictness.PUBLISHED).content["components"]
    assert isinstance(components, dict)
    assert set(components["schemas"]) == {name for name, _ in (*SCHEMAS, *LATER)}
