"""A fault of the API is what the client sees, before the work of its request or after it, and it is named."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.doors import BrokenAnswerError
from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.extensions import IN_PROCESS
from kling3_mockserver.fault_text import words
from kling3_mockserver.faults import (
    ConnectionReset,
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    Latency,
    RateLimited,
    TasksNotFound,
    TruncatedJson,
    WebhookDropped,
    WrongContentType,
)
from kling3_mockserver.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.occasions import Match, When
from kling3_mockserver.settings import ClockKind
from kling3_openapi.document import Edition, load
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Kind
from kling3_openapi.schemas import Validator
from tests.mockserver.asking import BODIES, at_once, control, create, created, data, get, read
from tests.mockserver.faulting import AFTER, API_FAULTS, fail, in_words, named
from tests.mockserver.samples import NOW
from tests.mockserver.wire import JSON, KLING3, OMNI, codes, content, header, message, order, send

NewMock = Callable[..., Mock]

PUBLISHED = json.loads(load(Edition.PUBLISHED).to_json())


def held(mock: Mock) -> int:
    """Return how many tasks there are."""
    return at_once(mock.store.count())


def kind_of(response: Response) -> str:
    return str(header(response, "content-type")).partition(";")[0]


@pytest.mark.parametrize("when", [None, AFTER])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (DocumentedError(400), (400, "application/json", b'{"message":"Parameter \':attribute\' is not valid"}')),
        (DocumentedError(401), (401, "application/json", b'{"message":"Invalid API key"}')),
        (DocumentedError(500), (500, "application/json", b'{"message":"Internal Server Error"}')),
        (
            DocumentedError(503),
            (503, "application/json", b'{"message":"Service Unavailable. Please try again later."}'),
        ),
        (EmptyBody(), (200, "application/json", b"")),
    ],
)
def test_the_answer_is_the_faults_instead_of_the_true_one(
    mock: Mock, fault: Fault, when: When | None, expected: tuple[int, str, bytes]
) -> None:
    fail(mock, fault, when=when)
    response = create(mock)
    assert (response.status, kind_of(response), response.body) == expected
    assert (header(response, "content-length"), named(response)) == (str(len(response.body)), words(fault))
    assert create(mock).status == 200


@pytest.mark.parametrize("status", [400, 401, 500, 503])
def test_documented_errors_have_bodies_of_the_document(mock: Mock, status: int) -> None:
    fail(mock, DocumentedError(status))
    answer = content(create(mock))
    described = PUBLISHED["paths"][f"{KLING3}-pro"]["post"]["responses"][str(status)]
    name = described["$ref"].rpartition("/")[2]
    media = PUBLISHED["components"]["responses"][name]["content"]["application/json"]
    schema = {**media["schema"], "components": PUBLISHED["components"]}
    assert list(Validator(schema).problems(answer)) == []
    assert json.dumps(answer["message"]) in json.dumps(PUBLISHED)


def test_a_400_is_nested_for_those_who_ask_for_problems(mock: Mock) -> None:
    fail(mock, "400")
    response = send(mock, "GET", KLING3, ("accept", "application/problem+json"))
    assert (response.status, kind_of(response)) == (400, "application/problem+json")
    assert content(response)["problem"] == {"message": "Parameter ':attribute' is not valid", "invalid_params": []}


@pytest.mark.parametrize("status", [500, 200])
def test_a_gateways_page_is_html(mock: Mock, status: int) -> None:
    fail(mock, HtmlPage(status))
    response = create(mock)
    assert (response.status, kind_of(response), response.body[:15]) == (status, "text/html", b"<!DOCTYPE html>")
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(response.body)


def test_a_429_is_in_the_services_words_with_its_three_headers(mock: Mock) -> None:
    fail(mock, RateLimited())
    response = create(mock)
    assert response.status == 429
    told = "You've reached the rate limit per minute for this service: 50 requests in 60 s by this key. Wait 60 s."
    assert message(response) == told
    names = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
    assert [header(response, name) for name in names] == ["50", "0", "60"]


def test_a_list_is_not_found_and_only_a_list(mock: Mock) -> None:
    created(mock)
    fail(mock, TasksNotFound())
    assert created(mock)
    response = get(mock, KLING3)
    assert (response.status, content(response)) == (404, {"message": "Tasks not found"})
    assert get(mock, KLING3).status == 200


def test_truncated_json_is_the_first_half_of_the_true_answer(mock: Mock) -> None:
    task_id = created(mock)
    whole = read(mock, task_id).body
    fail(mock, TruncatedJson())
    response = read(mock, task_id)
    assert (response.status, kind_of(response)) == (200, "application/json")
    assert (response.body, len(response.body)) == (whole[: len(response.body)], len(whole) // 2)
    assert header(response, "content-length") == str(len(response.body))


@pytest.mark.parametrize("content_type", ["text/plain", "text/html"])
def test_a_wrong_content_type_is_the_only_one(mock: Mock, content_type: str) -> None:
    fail(mock, WrongContentType(content_type))
    response = create(mock)
    assert (response.status, header(response, "content-type")) == (200, content_type)
    assert json.loads(response.body)["data"]["status"] == "CREATED"
    assert held(mock) == 1


@pytest.mark.parametrize("when", [None, AFTER])
def test_a_connection_that_is_reset_has_no_answer(mock: Mock, when: When | None) -> None:
    fail(mock, ConnectionReset(), when=when)
    with pytest.raises(BrokenAnswerError, match="ended without an answer") as lost:
        create(mock)
    assert lost.value.begun is None
    assert held(mock) == (when is AFTER)
    assert mock.journal.exchanges()[-1].response == Response(0, [], b"")


def test_a_connection_that_is_reset_midway_has_half_an_answer(mock: Mock) -> None:
    fail(mock, ConnectionReset(midway=True))
    with pytest.raises(BrokenAnswerError) as lost:
        create(mock)
    begun = lost.value.begun
    assert begun is not None
    assert (begun.status, begun.body[:19], named(begun)) == (200, b'{"data":{"task_id":', "reset-midway")
    announced = int(str(header(begun, "content-length")))
    assert (len(begun.body), mock.journal.exchanges()[-1].response.body) == (announced // 2, begun.body)
    assert held(mock) == 1


# Before and after ---------------------------------------------------------------------------------------------------


def kinds_that_replace() -> list[Fault]:
    return [DocumentedError(503), RateLimited(), HtmlPage(), HtmlPage(200), EmptyBody()]


@pytest.mark.parametrize("fault", kinds_that_replace(), ids=words)
def test_a_fault_before_the_work_leaves_no_task(mock: Mock, fault: Fault) -> None:
    fail(mock, fault)
    create(mock)
    (exchange,) = mock.journal.exchanges()
    assert (held(mock), exchange.task_id, exchange.fault) == (0, "", words(fault))


@pytest.mark.parametrize("fault", kinds_that_replace(), ids=words)
def test_a_fault_after_the_work_leaves_a_task_that_is_paid_for_and_ends(mock: Mock, fault: Fault) -> None:
    """Who sends the order again pays twice."""
    fail(mock, fault, when=AFTER)
    create(mock)
    (exchange,) = mock.journal.exchanges()
    assert (held(mock), exchange.fault) == (1, words(fault))
    again = created(mock)
    assert again != exchange.task_id
    mock.clock.advance(3)
    assert {data(read(mock, each))["status"] for each in (again, exchange.task_id)} == {"COMPLETED"}


def test_a_request_that_is_refused_does_not_use_up_a_fault_that_comes_after(mock: Mock) -> None:
    fail(mock, "503", when=AFTER)
    assert [create(mock, duration=5).status, create(mock, key="").status] == [400, 401]
    assert [create(mock).status, create(mock).status] == [503, 200]


def test_a_request_that_meets_a_fault_first_is_not_looked_at(mock: Mock) -> None:
    fail(mock, "503")
    response = create(mock, duration=5)
    assert (response.status, codes(response)) == (503, [])


def test_one_fault_at_most_meets_a_request(mock: Mock) -> None:
    fail(mock, Latency(1))
    fail(mock, "503", when=AFTER)
    assert [create(mock).status for _ in range(3)] == [200, 503, 200]


def test_findings_of_a_request_are_told_beside_a_fault_that_comes_after(mock: Mock) -> None:
    fail(mock, "503", when=AFTER)
    response = create(mock, image_list=[])
    assert (response.status, codes(response)) == (503, ["K001"])


# Matching -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.operation_id)
def test_each_endpoint_can_fail_alone(mock: Mock, endpoint: Endpoint) -> None:
    fail(mock, "503", Match(kind=endpoint.kind, model=endpoint.model), probability=1)
    failed = [each for each in ENDPOINTS if asked(mock, each).status == 503]
    assert {(each.kind, each.model) for each in failed} == {(endpoint.kind, endpoint.model)}
    assert endpoint in failed


def asked(mock: Mock, endpoint: Endpoint) -> Response:
    path = endpoint.path.replace("{task-id}", "some-task")
    body = json.dumps(BODIES[endpoint.family]).encode() if endpoint.kind is Kind.CREATE else b""
    return send(mock, endpoint.method, path, JSON, body=body)


def test_each_key_can_fail_alone_whichever_header_brings_it(mock: Mock) -> None:
    fail(mock, "503", Match(key="beta-key"), probability=1)
    answers = [create(mock), create(mock, key="beta-key"), get(mock, KLING3), get(mock, KLING3, key="beta-key")]
    assert [each.status for each in answers] == [200, 503, 200, 503]


def test_each_task_can_fail_alone(mock: Mock) -> None:
    good, bad = created(mock), created(mock)
    fail(mock, "500", Match(task_id=bad), times=2)
    assert [read(mock, each).status for each in (good, bad, bad, bad)] == [200, 500, 500, 200]


def test_each_method_can_fail_alone(mock: Mock) -> None:
    fail(mock, "500", Match(method="POST"))
    assert [get(mock, KLING3).status, create(mock).status] == [200, 500]


def test_faults_come_so_often_as_planned(mock: Mock) -> None:
    fail(mock, "503", times=3)
    assert [get(mock, OMNI).status for _ in range(5)] == [503] * 3 + [200] * 2


def test_faults_come_by_the_seed(new_mock: NewMock) -> None:
    runs = []
    for seed in (1, 1, 2):
        mock = new_mock(seed=seed)
        fail(mock, "503", probability=0.4)
        runs.append([get(mock, OMNI).status for _ in range(100)])
    assert runs[0] == runs[1] != runs[2]
    assert 25 < runs[0].count(503) < 55


@pytest.mark.parametrize("path", ["/", "/v1/ai/video/kling-v2-pro", "/_mock/health", f"{KLING3}-pro/some-task"])
def test_what_is_none_of_the_services_does_not_fail(mock: Mock, path: str) -> None:
    expected = send(mock, "GET", path).status
    fail(mock, "503")
    assert (send(mock, "GET", path).status, len(mock.faults.waiting())) == (expected, 1)


def test_while_faults_wait_for_others_an_answer_is_what_it_always_is(new_mock: NewMock) -> None:
    plain, waiting = new_mock(), new_mock()
    fail(waiting, "503", Match(key="nobody"), probability=1)
    fail(waiting, WebhookDropped(), probability=1)
    for mock in (plain, waiting):
        created(mock)
    assert get(waiting, KLING3) == get(plain, KLING3)
    assert create(waiting, duration=5) == create(plain, duration=5)


# Journal ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(**in_words(tuple(each for each in API_FAULTS if each != TasksNotFound())))
def test_the_journal_and_the_control_api_name_each_fault(mock: Mock, fault: Fault) -> None:
    fail(mock, fault)
    try:
        create(mock)
    except BrokenAnswerError:
        assert isinstance(fault, ConnectionReset)
    create(mock)
    first, second = mock.journal.exchanges()
    assert first.fault.split()[0] == words(fault).split()[0]
    assert first.request.body == second.request.body
    assert second.fault == ""
    shown = json.loads(control(mock, "GET", "/requests").body)
    assert [each["fault"] for each in shown] == [first.fault, None]


def test_a_reset_forgets_faults(mock: Mock) -> None:
    fail(mock, "503", times=9)
    control(mock, "POST", "/reset")
    assert (create(mock).status, mock.faults.waiting(), mock.faults.active) == (200, (), False)


# Latency without a socket -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", [None, AFTER])
def test_in_process_a_latency_moves_a_manual_clock_and_nobody_waits(mock: Mock, when: When | None) -> None:
    fail(mock, Latency(40), when=when)
    assert create(mock).status == 200
    assert (mock.clock.now(), mock.journal.exchanges()[0].fault) == (NOW + 40, "latency 40")


def test_a_task_is_created_at_the_end_of_a_latency_before_its_work_and_at_the_beginning_of_one_after(
    mock: Mock,
) -> None:
    for when in (None, AFTER):
        fail(mock, Latency(40), when=when)
        create(mock)
    times = [each.created_at for each in at_once(mock.store.all(2))]
    assert times == [NOW + 40, NOW + 40]


def test_in_process_a_real_clock_is_left_alone(new_mock: NewMock) -> None:
    mock = new_mock(clock=ClockKind.REAL)
    fail(mock, Latency(40))
    assert create(mock).status == 200
    assert mock.journal.exchanges()[0].seconds < 40


def test_a_drawn_latency_is_named_as_it_was(mock: Mock) -> None:
    fail(mock, Latency(1, 3))
    response = create(mock)
    waited = mock.clock.now() - NOW
    assert 1 < waited < 3
    assert float(str(named(response)).removeprefix("latency ")) == pytest.approx(waited, abs=1e-6)


def hasty(mock: Mock, patience: float | None) -> Response:
    """Order a video as a client in process that waits for so many seconds."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        await mock({**scope, "extensions": {IN_PROCESS: {"patience": patience}}}, receive, send)

    return order(door, {"prompt": "A fox"})


@pytest.mark.parametrize(("when", "expected"), [(None, 0), (AFTER, 1)])
def test_who_would_not_wait_so_long_is_told_so(mock: Mock, when: When | None, expected: int) -> None:
    fail(mock, Latency(40), when=when)
    with pytest.raises(TooSlowError, match="the answer takes 40 s, and the client waits for 5 s") as slow:
        hasty(mock, 5)
    assert (slow.value.seconds, slow.value.patience) == (40, 5)
    assert (mock.clock.now(), held(mock)) == (NOW + 5, expected)
    assert [(each.response.status, each.fault) for each in mock.journal.exchanges()] == [(0, "latency 40")]


@pytest.mark.parametrize("patience", [None, 40])
def test_who_waits_long_enough_has_an_answer(mock: Mock, patience: float | None) -> None:
    fail(mock, Latency(40))
    assert (hasty(mock, patience).status, mock.clock.now()) == (200, NOW + 40)
