"""The operations of the published document: each fact stands here once more, so that none changes unseen."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.document import Strictness, load

Facts = Mapping[str, object]

PROSE = ("description", "summary", "title")


def _ref(name: str, section: str = "schemas") -> Facts:
    return {"$ref": f"#/components/{section}/{name}"}


def _message(text: str) -> Facts:
    return {"value": {"message": text}}


def _facts(value: object) -> object:
    """A value of the document without its prose."""
    if isinstance(value, list):
        return [_facts(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _facts(each) for key, each in value.items() if key not in PROSE}
    return value


def _components(section: str) -> Facts:
    components = load(Strictness.PUBLISHED).content["components"]
    assert isinstance(components, dict)
    facts = _facts(components[section])
    assert isinstance(facts, dict)
    return facts


def _operation(operation_id: str) -> Facts:
    facts = _facts(load(Strictness.PUBLISHED).operation(operation_id))
    assert isinstance(facts, dict)
    return facts


KLING3, OMNI = "kling-v3-request", "kling-v3-omni-request"
REFERENCE = "kling-v3-omni-video-reference-request"
CREATED, LIST, SHOWN = "task-created", "task-list", "task-status-with-examples"
TASK = [{"in": "path", "name": "task-id", "required": True, "schema": {"type": "string"}}]
PAGING = [
    {"in": "query", "name": "page", "schema": {"type": "integer", "minimum": 1, "default": 1}},
    {"in": "query", "name": "page_size",
     "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
]  # fmt: skip
OPERATIONS = [
    # operation id, body, parameters, the answer of 200
    ("postAiVideoKlingV3Pro", KLING3, None, CREATED),
    ("postAiVideoKlingV3Std", KLING3, None, CREATED),
    ("getAiVideoKlingV3Tasks", None, None, LIST),
    ("getAiVideoKlingV3Task", None, TASK, SHOWN),
    ("postAiVideoKlingV3OmniPro", OMNI, None, CREATED),
    ("postAiVideoKlingV3OmniStd", OMNI, None, CREATED),
    ("getAiVideoKlingV3OmniTasks", None, None, LIST),
    ("getAiVideoKlingV3OmniTask", None, TASK, SHOWN),
    ("postAiReferenceToVideoKlingV3OmniPro", REFERENCE, None, CREATED),
    ("postAiReferenceToVideoKlingV3OmniStd", REFERENCE, None, CREATED),
    ("getAiReferenceToVideoKlingV3OmniTasks", None, PAGING, LIST),
    ("getAiReferenceToVideoKlingV3OmniTask", None, TASK, "task-status"),
]

KEY: list[Facts] = [{"apiKey": []}]
TAGS = [
    # operation id, security of its own, tags
    ("postAiVideoKlingV3Pro", KEY, "video kling-v3-pro background_tasks"),
    ("postAiVideoKlingV3Std", KEY, "video kling-v3-std background_tasks"),
    ("getAiVideoKlingV3Tasks", None, "video kling-v3"),
    ("getAiVideoKlingV3Task", None, "video kling-v3"),
    ("postAiVideoKlingV3OmniPro", KEY, "video kling-v3-omni-pro background_tasks"),
    ("postAiVideoKlingV3OmniStd", KEY, "video kling-v3-omni-std background_tasks"),
    ("getAiVideoKlingV3OmniTasks", None, "video kling-v3-omni"),
    ("getAiVideoKlingV3OmniTask", None, "video kling-v3-omni"),
    (
        "postAiReferenceToVideoKlingV3OmniPro",
        KEY,
        "reference-to-video kling-v3-omni-pro-r2v background_tasks",
    ),
    (
        "postAiReferenceToVideoKlingV3OmniStd",
        KEY,
        "reference-to-video kling-v3-omni-std-r2v background_tasks",
    ),
    ("getAiReferenceToVideoKlingV3OmniTasks", KEY, "reference-to-video kling-v3-omni-r2v"),
    ("getAiReferenceToVideoKlingV3OmniTask", KEY, "reference-to-video kling-v3-omni-r2v"),
]

JSON, PROBLEM_JSON = "application/json", "application/problem+json"
STATUS_200 = _ref("get_style_transfer_task_status_200_response")
MESSAGE_400 = _ref("get_all_style_transfer_tasks_400_response")
EXAMPLES_TASK = {
    "success - completed task": _ref("200-task-completed", "examples"),
    "success - in progress task": _ref("200-task-in-progress", "examples"),
}
EXAMPLES_400 = {
    "invalid_page": _message("Parameter 'page' must be greater than 0"),
    "invalid_query": _message("Parameter 'query' must not be empty"),
    "invalid_filter": _message("Parameter 'filter' is not valid"),
    "generic_bad_request": _message("Parameter ':attribute' is not valid"),
}
INVALID_PARAMS = [
    {"name": "page", "reason": "Parameter 'page' must be greater than 0"},
    {"name": "per_page", "reason": "Parameter 'per_page' must be greater than 0"},
]
FLAT_PROBLEM = {"message": "Your request parameters didn't validate.", "invalid_params": INVALID_PARAMS}
EXAMPLES_401 = {
    "invalid_api_key": _message("Invalid API key"),
    "missing_api_key": _message("Missing API key"),
}
RESPONSES: list[tuple[str, Facts]] = [
    ("task-created", {JSON: {"schema": _ref("task-detail-200-default-response")}}),
    ("task-list", {JSON: {"schema": _ref("get_all_style_transfer_tasks_200_response")}}),
    ("task-status", {JSON: {"schema": STATUS_200}}),
    ("task-status-with-examples", {JSON: {"schema": STATUS_200, "examples": EXAMPLES_TASK}}),
    ("bad-request", {
        JSON: {"schema": MESSAGE_400, "examples": EXAMPLES_400},
        PROBLEM_JSON: {
            "schema": _ref("get_all_style_transfer_tasks_400_response_1"),
            "examples": {"invalid_page": {"value": FLAT_PROBLEM}},
        },
    }),
    ("unauthorized", {JSON: {"schema": MESSAGE_400, "examples": EXAMPLES_401}}),
    ("internal-server-error", {JSON: {"schema": _ref("get_all_style_transfer_tasks_500_response")}}),
    ("service-unavailable", {JSON: {"schema": _ref("get_all_style_transfer_tasks_503_response")}}),
]  # fmt: skip


@pytest.mark.parametrize(("operation_id", "body", "parameters", "success"), OPERATIONS)
def test_operation_takes_and_answers_this(
    operation_id: str, body: str | None, parameters: object, success: str
) -> None:
    operation = _operation(operation_id)
    content = {"content": {JSON: {"schema": _ref(body)}}, "required": True} if body else None
    assert operation.get("requestBody") == content
    assert operation.get("parameters") == parameters
    assert operation["responses"] == {
        "200": _ref(success, "responses"),
        "400": _ref("bad-request", "responses"),
        "401": _ref("unauthorized", "responses"),
        "500": _ref("internal-server-error", "responses"),
        "503": _ref("service-unavailable", "responses"),
    }


@pytest.mark.parametrize(("operation_id", "security", "tags"), TAGS)
def test_operation_has_this_security_and_these_tags(operation_id: str, security: object, tags: str) -> None:
    operation = _operation(operation_id)
    assert operation.get("security") == security
    assert operation["tags"] == tags.split()


@pytest.mark.parametrize("operation_id", [each[0] for each in OPERATIONS])
def test_operation_says_nothing_else(operation_id: str) -> None:
    known = {"operationId", "tags", "security", "requestBody", "parameters", "responses", "x-inferred"}
    assert set(_operation(operation_id)) <= known


@pytest.mark.parametrize(("name", "expected"), RESPONSES)
def test_response_has_this_content(name: str, expected: Facts) -> None:
    assert _components("responses")[name] == {"content": expected}


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("responses", {*(name for name, _ in RESPONSES), "uploads-requested"}),
        ("examples", {"200-task-completed", "200-task-in-progress"}),
        ("securitySchemes", {"apiKey"}),
    ],
)
def test_components_are_these_and_no_others(section: str, expected: set[str]) -> None:
    assert set(_components(section)) == expected


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("200-task-completed", "COMPLETED", ["https://ai-statics.freepik.com/completed_task_image.jpg"]),
        ("200-task-in-progress", "IN_PROGRESS", []),
    ],
)
def test_example_of_a_task_is_this(name: str, status: str, expected: list[str]) -> None:
    data = {"task_id": "046b6c7f-0b8a-43b9-b35d-6489e6daee91", "status": status, "generated": expected}
    assert _components("examples")[name] == {"value": {"data": data}}


def test_document_says_where_and_by_which_key() -> None:
    content = load(Strictness.PUBLISHED).content
    assert set(content) == {"openapi", "info", "servers", "security", "paths", "components"}
    components = content["components"]
    assert isinstance(components, dict)
    assert set(components) == {"securitySchemes", "examples", "responses", "schemas"}
    assert content["openapi"] == "3.0.0"
    assert _facts(content["info"]) == {"version": "1.0.0", "x-kling3-edition": "2026-02"}
    assert _facts(content["servers"]) == [{"url": "https://api.freepik.com"}]
    assert content["security"] == KEY
    key = {"in": "header", "name": "x-freepik-api-key", "type": "apiKey"}
    assert _components("securitySchemes")["apiKey"] == key


def test_two_operations_are_inferred_and_no_others() -> None:
    inferred = {each[0]: _operation(each[0]).get("x-inferred") for each in OPERATIONS}
    marked = {name: why for name, why in inferred.items() if why is not None}
    assert set(marked) == {"postAiVideoKlingV3Pro", "getAiVideoKlingV3Task"}
    assert "the page of POST /v1/ai/video/kling-v3-std." in str(marked["postAiVideoKlingV3Pro"])
    assert "the page of GET /v1/ai/video/kling-v3-omni/{task-id}." in str(marked["getAiVideoKlingV3Task"])
