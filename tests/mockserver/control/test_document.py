"""The control API's own document says exactly what there is, and its answers keep it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator
from starlette.applications import Starlette
from starlette.routing import Route

from kling3_mockserver.control.routes import control_app
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_openapi.schemas import Validator
from tests.mockserver.asking import created
from tests.mockserver.wire import header, send

TEXT = files("kling3_mockserver.control").joinpath("openapi.yaml").read_text("utf-8")
DOCUMENT = yaml.safe_load(TEXT)
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OPERATIONS = {
    (method.upper(), path): operation for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
}


def test_it_is_a_valid_openapi_document() -> None:
    assert list(OpenAPIV30SpecValidator(DOCUMENT).iter_errors()) == []


def test_it_is_served_as_it_stands(mock: Mock) -> None:
    response = send(mock, "GET", "/_mock/openapi.yaml", key="")
    assert response.body.decode() == TEXT
    assert str(header(response, "content-type")).startswith("application/yaml")


def routes_of(mock: Mock) -> set[tuple[str, str]]:
    """Return each method with each path that the framework routes; HEAD comes with every GET by itself."""
    guarded = control_app(mock)
    (app,) = (each for each in vars(guarded).values() if isinstance(each, Starlette))
    routes = [each for each in app.routes if isinstance(each, Route)]
    return {(method, each.path) for each in routes for method in each.methods or () if method != "HEAD"}


def test_it_describes_exactly_the_routes_and_methods_that_exist(mock: Mock) -> None:
    assert set(OPERATIONS) == routes_of(mock)


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_every_method_that_it_leaves_out_is_405(mock: Mock, path: str) -> None:
    described = {method for method, known in OPERATIONS if known == path}
    others = {each.upper() for each in METHODS} - described - ({"HEAD"} if "GET" in described else set())
    filled = path.replace("{strictness}.{form}", "strict.json").replace("{", "").replace("}", "")
    assert {method: send(mock, method, f"/_mock{filled}", key="").status for method in others} == dict.fromkeys(
        others, 405
    )


def test_every_operation_has_a_name_of_its_own_and_a_sentence() -> None:
    names = [each["operationId"] for each in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert all(each["summary"] and each["responses"] for each in OPERATIONS.values())


def part(value: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = value[name]
    assert isinstance(found, dict)
    return found


def resolved(value: Mapping[str, object]) -> Mapping[str, object]:
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return value
    found: Mapping[str, object] = DOCUMENT
    for step in reference.split("/")[1:]:
        found = part(found, step)
    return found


def breaches(method: str, path: str, response: Response) -> list[str]:
    """Return what an answer has against the document: a status or type that it lacks, or a broken schema."""
    answer = resolved(OPERATIONS[method, path]["responses"].get(str(response.status), {}))
    if not answer:
        return [f"{response.status} is not described"]
    contents = answer.get("content")
    if not isinstance(contents, dict):
        return [] if not response.body else ["a body is not described"]
    kind = str(header(response, "content-type")).partition(";")[0]
    if kind not in contents:
        return [f"{kind} is not described"]
    schema = {**contents[kind]["schema"], "components": DOCUMENT["components"]}
    value = json.loads(response.body) if kind == "application/json" else response.body.decode()
    return [f"{each.pointer} {each.message}" for each in Validator(_in_new_words(schema)).problems(value)]


def _in_new_words(schema: Mapping[str, object]) -> dict[str, object]:
    """Say OpenAPI 3.0's `nullable` as JSON Schema does."""

    def said(value: object) -> object:
        if isinstance(value, list):
            return [said(each) for each in value]
        if not isinstance(value, dict):
            return value
        rest = {name: said(each) for name, each in value.items() if name != "nullable"}
        return {**rest, "type": [value["type"], "null"]} if value.get("nullable") else rest

    return {name: said(each) for name, each in schema.items()}


Body = dict[str, object] | None

SAMPLES = {
    "outcome": "complete", "message_id": "msg", "strictness": "strict", "form": "json", "file": "page.css",
    "number": "1",
}  # fmt: skip

CALLS: list[tuple[str, str, Body, int]] = [
    ("GET", "/", None, 200),
    ("GET", "/page/{file}", None, 200),
    ("GET", "/coverage", None, 200),
    ("GET", "/events", None, 200),
    ("GET", "/export.{form}", None, 200),
    ("POST", "/export.{form}", {"numbers": ["1-5", 9]}, 200),
    ("POST", "/export.{form}", {"numbers": 1}, 400),
    ("GET", "/health", None, 200),
    ("GET", "/openapi.yaml", None, 200),
    ("GET", "/spec/{strictness}.{form}", None, 200),
    ("GET", "/settings", None, 200),
    ("PATCH", "/settings", {"strict": True}, 200),
    ("PATCH", "/settings", {"port": 1}, 400),
    ("GET", "/scenarios", None, 200),
    ("POST", "/scenarios", {"scenario": "fail", "model": "kling-v3-pro"}, 200),
    ("POST", "/scenarios", {"scenario": "reads 3", "times": 2}, 200),
    ("POST", "/scenarios", {"scenario": "explode"}, 400),
    ("DELETE", "/scenarios", None, 200),
    ("GET", "/faults", None, 200),
    ("POST", "/faults", {"fault": "latency 0.1 2", "probability": 0.5, "kind": "get", "key": "beta-key"}, 200),
    ("POST", "/faults", {"fault": "webhook-dropped", "status": "completed", "times": 2}, 200),
    ("POST", "/faults", {"fault": "explode"}, 400),
    ("DELETE", "/faults", None, 200),
    ("GET", "/clock", None, 200),
    ("POST", "/clock", {"advance": 1}, 200),
    ("POST", "/clock", {"advance": -1}, 400),
    ("GET", "/tasks", None, 200),
    ("GET", "/uploads", None, 200),
    ("GET", "/tasks/{task_id}", None, 200),
    ("POST", "/tasks/{task_id}/{outcome}", None, 200),
    ("POST", "/tasks/{task_id}/{outcome}", None, 409),
    ("GET", "/tasks", None, 200),
    ("GET", "/requests", None, 200),
    ("GET", "/requests/{number}", None, 200),
    ("GET", "/deliveries", None, 200),
    ("GET", "/deliveries/{number}", None, 404),
    ("POST", "/deliveries/{message_id}/redeliver", None, 404),
    ("POST", "/webhooks", {"url": "http://127.0.0.1:1/hook"}, 202),
    ("POST", "/webhooks", {"url": "nowhere"}, 400),
    ("POST", "/requests/{number}/again", None, 200),
    ("GET", "/choices", None, 200),
    ("GET", "/codes", None, 200),
    ("POST", "/reset", None, 204),
    ("POST", "/requests/{number}/again", None, 404),
    ("GET", "/requests/{number}", None, 404),
    ("GET", "/tasks/{task_id}", None, 404),
    ("POST", "/tasks/{task_id}/{outcome}", None, 404),
]
"""A conversation that has every operation in it."""


def test_every_answer_of_a_conversation_keeps_the_document(mock: Mock) -> None:
    task_id = created(mock)
    found: list[tuple[str, str, int, list[str]]] = []
    for method, path, body, _ in CALLS:
        samples = {**SAMPLES, "form": "har"} if path.startswith("/export") else SAMPLES
        filled = path.format(task_id=task_id, **samples)
        content = b"" if body is None else json.dumps(body).encode()
        response = send(mock, method, f"/_mock{filled}", body=content, key="")
        found.append((method, path, response.status, breaches(method, path, response)))
    assert found == [(method, path, status, []) for method, path, _, status in CALLS]
    assert {(method, path) for method, path, _, _ in CALLS} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("path", "large"), [("/scenarios", "POST"), ("/faults", "POST"), ("/clock", "POST"), ("/settings", "PATCH")]
)
def test_a_body_that_is_too_large_is_described(mock: Mock, path: str, large: str) -> None:
    response = send(mock, large, f"/_mock{path}", body=b" " * 70_000, key="")
    assert (response.status, breaches(large, path, response)) == (413, [])


def test_a_refusal_of_the_guard_is_described_for_every_operation(new_mock: Callable[..., Mock]) -> None:
    mock = new_mock(control_token="hush")
    answers = {each: send(mock, each[0], f"/_mock{each[1]}", key="") for each in OPERATIONS}
    assert [each for each, response in answers.items() if response.status != 403] == [("GET", "/")]
    assert [breaches(*each, response) for each, response in answers.items()] == [[]] * len(answers)
