"""The strict document is the published one and what we add: nothing is lost, and each addition says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, Endpoint, Kind, Operation

Place = tuple[str, ...]

RENAMED = {("info", "title"), ("info", "description")}
"""The prose that tells one document from the other."""

GAINED = {
    Kind.CREATE: {
        "402": "credit-used-up",
        "403": "shut-out",
        "413": "body-too-large",
        "422": "orders-collided",
        "429": "too-many-requests",
    },
    Kind.LIST: {"403": "shut-out", "404": "tasks-not-found", "429": "too-many-requests"},
    Kind.GET: {"403": "shut-out", "404": "task-not-found", "429": "too-many-requests"},
    Kind.UPLOAD: {"403": "shut-out", "413": "body-too-large", "429": "too-many-requests"},
}
MESSAGE = {"$ref": "#/components/schemas/get_all_style_transfer_tasks_400_response"}
CREATES = [each for each in ENDPOINTS if each.kind is Kind.CREATE]
BOTH, RATE = {"x-request-id", "x-kling3-findings"}, "x-ratelimit-"
LIMITED = {*BOTH, f"{RATE}limit", f"{RATE}remaining", f"{RATE}reset"}


def _at(value: object, *steps: str) -> dict[str, object]:
    for step in steps:
        assert isinstance(value, Mapping)
        value = value[step]
    assert isinstance(value, dict)
    return value


def _component(section: str, name: str) -> dict[str, object]:
    return _at(load(Strictness.STRICT).content, "components", section, name)


def _lost(before: object, after: object, place: Place = ()) -> Iterator[Place]:
    """The places whose value is not what it was."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key, value in before.items():
            yield from _lost(value, after.get(key), (*place, key))
    elif before != after:
        yield place


def _added(before: object, after: object, place: Place = ()) -> Iterator[Place]:
    """The places, outermost first, that were not there."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key, value in after.items():
            if key in before:
                yield from _added(before[key], value, (*place, key))
            else:
                yield (*place, key)


def _explained(value: object) -> bool:
    """Whether a value tells its reason: itself, what it refers to, or every part of it."""
    if not isinstance(value, dict):
        return False
    if "$ref" in value:
        steps = str(value["$ref"]).removeprefix("#/").split("/")
        return "x-why" in _at(load(Strictness.STRICT).content, *steps)
    return "x-why" in value or all(_explained(each) for each in value.values())


def _additions() -> list[tuple[dict[str, object], str]]:
    """What was added, each as the mapping that it was added to and its name there."""
    published, strict = load(Strictness.PUBLISHED).content, load(Strictness.STRICT).content
    return [(_at(strict, *place[:-1]), place[-1]) for place in _added(published, strict)]


def test_nothing_that_is_published_is_lost() -> None:
    lost = set(_lost(load(Strictness.PUBLISHED).content, load(Strictness.STRICT).content))
    assert lost == RENAMED


def test_every_addition_says_why() -> None:
    additions = [(owner, name) for owner, name in _additions() if name != "x-why"]
    assert len(additions) > 50
    assert [name for owner, name in additions if not ("x-why" in owner or _explained(owner[name]))] == []


def test_every_reason_is_a_sentence() -> None:
    reasons = [str(owner["x-why"]) for owner, name in _additions() if name == "x-why"]
    assert len(reasons) > 20
    assert [each for each in reasons if not (each[0].isupper() and each.endswith("."))] == []


def test_title_tells_the_strict_document_and_says_why() -> None:
    info = _at(load(Strictness.STRICT).content, "info")
    assert info["title"] == "Kling 3 video API, strict"
    assert str(info["x-why"]).endswith("which of the two documents is in hand.")


@pytest.mark.parametrize("endpoint", OPERATIONS, ids=lambda each: each.operation_id)
def test_operation_gains_these_answers(endpoint: Operation) -> None:
    published = _at(load(Strictness.PUBLISHED).operation(endpoint.operation_id), "responses")
    strict = _at(load(Strictness.STRICT).operation(endpoint.operation_id), "responses")
    gained = {status: answer for status, answer in strict.items() if status not in published}
    assert gained == {
        status: {"$ref": f"#/components/responses/{name}"} for status, name in GAINED[endpoint.kind].items()
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("task-not-found", {"schema": MESSAGE}),
        ("tasks-not-found", {"schema": MESSAGE, "example": {"message": "Tasks not found"}}),
        ("body-too-large", {"schema": MESSAGE}),
        ("too-many-requests", {"schema": {"$ref": "#/components/schemas/rate-limit-response"}}),
    ],
)
def test_gained_answer_has_this_content(name: str, expected: dict[str, object]) -> None:
    assert _component("responses", name)["content"] == {"application/json": expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("task-created", BOTH),
        ("uploads-requested", BOTH),
        ("task-list", LIMITED),
        ("task-status", LIMITED),
        ("task-status-with-examples", LIMITED),
        ("bad-request", BOTH),
        ("unauthorized", BOTH),
        ("internal-server-error", BOTH),
        ("service-unavailable", BOTH),
        ("task-not-found", LIMITED),
        ("tasks-not-found", LIMITED),
        ("body-too-large", BOTH),
        ("too-many-requests", LIMITED),
    ],
)
def test_response_may_have_these_headers(name: str, expected: set[str]) -> None:
    headers = _at(_component("responses", name), "headers")
    assert headers == {each: {"$ref": f"#/components/headers/{each}"} for each in expected}
    assert not any("required" in _component("headers", each) for each in expected)


@pytest.mark.parametrize("endpoint", CREATES, ids=lambda each: each.operation_id)
def test_order_calls_the_webhook_that_its_body_names(endpoint: Endpoint) -> None:
    callbacks = load(Strictness.STRICT).operation(endpoint.operation_id)["callbacks"]
    assert callbacks == {"task-changed": {"$ref": "#/components/callbacks/task-changed"}}
    expressions = set(_component("callbacks", "task-changed")) - {"x-why"}
    assert expressions == {"{$request.body#/webhook_url}"}


def test_webhook_brings_the_task_without_envelope_and_three_headers() -> None:
    call = _at(_component("callbacks", "task-changed"), "{$request.body#/webhook_url}", "post")
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/task-detail"}}}
    assert call["requestBody"] == {"required": True, "content": content}
    parameters = call["parameters"]
    assert isinstance(parameters, list)
    headers = {(each["in"], each["name"], each["required"]) for each in parameters}
    assert headers == {("header", f"webhook-{each}", True) for each in ("id", "timestamp", "signature")}
    assert call["security"] == []


def test_webhook_has_arrived_by_any_2xx_and_ends_by_410() -> None:
    call = _at(_component("callbacks", "task-changed"), "{$request.body#/webhook_url}", "post")
    assert set(_at(call, "responses")) == {"2XX", "410", "default"}
