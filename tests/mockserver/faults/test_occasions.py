"""A fault comes before the work of a request or after it, at the requests that it is meant for, and is named."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.doors import BrokenAnswerError
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    Latency,
    RateLimited,
    TasksNotFound,
    WebhookDropped,
)
from kling3_mockserver.faults.occasions import Match
from kling3_mockserver.faults.text import words
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Kind
from tests.mockserver.asking import BODIES, at_once, control, create, created, data, get, read
from tests.mockserver.faulting import AFTER, API_FAULTS, fail, in_words
from tests.mockserver.wire import JSON, KLING3, OMNI, codes, send

NewMock = Callable[..., Mock]


def held(mock: Mock) -> int:
    """Return how many tasks there are."""
    return at_once(mock.store.count())


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
