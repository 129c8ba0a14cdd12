"""Answers have the bytes of the service; a refusal names every mistake, flat or as a problem."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.errors import ApiError
from kling3_mockserver.service import responses
from kling3_mockserver.tasks.task import Plan, Status
from kling3_openapi.findings import Location, Severity
from tests.mockserver.samples import a_finding, a_task

JSON = [(b"content-type", b"application/json")]
PROBLEM = "application/problem+json"
DURATION = a_finding()
PAGE = a_finding("K081", location=Location.QUERY, pointer="/page", message="page counts from 1")
WHOLE = a_finding("K063", pointer="", message="the body is no JSON object")
IGNORED = a_finding("K002", Severity.IGNORED, pointer="/elements/0/url", message="url has no effect")
ADVICE = a_finding("K034", Severity.ADVICE, pointer="/webhook_url", message="localhost")
HEADER = a_finding("K063", location=Location.HEADER, pointer="/content-type", message="send JSON")


@pytest.mark.parametrize(
    ("status", "generated", "expected"),
    [
        (Status.CREATED, (), b'{"data":{"task_id":"task-1","status":"CREATED","generated":[]}}'),
        (Status.COMPLETED, ("u",), b'{"data":{"task_id":"task-1","status":"COMPLETED","generated":["u"]}}'),
        (Status.COMPLETED, ("u", "v"), b'{"data":{"task_id":"task-1","status":"COMPLETED","generated":["u","v"]}}'),
        (Status.FAILED, (), b'{"data":{"task_id":"task-1","status":"FAILED","generated":[]}}'),
    ],
)
def test_a_task_is_shown_in_compact_json(status: Status, generated: tuple[str, ...], expected: bytes) -> None:
    assert responses.task(status, "task-1", generated) == (200, JSON, expected)


def test_the_headers_of_an_answer_follow_its_type() -> None:
    assert responses.task(Status.CREATED, "task-1", (), [(b"a", b"b")]).headers == [*JSON, (b"a", b"b")]
    assert responses.task_list((), 0, [(b"a", b"b")]).headers == [*JSON, (b"a", b"b")]


def test_a_list_shows_ids_and_statuses_at_its_moment_and_nothing_else() -> None:
    tasks = [a_task("two", plan=Plan(10, 20)), a_task("one", plan=Plan(5, 10, Status.FAILED))]
    assert responses.task_list(tasks, 12, []).body == (
        b'{"data":[{"task_id":"two","status":"IN_PROGRESS"},{"task_id":"one","status":"FAILED"}]}'
    )


def test_an_empty_list_is_a_list() -> None:
    assert responses.task_list((), 12, []) == (200, JSON, b'{"data":[]}')


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (DURATION, {"name": "duration", "reason": "duration must be a string", "field": "body.duration"}),
        (PAGE, {"name": "page", "reason": "page counts from 1", "field": "query.page"}),
        (WHOLE, {"name": "body", "reason": "the body is no JSON object", "field": "body"}),
        (IGNORED, {"name": "elements.0.url", "reason": "url has no effect", "field": "body.elements.0.url"}),
    ],
)
def test_a_refused_parameter_has_a_name_a_reason_and_a_field(finding: object, expected: dict[str, str]) -> None:
    failure = ApiError(400, "Validation error", (), refused=(finding,))  # type: ignore[arg-type]
    answer = responses.error(failure, "")
    assert json.loads(answer.body) == {"message": "Validation error", "invalid_params": [expected]}


def test_parameters_for_which_a_request_is_refused_are_told_and_no_others() -> None:
    findings = (DURATION, ADVICE, IGNORED, PAGE, HEADER)
    told = json.loads(responses.error(ApiError(400, "Validation error", findings), "").body)["invalid_params"]
    assert [each["name"] for each in told] == ["duration", "page"]
    strict = ApiError(400, "Validation error", findings, refused=(DURATION, IGNORED))
    told = json.loads(responses.error(strict, "").body)["invalid_params"]
    assert [each["name"] for each in told] == ["duration", "elements.0.url"]


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/*"])
def test_by_default_a_refusal_is_flat(accept: str) -> None:
    answer = responses.error(ApiError(400, "Validation error: fox \N{EM DASH}", (DURATION,)), accept)
    assert (answer.status, answer.headers) == (400, JSON)
    assert answer.body.startswith(b'{"message":"Validation error: fox \\u2014","invalid_params":[{"name":"duration",')


@pytest.mark.parametrize("accept", [PROBLEM, "text/html, Application/Problem+JSON;q=0.9"])
def test_a_client_that_names_problems_gets_one(accept: str) -> None:
    answer = responses.error(ApiError(400, "Validation error", (DURATION,)), accept)
    assert answer.headers == [(b"content-type", PROBLEM.encode())]
    assert json.loads(answer.body) == {
        "problem": {
            "message": "Your request parameters didn't validate.",
            "invalid_params": [{"name": "duration", "reason": "duration must be a string", "field": "body.duration"}],
        }
    }


def test_a_problem_without_parameters_says_what_is_the_matter() -> None:
    answer = responses.error(ApiError(400, "unknown scenario 'x'"), PROBLEM)
    assert json.loads(answer.body) == {"problem": {"message": "unknown scenario 'x'", "invalid_params": []}}


@pytest.mark.parametrize(
    ("status", "findings", "accept"),
    [
        (400, (), ""),
        (400, (HEADER,), ""),
        (401, (HEADER,), PROBLEM),
        (404, (DURATION,), PROBLEM),
        (413, (WHOLE,), ""),
        (500, (), PROBLEM),
    ],
)
def test_every_other_refusal_is_its_message(status: int, findings: tuple[object, ...], accept: str) -> None:
    answer = responses.error(ApiError(status, "no", findings), accept)  # type: ignore[arg-type]
    assert answer == (status, JSON, b'{"message":"no"}')


def test_the_headers_of_a_refusal_are_sent() -> None:
    failure = ApiError(405, "use GET", headers=((b"allow", b"GET"),))
    assert responses.error(failure, "").headers == [*JSON, (b"allow", b"GET")]
