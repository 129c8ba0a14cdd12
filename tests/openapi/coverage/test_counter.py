"""Each exchange counts in every dimension for what it touched, and for nothing else."""

from __future__ import annotations

import pytest

from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.coverage.universe import Outcome
from tests.openapi.coverage.exchanges import (
    IMAGE,
    JSON,
    LIST,
    OMNI,
    PRO,
    PROBLEM,
    REFERENCE,
    UHD,
    answered,
    counted,
    ordered,
    touched,
)

UHD_DEFAULTS = [f"kling-4k-t2v {name}: left out" for name in ("negative_prompt", "cfg_scale", "aspect_ratio")]
CREATED = {"data": {"task_id": "1", "status": "CREATED", "generated": []}}


def task(status: str, *urls: str) -> dict[str, object]:
    return {"data": {"task_id": "1", "status": status, "generated": list(urls)}}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", PRO, [f"POST {PRO}"]),
        ("GET", "/v1/ai/video/kling-v3", ["GET /v1/ai/video/kling-v3"]),
        ("GET", "/v1/ai/video/kling-v3/046b", ["GET /v1/ai/video/kling-v3/{task-id}"]),
        ("GET", PRO, []),
        ("POST", "/v1/ai/video/kling-v3", []),
        ("DELETE", PRO, []),
        ("POST", UHD, [f"POST {UHD}"]),
        ("GET", UHD, [f"GET {UHD}"]),
        ("GET", f"{UHD}/046b", [f"GET {UHD}/{{task-id}}"]),
        ("PUT", UHD, []),
        ("GET", "/kling_046b.mp4", []),
        ("", "", []),
    ],
)
def test_a_request_counts_for_the_operation_that_it_reached(method: str, path: str, expected: list[str]) -> None:
    assert touched(Dimension.OPERATIONS, Exchanged(method, path, status=401)) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (ordered({"prompt": "a", "image_list": []}), ["kling-v3 prompt"]),
        (ordered({"prompt": None}, status=400), ["kling-v3 prompt"]),
        (
            ordered({"multi_prompt": [{}, {"duration": "5"}]}),
            ["kling-v3 multi_prompt", "kling-v3 multi_prompt[].duration"],
        ),
        (ordered({"multi_prompt": ["a"]}, OMNI), ["kling-v3-omni multi_prompt"]),
        (
            ordered({"video_url": "a"}, REFERENCE.replace("-pro", "-std")),
            ["reference-to-video/kling-v3-omni video_url"],
        ),
        (ordered({"image": "a", "image_url": "a"}, f"{IMAGE}-1080p"), ["image-to-video/kling-v3-turbo image"]),
        (ordered({"prompt": "a"}, f"{IMAGE}-720p", 400), ["image-to-video/kling-v3-turbo prompt"]),
        (ordered({"prompt": "a"}, UHD), ["kling-4k-t2v prompt"]),
        (Exchanged("GET", UHD, (("prompt", "a"),), b'{"prompt": "a"}', 200), []),
        (Exchanged("GET", LIST, (("page", "2"), ("limit", "9")), status=200), [f"GET {LIST} page"]),
        (Exchanged("GET", "/v1/ai/video/kling-v3", (("page", "2"),), status=200), []),
        (ordered({"prompt": "a"}, status=401), []),
        (ordered({"prompt": "a"}, status=0), []),
        (ordered(b'{"prompt": "a"'), []),
    ],
)
def test_fields_and_parameters_count_where_an_answer_shows_that_they_were_read(
    seen: Exchanged, expected: list[str]
) -> None:
    assert touched(Dimension.PARAMETERS, seen) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (ordered(b"", status=400), ["kling-v3 body: left out"]),
        (Exchanged("POST", PRO, (), None, 200), []),
        (ordered([], status=400), ["kling-v3 body: not an object"]),
        (ordered({"prompt": "a", "duration": 5}, UHD), [*UHD_DEFAULTS, "kling-4k-t2v duration: 5"]),
        (ordered({"prompt": "a", "duration": 5.0}, UHD), [*UHD_DEFAULTS, "kling-4k-t2v duration: 5"]),
        (ordered({"prompt": "a", "duration": "5"}, UHD), [*UHD_DEFAULTS, "kling-4k-t2v duration: '5'"]),
        (ordered({"prompt": "a", "duration": 7.5}, UHD, 400), [*UHD_DEFAULTS, "kling-4k-t2v duration: another value"]),
        (
            ordered({"prompt": "a", "duration": True}, UHD, 400),
            [*UHD_DEFAULTS, "kling-4k-t2v duration: not of one of its types"],
        ),
        (Exchanged("GET", LIST, status=200), [f"GET {LIST} page: left out", f"GET {LIST} page_size: left out"]),
        (
            Exchanged("GET", LIST, (("page", "1"), ("page", "x"), ("page_size", "50")), status=200),
            [f"GET {LIST} page: not an integer", f"GET {LIST} page_size: between 1 and 100"],
        ),
        (
            ordered({"prompt": "a", "shot_type": "customize", "aspect_ratio": 1, "duration": "16"}, OMNI, 400),
            [
                "kling-v3-omni shot_type: 'customize'",
                "kling-v3-omni aspect_ratio: not a string",
                "kling-v3-omni duration: another value",
            ],
        ),
        (answered(task("FAILED")), ["answers status: 'FAILED'"]),
        (answered({"data": [{"task_id": "1", "status": "CREATED"}]}), ["answers status: 'CREATED'"]),
        (answered(task("DONE")), []),
        (answered(task("FAILED"), status=500), []),
    ],
)
def test_keywords_count_with_the_value_that_was_sent_or_answered(seen: Exchanged, expected: list[str]) -> None:
    assert touched(Dimension.KEYWORDS, seen) == expected


def test_a_number_is_no_boolean_and_a_boolean_no_number() -> None:
    words = touched(Dimension.KEYWORDS, ordered({"generate_audio": 1, "cfg_scale": True}, status=400))
    assert {"kling-v3 generate_audio: not a boolean", "kling-v3 cfg_scale: not a number"} <= set(words)
    assert not {"kling-v3 generate_audio: true", "kling-v3 cfg_scale: between 0 and 2"} & set(words)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (ordered({"cfg_scale": 0.5, "duration": "6"}), ["kling-v3 cfg_scale: 0.5"]),
        (answered({"message": "Missing API key"}, 401), ["answer 401: Missing API key"]),
        (answered({"message": "Missing API key"}, 400), []),
        (answered({"message": "No key"}, 401), []),
        (answered(task("COMPLETED", "https://a.example/b.mp4")), ["answer 200: COMPLETED with a URL"]),
        (answered(task("COMPLETED")), []),
    ],
)
def test_examples_count_when_they_are_sent_or_answered_whatever_the_id(seen: Exchanged, expected: list[str]) -> None:
    assert touched(Dimension.EXAMPLES, seen) == expected


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (200, JSON, [f"POST {PRO}: 200 application/json"]),
        (400, "Application/Problem+JSON; charset=utf-8", [f"POST {PRO}: 400 {PROBLEM}"]),
        (429, JSON, [f"POST {PRO}: 429 application/json"]),
        (503, "text/html", []),
        (418, JSON, []),
        (200, "", []),
        (0, "", []),
    ],
)
def test_responses_count_with_their_status_and_content_type(status: int, kind: str, expected: list[str]) -> None:
    assert touched(Dimension.RESPONSES, Exchanged("POST", PRO, (), b"{}", status, kind)) == expected


@pytest.mark.parametrize(
    ("path", "codes", "expected"),
    [
        (PRO, ["K001", "K001"], ["K001 image_list has no effect on Kling 3"]),
        ("/v1/ai/video/kling-v9", ["K078"], ["K078 There is no such path"]),
        (PRO, ["K999"], []),
    ],
)
def test_rules_count_when_a_request_broke_them(path: str, codes: list[str], expected: list[str]) -> None:
    assert touched(Dimension.RULES, Exchanged("POST", path, codes=codes)) == expected


def test_transitions_count_over_answers_lists_and_webhooks_that_were_taken() -> None:
    coverage = Coverage()
    coverage.exchange(answered(CREATED, path=PRO, method="POST"))
    coverage.webhook("FAILED", Outcome.GIVEN_UP, "1")
    coverage.exchange(answered({"data": [{"task_id": "1", "status": "IN_PROGRESS"}]}, path="/v1/ai/video/kling-v3"))
    coverage.webhook("COMPLETED", Outcome.TAKEN, "1")
    assert coverage.to_json()["transitions"] == ["CREATED -> IN_PROGRESS", "IN_PROGRESS -> COMPLETED"]


def test_an_order_that_is_answered_with_a_known_id_is_another_task() -> None:
    coverage = Coverage()
    order = answered(CREATED, path=PRO, method="POST")
    counted([order, answered(task("FAILED")), order, answered(task("COMPLETED"))], coverage)
    assert coverage.to_json()["transitions"] == ["CREATED -> COMPLETED", "CREATED -> FAILED"]


def test_a_status_that_there_is_not_tells_nothing_of_its_task() -> None:
    seen = [answered(task(status)) for status in ("DONE", "CREATED", "DONE", "FAILED")]
    assert touched(Dimension.TRANSITIONS, *seen) == ["CREATED -> FAILED"]


@pytest.mark.parametrize(
    ("status", "outcome", "expected"),
    [
        ("COMPLETED", Outcome.TAKEN, ["COMPLETED taken"]),
        ("FAILED", Outcome.RETRIED, ["FAILED tried again"]),
        ("IN_PROGRESS", Outcome.GIVEN_UP, ["IN_PROGRESS given up"]),
        ("DONE", Outcome.TAKEN, []),
    ],
)
def test_webhooks_count_with_their_status_and_outcome(status: str, outcome: Outcome, expected: list[str]) -> None:
    coverage = Coverage()
    coverage.webhook(status, outcome, "1")
    assert coverage.to_json()["webhooks"] == expected
