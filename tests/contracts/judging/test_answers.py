"""What the document has against an answer is told by code, place and sentence; a good answer by nothing."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.judging.answers import AnswerRules
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.target import AsgiTarget
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import ENDPOINTS

STRICT = AnswerRules(Strictness.STRICT)
PRO = "/v1/ai/video/kling-v3-pro"
TASK = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
TASK_DATA = {"task_id": TASK, "status": "CREATED", "generated": []}
CREATED = {"data": {"task_id": TASK, "status": "CREATED", "generated": []}}
JSON = ("content-type", "application/json")
NUMBER = ("x-request-id", f"ak-{'0' * 32}")


def exchange(
    status: int = 200,
    body: object = CREATED,
    *headers: tuple[str, str],
    method: str = "POST",
    path: str = PRO,
) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(Request(method, path), Answer(status, headers or (JSON, NUMBER), content))


def codes(given: Exchange, rules: AnswerRules = STRICT) -> list[str]:
    return [each.code for each in rules.problems(given)]


def edited(**fields: object) -> dict[str, object]:
    return {"data": {**TASK_DATA, **fields}}


REFUSED = {"message": "no", "invalid_params": [{"name": "a", "reason": "b", "field": "body.a"}]}


@pytest.mark.parametrize(
    "given",
    [
        exchange(),
        exchange(200, CREATED, ("Content-Type", "Application/JSON; charset=utf-8")),
        exchange(200, CREATED, JSON, ("x-kling3-novelty", "7"), ("x-served-by", "cache-7"), ("server", "x")),
        exchange(400, REFUSED),
        exchange(400, {"problem": REFUSED}, ("content-type", "application/problem+json")),
        exchange(401, {"message": "Missing API key"}),
        exchange(503, {"message": "Service Unavailable. Please try again later."}),
        exchange(200, b"", JSON, method="HEAD", path="/v1/ai/video/kling-v3"),
        exchange(200, b"", ("x-note", "no type"), method="HEAD", path="/v1/ai/video/kling-v3"),
        exchange(405, b"<html>", ("content-type", "text/html"), method="DELETE"),
        exchange(501, b"<html>", ("content-type", "text/html"), method="TRACE"),
        exchange(418, b"<html>", ("content-type", "text/html"), path="/v1/ai/video/kling-v4"),
        exchange(418, b"<html>", ("content-type", "text/html"), path="/"),
    ],
)
def test_a_good_answer_and_one_that_the_document_is_silent_on_have_no_problem(given: Exchange) -> None:
    assert STRICT.problems(given) == ()


@pytest.mark.parametrize(
    ("given", "code", "detail", "expected"),
    [
        (exchange(418), "K100", "status 418", "status 418 is not in the strict document: answer with one of 200, 400,"),
        (exchange(201), "K100", "status 201", "answer with one of 200, 400, 401, 402, 403, 413, 422, 429, 500, 503"),
        (exchange(200, CREATED, ("content-type", "text/html")), "K101", "200 text/html", "send application/json"),
        (exchange(200, CREATED, ("x-a", "b")), "K101", "200 no content type", "a 200 has no content type"),
        (exchange(400, REFUSED, ("content-type", "text/plain")), "K101", "400 text/plain", "or application/problem"),
        (exchange(200, {}), "K102", "200 /data required", "breaks its schema at /data: data is required"),
        (exchange(200, edited(status="DONE")), "K102", "200 /data/status enum", "'FAILED', got \"DONE\""),
        (exchange(200, edited(status="created")), "K102", "200 /data/status enum", 'got "created"'),
        (exchange(200, edited(task_id="7")), "K102", "200 /data/task_id format", "must be a valid uuid, got '7'"),
        (exchange(200, edited(generated="x")), "K102", "200 /data/generated type", "must be of type array"),
        (exchange(200, b"<html>"), "K102", "200 no JSON", "the body of a 200 is no JSON: line 1, column 1"),
        (exchange(200, b"\xff"), "K102", "200 no JSON", "UTF-8"),
        (exchange(200, CREATED, JSON, ("X-Request-Id", "7")), "K103", "x-request-id", "the header x-request-id breaks"),
        (exchange(500), "K104", "status 500", "the answer was 500: expected an answer below 500"),
        (exchange(501, {"message": "not yet"}), "K104", "status 501", "the answer was 501"),
        (exchange(502, b"<html>", path="/elsewhere"), "K104", "status 502", "the answer was 502"),
        (exchange(0, b""), "K104", "status 0", "the connection broke without an answer"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_named(given: Exchange, code: str, detail: str, expected: str) -> None:
    (problem,) = STRICT.problems(given)
    assert (problem.code, problem.detail) == (code, detail)
    assert expected in problem.message


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", []), ("299", []), ("-1", ["K103"]), ("many", ["K103"]), ("9" * 5000, ["K103"])],
)
def test_a_limit_is_a_whole_number_from_zero(value: str, expected: list[str]) -> None:
    headers = (JSON, ("x-ratelimit-remaining", value))
    assert codes(exchange(200, CREATED, *headers, method="GET", path=f"/v1/ai/video/kling-v3/{TASK}")) == expected


def test_each_wrong_place_of_a_body_is_told() -> None:
    assert codes(exchange(200, edited(status="DONE", task_id="7"))) == ["K102", "K102"]


def test_a_body_that_was_cut_is_not_held_to_its_schema() -> None:
    given = exchange(200, b'{"data": {"task')
    assert codes(given) == ["K102"]
    assert codes(given._replace(answer=given.answer._replace(cut=True))) == []


def test_the_published_document_knows_no_404() -> None:
    given = exchange(404, {"message": "no"}, method="GET", path=f"/v1/ai/video/kling-v3/{TASK}")
    assert (codes(given), codes(given, AnswerRules(Strictness.PUBLISHED))) == ([], ["K100"])


def test_the_intact_fake_keeps_every_promise_of_answers() -> None:
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))
    target = AsgiTarget(mock, mock.clock.advance)
    for endpoint in ENDPOINTS:
        for headers in ((), (("x-freepik-api-key", "k"),), (("x-freepik-api-key", "k"), JSON)):
            request = Request(endpoint.method, endpoint.path.replace("{task-id}", TASK), headers, b'{"prompt": "a"}')
            assert STRICT.problems(Exchange(request, target.send(request))) == ()
    target.close()
    mock.close()


def test_a_document_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("kling3_contracts.judging.answers.Validator")
    assert AnswerRules(Strictness.STRICT).problems(exchange(418)) == STRICT.problems(exchange(418)) != ()
