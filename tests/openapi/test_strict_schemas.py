"""What the strict schemas take and refuse: orders by the provider's prose, answers as they were seen."""

from __future__ import annotations

import pytest

from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import ENDPOINTS, MOTION_CONTROL, TURBO, UHD, Endpoint, Family, Kind
from kling3_openapi.schemas import Validator

Body = dict[str, object]

KLING3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE
IMAGE, VIDEO = "https://a.example/i.png", "https://a.example/v.mp4"
HOOK = "http://127.0.0.1:8000/hook?a=1"
ELEMENT = {"frontal_image_url": IMAGE, "reference_image_urls": [IMAGE, "HTTP://b.example"]}
SHOT = {"prompt": "A cat", "duration": "3"}
LONG_SHOTS = [{"prompt": "A cat", "duration": "15"}, {"prompt": "A dog", "duration": "15"}]
ORDER: Body = {"prompt": "A cat"}
FOLLOW: Body = {"video_url": VIDEO}
MOVE: Body = {"image_url": IMAGE, "video_url": VIDEO}
FRAME: Body = {"image": IMAGE}
BASE64 = "iVBORw0KGgo="
MASK = {"mask": IMAGE, "trajectories": [{"x": 1, "y": 2.5}, {"x": 3, "y": 4}]}
TASK_ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
TASK = {"task_id": TASK_ID, "status": "CREATED", "generated": []}
PARAM = {"name": "duration", "reason": "must be of type string", "field": "body.duration"}
LIMIT = "You've reached the rate limit per minute for this service"
CREATES = [each for each in ENDPOINTS if each.kind is Kind.CREATE]
CREATED, ERROR = "task-detail-200-default-response", "get_all_style_transfer_tasks_400_response"

VALID: list[tuple[Family, Body]] = [
    (KLING3, ORDER),
    (KLING3, {"multi_prompt": [SHOT]}),
    (KLING3, {"prompt": "  ", "multi_prompt": [SHOT]}),
    (KLING3, {"prompt": "A cat", "multi_prompt": [SHOT], "start_image_url": IMAGE}),
    (KLING3, {"prompt": " A cat ", "voice_ids": ["a", "b"]}),
    (KLING3, {**ORDER, "start_image_url": "HTTPS://A.EXAMPLE/I.PNG", "end_image_url": "hTTp://a.example"}),
    (KLING3, {**ORDER, "webhook_url": HOOK}),
    (KLING3, {**ORDER, "start_image_url": "https://user:word@b\xfccher.example:8443?i.png"}),
    (KLING3, {**ORDER, "elements": [ELEMENT]}),
    (KLING3, {**ORDER, "multi_prompt": LONG_SHOTS}),  # more than 15 s: no schema can add up
    (KLING3, {**ORDER, "image_list": [], "camera_control": None}),  # unknown fields are ignored
    (OMNI, ORDER),
    (OMNI, {"multi_prompt": ["A cat"]}),
    (OMNI, {"prompt": "A cat", "multi_prompt": ["A dog"]}),
    (OMNI, {"prompt": "A cat", "multi_prompt": ["A dog"], "image_urls": [IMAGE]}),
    (OMNI, {"prompt": "A cat", "image_url": IMAGE}),
    (OMNI, {"multi_prompt": ["A cat"], "start_image_url": IMAGE, "end_image_url": IMAGE}),
    (OMNI, {"prompt": "", "multi_prompt": ["A cat"], "image_url": IMAGE}),
    (OMNI, {"prompt": "A cat", "multi_prompt": [], "image_url": IMAGE}),
    (OMNI, {**ORDER, "elements": [ELEMENT], "webhook_url": HOOK}),
    (OMNI, {**ORDER, "video_url": "unknown to Omni, so ignored"}),
    (OMNI, {**ORDER, "elements": [ELEMENT] * 3, "image_urls": [IMAGE] * 2}),  # five pictures: the same
    (REFERENCE, FOLLOW),
    (REFERENCE, {**FOLLOW, "image_url": IMAGE, "webhook_url": HOOK}),
    (REFERENCE, {**FOLLOW, "prompt": "", "multi_prompt": 7}),
    *((family, body) for family in MOTION_CONTROL for body in (
        MOVE,
        {**MOVE, "prompt": "", "webhook_url": HOOK},
        {**MOVE, "character_orientation": "image", "cfg_scale": 1},
        {**MOVE, "duration": 5, "aspect_ratio": "auto", "generate_audio": None},  # all unknown to it, so ignored
    )),
    *((family, body) for family in (Family.TURBO_TEXT, Family.UHD_TEXT) for body in (
        ORDER,
        {**ORDER, "webhook_url": HOOK, "duration": "15", "aspect_ratio": "1:1"},
        {**ORDER, "multi_prompt": [], "image": 7},
    )),
    *((family, body) for family in (Family.TURBO_IMAGE, Family.UHD_IMAGE) for body in (
        FRAME,
        {"image": BASE64},
        {"image": f"data:image/png;base64,{BASE64}"},
        {**FRAME, "prompt": "", "webhook_url": HOOK, "duration": "3"},
    )),
    *((family, {**ORDER, **FRAME, "duration": 15, "negative_prompt": ""}) for family in UHD),
    (Family.TURBO_TEXT, {"prompt": "x" * 3072}),
    (Family.UHD_IMAGE, {**FRAME, "image_tail": BASE64, "static_mask": BASE64, "dynamic_masks": [MASK, {}]}),
]  # fmt: skip

INVALID: list[tuple[Family, Body, str]] = [
    (KLING3, {}, ""),
    (KLING3, {"prompt": ""}, ""),
    (KLING3, {"prompt": " \t\n "}, ""),
    (KLING3, {"multi_prompt": []}, ""),
    (KLING3, {"prompt": " ", "multi_prompt": []}, ""),
    (KLING3, {"start_image_url": IMAGE}, ""),
    (KLING3, {**ORDER, "voice_ids": ["a", "b", "c"]}, "/voice_ids"),
    (KLING3, {**ORDER, "start_image_url": "data:image/png;base64,AAAA"}, "/start_image_url"),
    (KLING3, {**ORDER, "end_image_url": "iVBORw0KGgo="}, "/end_image_url"),
    *((KLING3, {**ORDER, "end_image_url": url}, "/end_image_url")
      for url in ("https://", "http://:80", "http://user@", "http://a[", "http://a:port/", "http:// a")),
    (KLING3, {**ORDER, "webhook_url": "ftp://a.example/"}, "/webhook_url"),
    (KLING3, {**ORDER, "webhook_url": "http://a b"}, "/webhook_url"),
    (KLING3, {**ORDER, "elements": [{"frontal_image_url": ""}]}, "/elements/0/frontal_image_url"),
    (KLING3, {**ORDER, "elements": [{"reference_image_urls": [IMAGE, "x"]}]},
     "/elements/0/reference_image_urls/1"),
    (KLING3, {**ORDER, "duration": 5}, "/duration"),
    (OMNI, {}, ""),
    (OMNI, {"prompt": " "}, ""),
    (OMNI, {"multi_prompt": []}, ""),
    (OMNI, {"prompt": "A cat", "multi_prompt": ["A dog"], "image_url": IMAGE}, ""),
    (OMNI, {"prompt": "A cat", "multi_prompt": ["A dog"], "start_image_url": IMAGE}, ""),
    (OMNI, {"prompt": "A cat", "multi_prompt": ["A dog"], "end_image_url": IMAGE}, ""),
    (OMNI, {**ORDER, "voice_ids": ["a", "b", "c"]}, "/voice_ids"),
    (OMNI, {**ORDER, "image_url": "/i.png"}, "/image_url"),
    (OMNI, {**ORDER, "start_image_url": "https:/a"}, "/start_image_url"),
    (OMNI, {**ORDER, "end_image_url": " https://a.example"}, "/end_image_url"),
    (OMNI, {**ORDER, "image_urls": [IMAGE, "file:///i.png"]}, "/image_urls/1"),
    (OMNI, {**ORDER, "image_urls": ["http:///i.png"]}, "/image_urls/0"),
    (OMNI, {**ORDER, "webhook_url": "ws://a.example/"}, "/webhook_url"),
    (OMNI, {**ORDER, "elements": [{"frontal_image_url": "x"}]}, "/elements/0/frontal_image_url"),
    (OMNI, {**ORDER, "elements": [{"reference_image_urls": ["x"]}]}, "/elements/0/reference_image_urls/0"),
    (REFERENCE, {}, "/video_url"),
    (REFERENCE, {"video_url": "s3://a/v.mp4"}, "/video_url"),
    (REFERENCE, {"video_url": "https://a b/v.mp4"}, "/video_url"),
    (REFERENCE, {**FOLLOW, "image_url": "data:,"}, "/image_url"),
    (REFERENCE, {**FOLLOW, "webhook_url": "mailto:a@a.example"}, "/webhook_url"),
    *((family, body, place) for family in MOTION_CONTROL for body, place in (
        ({"video_url": VIDEO}, "/image_url"),
        ({"image_url": IMAGE}, "/video_url"),
        ({**MOVE, "image_url": f"data:image/png;base64,{BASE64}"}, "/image_url"),
        ({**MOVE, "image_url": BASE64}, "/image_url"),
        ({**MOVE, "video_url": "s3://a/v.mp4"}, "/video_url"),
        ({**MOVE, "webhook_url": "mailto:a@a.example"}, "/webhook_url"),
        ({**MOVE, "character_orientation": "left"}, "/character_orientation"),
        ({**MOVE, "cfg_scale": 1.01}, "/cfg_scale"),
        ({**MOVE, "prompt": "x" * 2501}, "/prompt"),
    )),
    *((family, body, place) for family in (Family.TURBO_TEXT, Family.UHD_TEXT) for body, place in (
        ({}, "/prompt"),
        ({"multi_prompt": [SHOT]}, "/prompt"),
        ({"prompt": " \t\n "}, "/prompt"),
        ({**ORDER, "aspect_ratio": "auto"}, "/aspect_ratio"),
        ({**ORDER, "duration": "2"}, "/duration"),
        ({**ORDER, "webhook_url": "ftp://a.example/"}, "/webhook_url"),
    )),
    *((family, body, place) for family in (Family.TURBO_IMAGE, Family.UHD_IMAGE) for body, place in (
        (ORDER, "/image"),
        ({"image_url": IMAGE}, "/image"),
        ({"image": [IMAGE]}, "/image"),
        ({**FRAME, "duration": "16"}, "/duration"),
        ({**FRAME, "webhook_url": "ftp://a.example/"}, "/webhook_url"),
    )),
    *((family, {**ORDER, **FRAME, "duration": 5}, "/duration") for family in TURBO),
    *((family, {**FRAME, "prompt": "x" * 3073}, "/prompt") for family in TURBO),
    *((family, {**FRAME, "prompt": "x" * 2501}, "/prompt") for family in UHD),
    *((family, {**ORDER, **FRAME, "duration": 2}, "/duration") for family in UHD),
    *((family, {**ORDER, **FRAME, "cfg_scale": 2}, "/cfg_scale") for family in UHD),
    (Family.UHD_IMAGE, {**FRAME, "dynamic_masks": [{"mask": 5}]}, "/dynamic_masks/0/mask"),
    (Family.UHD_IMAGE, {**FRAME, "dynamic_masks": [{"trajectories": [{"x": "1"}]}]},
     "/dynamic_masks/0/trajectories/0/x"),
]  # fmt: skip


def _creates(family: Family) -> list[Endpoint]:
    return [each for each in CREATES if each.family is family]


def _component(name: str) -> Validator:
    components = load(Strictness.STRICT).content["components"]
    return Validator({"$ref": f"#/components/schemas/{name}", "components": components})


@pytest.mark.parametrize(("family", "body"), VALID)
def test_order_is_taken(family: Family, body: Body) -> None:
    for endpoint in _creates(family):
        assert Validator(load(Strictness.STRICT).request_schema(endpoint)).problems(body) == ()


@pytest.mark.parametrize(("family", "body", "expected"), INVALID)
def test_order_is_refused_at_one_place(family: Family, body: Body, expected: str) -> None:
    for endpoint in _creates(family):
        problems = Validator(load(Strictness.STRICT).request_schema(endpoint)).problems(body)
        assert [each.pointer for each in problems] == [expected]


@pytest.mark.parametrize(
    ("schema", "answer", "expected"),
    [
        (CREATED, {"data": TASK}, []),
        (CREATED, {}, ["/data"]),
        (CREATED, TASK, ["/data"]),
        (CREATED, "", [""]),
        (CREATED, {"data": {}}, ["/data/status", "/data/task_id", "/data/generated"]),
        (CREATED, {"data": {**TASK, "task_id": 7}}, ["/data/task_id"]),
        (CREATED, {"data": {**TASK, "status": "DONE"}}, ["/data/status"]),
        (CREATED, {"data": {**TASK, "generated": [{}]}}, ["/data/generated/0"]),
        ("task-detail", TASK, []),
        ("task-detail", {"data": TASK}, ["/status", "/task_id", "/generated"]),
        (ERROR, {"message": "Validation error", "invalid_params": [PARAM]}, []),
        (ERROR, {"message": "Validation error"}, []),
        (ERROR, {}, ["/message"]),
        (ERROR, {"message": "a", "invalid_params": {}}, ["/invalid_params"]),
        (ERROR, {"message": "a", "invalid_params": ["body.duration"]}, ["/invalid_params/0"]),
        (ERROR, {"message": "a", "invalid_params": [{}]},
         [f"/invalid_params/0/{each}" for each in ("name", "reason", "field")]),
        (ERROR, {"message": "a", "invalid_params": [{**PARAM, "field": None}]}, ["/invalid_params/0/field"]),
        (ERROR, {"message": "a", "invalid_params": [{**PARAM, "name": 1}]}, ["/invalid_params/0/name"]),
        (ERROR, {"message": "a", "invalid_params": [{**PARAM, "reason": 1}]}, ["/invalid_params/0/reason"]),
        (f"{ERROR}_1", {"problem": {"message": "a", "invalid_params": []}}, []),
        (f"{ERROR}_1", {}, ["/problem"]),
        ("rate-limit-response", {"message": f"{LIMIT}. Wait a minute."}, []),
        ("rate-limit-response", {"message": "Too many requests"}, ["/message"]),
        ("rate-limit-response", {"message": None}, ["/message"]),
        ("rate-limit-response", {}, ["/message"]),
        ("rate-limit-response", LIMIT, [""]),
    ],
)  # fmt: skip
def test_answer_keeps_or_breaks_its_schema(schema: str, answer: object, expected: list[str]) -> None:
    problems = _component(schema).problems(answer)
    assert sorted(each.pointer for each in problems) == sorted(expected)


@pytest.mark.parametrize(
    ("position", "value", "expected"),
    [
        (0, "m", []),
        (0, "", [""]),
        (0, 7, [""]),
        (1, 0, []),
        (1, "yesterday", [""]),
        (1, -1, [""]),
        (2, f"v1,{'A' * 43}=", []),
        (2, f"v1,{'A' * 43}= v2,{'b' * 43}=", []),
        (2, 7, [""]),
        (2, f"{'A' * 43}=", [""]),
        (2, f"v1,{'0' * 64}", [""]),
        (2, f"v1,{'A' * 43}=,v2,{'b' * 43}=", [""]),
    ],
)
def test_webhook_header_keeps_or_breaks_its_schema(position: int, value: object, expected: list[str]) -> None:
    components = load(Strictness.STRICT).content["components"]
    assert isinstance(components, dict)
    call = components["callbacks"]["task-changed"]["{$request.body#/webhook_url}"]["post"]
    problems = Validator(call["parameters"][position]["schema"]).problems(value)
    assert [each.pointer for each in problems] == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("x-request-id", f"ak-{'0a' * 16}", []),
        ("x-request-id", "0a" * 16, [""]),
        ("x-request-id", 7, [""]),
        ("x-kling3-findings", "K001", []),
        ("x-kling3-findings", ["K001"], [""]),
        ("x-ratelimit-limit", 0, []),
        ("x-ratelimit-limit", "many", [""]),
        ("x-ratelimit-limit", -1, [""]),
        ("x-ratelimit-remaining", 0, []),
        ("x-ratelimit-reset", 0, []),
        ("x-ratelimit-remaining", "many", [""]),
        ("x-ratelimit-remaining", -1, [""]),
        ("x-ratelimit-reset", 1.5, [""]),
        ("x-ratelimit-reset", -1, [""]),
    ],
)
def test_header_keeps_or_breaks_its_schema(name: str, value: object, expected: list[str]) -> None:
    components = load(Strictness.STRICT).content["components"]
    assert isinstance(components, dict)
    problems = Validator(components["headers"][name]["schema"]).problems(value)
    assert [each.pointer for each in problems] == expected
