"""The operations of later endpoints: each fact stands here once more, with where it comes from and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import pytest
import yaml

from kling3_openapi.document import Strictness, load

Facts = Mapping[str, object]

PROSE = ("description", "summary")
JSON = "application/json"

MOTION = "/v1/ai/video/kling-v3-motion-control"
TEXT, IMAGE = "/v1/ai/text-to-video/kling-v3-turbo", "/v1/ai/image-to-video/kling-v3-turbo"
UHD = "/v1/ai/video/kling-4k"
MOVE = "kling-v3-motion-control-request"

CREATED = {200: "task-created", 400: "bad-request", 401: "unauthorized", 500: "internal-server-error"}
BUSY = {503: "service-unavailable"}
TASK = [{"in": "path", "name": "task-id", "required": True, "schema": {"type": "string"}}]

OPERATIONS = [
    # operation id, method, path, body
    ("postAiVideoKlingV3MotionControlPro", "post", f"{MOTION}-pro", MOVE),
    ("getAiVideoKlingV3MotionControlProTasks", "get", f"{MOTION}-pro", None),
    ("getAiVideoKlingV3MotionControlProTask", "get", f"{MOTION}-pro/{{task-id}}", None),
    ("postAiVideoKlingV3MotionControlStd", "post", f"{MOTION}-std", MOVE),
    ("getAiVideoKlingV3MotionControlStdTasks", "get", f"{MOTION}-std", None),
    ("getAiVideoKlingV3MotionControlStdTask", "get", f"{MOTION}-std/{{task-id}}", None),
    ("postAiTextToVideoKlingV3Turbo720p", "post", f"{TEXT}-720p", "kling-v3-turbo-text-request"),
    ("postAiTextToVideoKlingV3Turbo1080p", "post", f"{TEXT}-1080p", "kling-v3-turbo-text-request"),
    ("getAiTextToVideoKlingV3TurboTasks", "get", TEXT, None),
    ("getAiTextToVideoKlingV3TurboTask", "get", f"{TEXT}/{{task-id}}", None),
    ("postAiImageToVideoKlingV3Turbo720p", "post", f"{IMAGE}-720p", "kling-v3-turbo-image-request"),
    ("postAiImageToVideoKlingV3Turbo1080p", "post", f"{IMAGE}-1080p", "kling-v3-turbo-image-request"),
    ("getAiImageToVideoKlingV3TurboTasks", "get", IMAGE, None),
    ("getAiImageToVideoKlingV3TurboTask", "get", f"{IMAGE}/{{task-id}}", None),
    ("postAiVideoKling4kT2v", "post", f"{UHD}-t2v", "kling-4k-text-request"),
    ("getAiVideoKling4kT2vTasks", "get", f"{UHD}-t2v", None),
    ("getAiVideoKling4kT2vTask", "get", f"{UHD}-t2v/{{task-id}}", None),
    ("postAiVideoKling4kI2v", "post", f"{UHD}-i2v", "kling-4k-image-request"),
    ("getAiVideoKling4kI2vTasks", "get", f"{UHD}-i2v", None),
    ("getAiVideoKling4kI2vTask", "get", f"{UHD}-i2v/{{task-id}}", None),
]

UPLOADS = ("postAiUploadsRequestUrl", "post", "/v1/ai/uploads/request-url")
"""The one that is no family's."""

TAGS = {
    "MotionControlPro": ("video kling-v3-motion-control-pro",) * 3,
    "MotionControlStd": ("video kling-v3-motion-control-std",) * 3,
    "TextToVideoKlingV3Turbo": (
        "text-to-video kling-v3-turbo-720p", "text-to-video kling-v3-turbo-1080p",
        "text-to-video kling-v3-turbo", "text-to-video kling-v3-turbo",
    ),
    "ImageToVideoKlingV3Turbo": (
        "image-to-video kling-v3-turbo-720p", "image-to-video kling-v3-turbo-1080p",
        "image-to-video kling-v3-turbo", "image-to-video kling-v3-turbo",
    ),
    "Kling4kT2v": ("video kling-4k-t2v",) * 3,
    "Kling4kI2v": ("video kling-4k-i2v",) * 3,
}  # fmt: skip
"""By a part of their ids the tags of operations, in the order of the table above; orders run in the background too."""

MOTION_PAGE = "The provider's OpenAPI page of Kling 3 motion control."
TURBO_PROGRAMS = "Programs that use Kling 3 Turbo, and a catalogue made from the provider's specification."
UHD_PAGE, UHD_PROGRAMS = "The provider's page of Kling 3 in 4K.", "Programs that use Kling 3 in 4K."
LIKE_ORDERS = "The id of the operation and the answers, which are those of the other orders."
LIKE_LISTS = "The id of the operation and the answers, which are those of the other lists."
LIKE_TASKS = "The id of the operation and the answers, which are those of the other tasks."

ORIGINS = [
    # a part of the ids, of an order: its source, confidence and what is assumed; the same of those that read
    ("MotionControl", (MOTION_PAGE, "A", None), (MOTION_PAGE, "A")),
    ("KlingV3Turbo", (TURBO_PROGRAMS, "B", LIKE_ORDERS), (TURBO_PROGRAMS, "B")),
    ("Kling4k", (UHD_PAGE, "A", LIKE_ORDERS), (UHD_PROGRAMS, "B")),
]

KNOWN = {
    "operationId", "tags", "security", "requestBody", "parameters", "responses",
    "x-kling3-source", "x-kling3-confidence", "x-kling3-assumed",
}  # fmt: skip


def _ids_with(part: str) -> list[str]:
    return [operation_id for operation_id, *_ in OPERATIONS if part in operation_id]


def _ref(section: str, name: str) -> Facts:
    return {"$ref": f"#/components/{section}/{name}"}


def _operation(operation_id: str) -> dict[str, object]:
    operation = load(Strictness.PUBLISHED).operation(operation_id)
    return {key: value for key, value in operation.items() if key not in PROSE}


def _without_prose(value: object) -> object:
    assert isinstance(value, list)
    return [{key: each for key, each in part.items() if key not in PROSE} for part in value]


def _file(name: str) -> dict[str, dict[str, Facts]]:
    content = yaml.safe_load(files("kling3_openapi").joinpath(f"{name}.yaml").read_bytes())
    assert isinstance(content, dict)
    return content


def test_the_file_has_these_operations_and_no_others() -> None:
    found = {
        (operation["operationId"], method, path)
        for path, item in _file("later")["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    }
    assert found == {UPLOADS, *((operation_id, method, path) for operation_id, method, path, _ in OPERATIONS)}


def test_the_file_adds_and_takes_nothing_away() -> None:
    """Where both files had a path or a schema, one of them would change what the other says."""
    later, published = _file("later"), _file("published")
    assert set(later) == {"paths", "components"}
    assert set(later["components"]) == {"schemas", "responses"}
    assert not set(later["components"]["responses"]) & set(published["components"]["responses"])
    assert not set(later["paths"]) & set(published["paths"])
    assert not set(later["components"]["schemas"]) & set(published["components"]["schemas"])


@pytest.mark.parametrize(("operation_id", "method", "path", "body"), OPERATIONS)
def test_operation_takes_and_answers_this(operation_id: str, method: str, path: str, body: str | None) -> None:
    operation = _operation(operation_id)
    content = {"content": {JSON: {"schema": _ref("schemas", body)}}, "required": True} if body else None
    assert operation.get("requestBody") == content
    parameters = operation.get("parameters")
    assert (parameters and _without_prose(parameters)) == (TASK if "{" in path else None)
    answered = "task-created" if method == "post" else "task-status" if "{" in path else "task-list"
    busy = {} if body == MOVE else BUSY  # the page of motion control names no 503 for its orders
    expected = {**CREATED, **busy, 200: answered}
    assert operation["responses"] == {str(code): _ref("responses", name) for code, name in expected.items()}


@pytest.mark.parametrize("operation_id", [each[0] for each in OPERATIONS])
def test_operation_asks_for_the_key_and_says_nothing_else(operation_id: str) -> None:
    operation = _operation(operation_id)
    assert operation["security"] == [{"apiKey": []}]
    assert set(operation) <= KNOWN


@pytest.mark.parametrize(("part", "expected"), TAGS.items())
def test_operations_have_these_tags(part: str, expected: tuple[str, ...]) -> None:
    for operation_id, tags in zip(_ids_with(part), expected, strict=True):
        background = ["background_tasks"] if operation_id.startswith("post") else []
        assert _operation(operation_id)["tags"] == [*tags.split(), *background]


def test_every_operation_has_its_tags_and_its_origin_pinned_once() -> None:
    every = [each[0] for each in OPERATIONS]
    assert sorted(name for part in TAGS for name in _ids_with(part)) == sorted(every)
    assert sorted(name for part, *_ in ORIGINS for name in _ids_with(part)) == sorted(every)


@pytest.mark.parametrize(("part", "order", "reading"), ORIGINS)
def test_operation_tells_where_its_facts_come_from_and_what_is_assumed(
    part: str, order: tuple[str, str, str | None], reading: tuple[str, str]
) -> None:
    for operation_id in _ids_with(part):
        operation = _operation(operation_id)
        read = (*reading, LIKE_LISTS if operation_id.endswith("Tasks") else LIKE_TASKS)
        expected = order if operation_id.startswith("post") else read
        assert tuple(operation.get(f"x-kling3-{each}") for each in ("source", "confidence", "assumed")) == expected


def test_uploads_are_asked_for_by_this_operation() -> None:
    body = {"content": {JSON: {"schema": _ref("schemas", "uploads-request")}}, "required": True}
    answers = {**CREATED, **BUSY, 200: "uploads-requested"}
    assert _operation(UPLOADS[0]) == {
        "operationId": UPLOADS[0],
        "tags": ["uploads"],
        "security": [{"apiKey": []}],
        "requestBody": body,
        "responses": {str(code): _ref("responses", name) for code, name in answers.items()},
        "x-kling3-source": "Eight programs that upload pictures before they order videos of them.",
        "x-kling3-confidence": "B",
        "x-kling3-assumed": "The id of the operation, and the answers that refuse, which are those of the orders.",
    }


def test_the_prose_tells_how_a_picture_is_uploaded_and_read() -> None:
    described = str(load(Strictness.PUBLISHED).operation(UPLOADS[0])["description"])
    for fact in ("in the order of `files`", "every header", "without the API key", "`asset_url`", "not to this API"):
        assert fact in described


def test_no_operation_of_february_has_an_origin_of_its_own() -> None:
    """Theirs is the provider's page, all of them."""
    paths = _file("published")["paths"].values()
    assert not [name for item in paths for each in item.values() for name in each if str(name).startswith("x-kling3")]
