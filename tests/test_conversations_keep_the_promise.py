"""Whatever is said in a longer conversation keeps the strict document: body, content type and headers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, EmptyList, Settings
from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, REQUEST_UPLOADS, Endpoint, Family, Kind, Operation
from kling3_openapi.schemas import Validator
from tests.mockserver.asking import BODIES, KEY, data, get
from tests.mockserver.wire import UNKNOWN_TASK, order

SCENARIOS = ("complete", "complete 7", "at-once", "reads 3", "fail", "fail 0", "no-url", "never")
STRICT = load(Strictness.STRICT)
COMPONENTS = STRICT.content["components"]


def resolved(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    if "$ref" not in value:
        return value
    found: object = STRICT.content
    for step in str(value["$ref"]).split("/")[1:]:
        assert isinstance(found, Mapping)
        found = found[step]
    return resolved(found)


def problems(endpoint: Operation, response: Response) -> list[str]:
    """Return what the strict document has against an answer: its status, content type, body and headers."""
    answers = STRICT.operation(endpoint.operation_id)["responses"]
    assert isinstance(answers, dict)
    answer = resolved(answers.get(str(response.status), {}))
    headers = {name.decode(): value.decode() for name, value in response.headers}
    contents = answer.get("content", {})
    assert isinstance(contents, dict)
    if headers["content-type"] not in contents:
        return [f"{response.status} {headers['content-type']} is not described"]
    body = Validator({**contents[headers["content-type"]]["schema"], "components": COMPONENTS})
    found = [f"{each.pointer} {each.message}" for each in body.problems(json.loads(response.body))]
    return [*found, *(f"{name}: {each}" for name in headers for each in header_problems(answer, name, headers[name]))]


def header_problems(answer: Mapping[str, object], name: str, value: str) -> list[str]:
    described = answer["headers"]
    assert isinstance(described, dict)
    if name not in described:
        return ["is not described"] if name.startswith("x-") else []
    schema = resolved(described[name])["schema"]
    assert isinstance(schema, dict)
    read = int(value) if schema["type"] == "integer" else value
    return [each.message for each in Validator(schema).problems(read)]


def conversation(mock: Mock, family: Family, scenario: str) -> Iterator[tuple[Endpoint, Response]]:
    """Order, poll to the end and beyond, and list between; yield each answer with what was asked."""
    by_kind = {each.kind: each for each in ENDPOINTS if each.family is family}
    create, listing, one = by_kind[Kind.CREATE], by_kind[Kind.LIST], by_kind[Kind.GET]
    yield listing, get(mock, listing.path)
    first = order(mock, BODIES[family], ("x-kling3-scenario", scenario), path=create.path)
    yield create, first
    task = one.path.replace("{task-id}", str(data(first)["task_id"]))
    for _ in range(12):
        yield one, get(mock, task)
        yield listing, get(mock, f"{listing.path}?page=1")
        mock.clock.advance(1)
    yield one, get(mock, task, key="beta-key")
    yield one, get(mock, one.path.replace("{task-id}", UNKNOWN_TASK))


@pytest.fixture
def mock() -> Iterator[Mock]:
    """Make a mock that answers an empty list as the live service does."""
    made = Mock(Settings(clock=ClockKind.MANUAL, seed=1, webhook_statuses=(), empty_list=EmptyList.NOT_FOUND))
    yield made
    made.close()


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("family", Family)
def test_every_answer_of_a_conversation_keeps_the_strict_document(mock: Mock, family: Family, scenario: str) -> None:
    answers = list(conversation(mock, family, scenario))
    assert [each for endpoint, answer in answers for each in problems(endpoint, answer)] == []
    assert {answer.status for _, answer in answers} == {200, 404}


PROBLEM = ("accept", "application/problem+json")
EXPLODE = ("x-kling3-scenario", "explode")


@pytest.mark.parametrize(
    ("body", "headers", "key", "expected"),
    [
        ({"prompt": 5}, (), KEY, 400),
        ({"prompt": 5}, (PROBLEM,), KEY, 400),
        ({}, (EXPLODE,), KEY, 400),
        ({}, (EXPLODE, PROBLEM), KEY, 400),
        ({}, (("content-type", "text/plain"),), KEY, 400),
        ({}, (), "", 401),
        ({}, (PROBLEM,), "", 401),
        ({"note": "x" * 1_100_000}, (), KEY, 413),
    ],
    ids=lambda each: str(each)[:12],
)
def test_every_refusal_of_an_order_keeps_the_strict_document(
    mock: Mock, body: dict[str, object], headers: tuple[tuple[str, str], ...], key: str, expected: int
) -> None:
    for endpoint in (each for each in ENDPOINTS if each.kind is Kind.CREATE):
        response = order(mock, {**BODIES[endpoint.family], **body}, *headers, path=endpoint.path, key=key)
        assert (response.status, problems(endpoint, response)) == (expected, [])


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([{"content_type": "image/png"}], 200),
        ([{"content_type": each} for each in ("image/webp", "image/jpeg")] * 7, 200),
        ([{"content_type": "image/png", "filename": "a.png"}], None),
        ([], 400),
        ([{"content_type": "video/mp4"}], 400),
        (None, 400),
    ],
)
def test_every_answer_to_a_request_for_uploads_keeps_the_strict_document(
    files: object, expected: int | None, *, strict: bool
) -> None:
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1, strict=strict))
    for headers in ((), (PROBLEM,)):
        response = order(mock, {"files": files}, *headers, path=REQUEST_UPLOADS.path)
        assert (response.status, problems(REQUEST_UPLOADS, response)) == (expected or (400 if strict else 200), [])
    assert problems(REQUEST_UPLOADS, order(mock, {}, path=REQUEST_UPLOADS.path, key="")) == []


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.kind is not Kind.CREATE])
def test_every_refusal_of_a_reading_keeps_the_strict_document(mock: Mock, endpoint: Endpoint) -> None:
    path = endpoint.path.replace("{task-id}", "none")
    answers = [get(mock, path), get(mock, path, key=""), get(mock, f"{path}?page=0&page_size=0")]
    assert [problems(endpoint, each) for each in answers] == [[], [], []]
    assert [each.status for each in answers[:2]] == [404, 401]


@pytest.mark.parametrize("endpoint", OPERATIONS, ids=lambda each: each.operation_id)
def test_an_answer_above_the_limit_keeps_the_strict_document(endpoint: Operation) -> None:
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1, rate_limit=parse("1")))
    path = endpoint.path.replace("{task-id}", UNKNOWN_TASK)
    for expected in (None, 429, 429):
        response = order(mock, {}, path=path) if endpoint.method == "POST" else get(mock, path)
        assert problems(endpoint, response) == []
        assert expected in (None, response.status)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda answer: answer._replace(status=418), "418 application/json is not described"),
        (lambda answer: answer._replace(body=answer.body.replace(b"CREATED", b"DONE")), "/data/status must be"),
        (lambda answer: answer._replace(body=b"{}"), "/data data is required"),
        (lambda answer: answer._replace(headers=[*answer.headers, (b"x-request-id", b"7")]), "x-request-id: "),
        (lambda answer: answer._replace(headers=[*answer.headers, (b"x-new", b"7")]), "x-new: is not described"),
    ],
)
def test_a_breach_would_be_seen(mock: Mock, spoil: Callable[[Response], Response], expected: str) -> None:
    create = ENDPOINTS[0]
    answer = order(mock, BODIES[create.family], path=create.path)
    assert problems(create, answer) == []
    (problem,) = problems(create, spoil(answer))
    assert problem.startswith(expected)
