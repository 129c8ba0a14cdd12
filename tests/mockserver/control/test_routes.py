"""The control API does what a test or a person asks, and says in a sentence why it won't."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import control, create, created, data, get, read
from tests.mockserver.samples import NOW
from tests.mockserver.wire import UNKNOWN_TASK, header, message, send

NewMock = Callable[..., Mock]


def shown(response: Response, status: int = 200) -> object:
    assert response.status == status, response.body
    assert header(response, "content-type") == "application/json"
    value: object = json.loads(response.body)
    return value


def raw(mock: Mock, method: str, path: str, body: bytes = b"") -> Response:
    return send(mock, method, f"/_mock{path}", body=body, key="")


def test_health_tells_time_and_number_of_tasks(mock: Mock) -> None:
    created(mock)
    mock.clock.advance(1.5)
    assert shown(control(mock, "GET", "/health")) == {
        "status": "ok", "now": NOW + 1.5, "tasks": 1, "store": "memory",
    }  # fmt: skip


@pytest.mark.parametrize("strictness", Strictness)
def test_both_documents_are_served(mock: Mock, strictness: Strictness) -> None:
    as_json = raw(mock, "GET", f"/spec/{strictness.value}.json")
    as_yaml = raw(mock, "GET", f"/spec/{strictness.value}.yaml")
    assert shown(as_json) == load(strictness).content
    assert as_yaml.body.decode() == load(strictness).to_yaml()
    assert str(header(as_yaml, "content-type")).startswith("application/yaml")


@pytest.mark.parametrize("name", ["strict.txt", "published.yml", "other.json", "strict.JSON", "..json"])
def test_no_other_document_is_served(mock: Mock, name: str) -> None:
    response = raw(mock, "GET", f"/spec/{name}")
    assert (response.status, message(response)) == (
        404,
        "expected /_mock/spec/published or strict, with .yaml or .json",
    )


def test_reset_forgets_all_but_the_settings(new_mock: NewMock) -> None:
    mock = new_mock(strict=True)
    first = created(mock)
    mock.scenarios.put(Queued(FailAfter(0)))
    mock.clock.advance(5)
    response = raw(mock, "POST", "/reset")
    assert (response.status, response.body) == (204, b"")
    assert (list(mock.journal.exchanges()), mock.scenarios.waiting()) == ([], ())
    assert shown(control(mock, "GET", "/tasks")) == []
    assert (created(mock), mock.settings.strict, mock.clock.now()) == (first, True, NOW + 5)


def test_the_clock_is_told_and_moved(mock: Mock) -> None:
    task_id = created(mock)
    assert shown(control(mock, "GET", "/clock")) == {"now": NOW}
    assert shown(control(mock, "POST", "/clock", advance=2.5)) == {"now": NOW + 2.5}
    assert shown(control(mock, "POST", "/clock", set=NOW + 3)) == {"now": NOW + 3}
    assert data(read(mock, task_id))["status"] == "COMPLETED"


CLOCK_WORDS = 'expected {"advance": seconds} or {"set": unix seconds}'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"advance": -1}', "can't advance the clock by -1 s: give a span of 0 s or more"),
        (b'{"set": 1}', "can't set the clock to 1: it never goes back, and it is 1700000000 now"),
        (b'{"advance": 1e308}', "it ends with the year 9999"),
        (b'{"set": %s}' % (b"9" * 400), "it ends with the year 9999"),
        (b'{"advance": -%s}' % (b"9" * 400), "give a span of 0 s or more"),
        (b'{"advance": true}', CLOCK_WORDS),
        (b'{"advance": "5"}', CLOCK_WORDS),
        (b'{"advance": null}', CLOCK_WORDS),
        (b'{"advance": 1, "set": 2}', CLOCK_WORDS),
        (b'{"advanc": 5}', f"got 'advanc' (did you mean advance?), {CLOCK_WORDS}"),
        (b"{}", CLOCK_WORDS),
        (b"[]", "expected a JSON object"),
        (b"5", "expected a JSON object"),
        (b"", "expected a JSON object: line 1, column 1: the body is empty"),
        (b'{"advance": NaN}', "NaN is no JSON value"),
        (b'{"advance": 5', "expected a JSON object: line 1, column 14"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_the_clock_stays(mock: Mock, body: bytes, expected: str) -> None:
    response = raw(mock, "POST", "/clock", body)
    assert response.status == 400
    assert expected in message(response)
    assert mock.clock.now() == NOW


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"advance": 5}', "can't advance a real clock by 5 s: it runs by itself; use a ManualClock"),
        (
            b'{"set": 1800000000}',
            "can't set a real clock to 1800000000: it runs by itself; use a ManualClock",
        ),
    ],
)
def test_a_real_clock_is_not_moved(new_mock: NewMock, body: bytes, expected: str) -> None:
    response = raw(new_mock(clock=ClockKind.REAL), "POST", "/clock", body)
    assert response.status == 400
    assert message(response).startswith(expected)


def test_scenarios_wait_are_shown_and_are_cleared(mock: Mock) -> None:
    first = {"scenario": "fail 2", "times": 2, "model": "kling-v3-pro", "fields": {"duration": "5"}}
    second = {"scenario": "never", "times": 1, "model": None, "fields": {}}
    assert shown(control(mock, "POST", "/scenarios", **first)) == [first]
    assert shown(control(mock, "POST", "/scenarios", scenario="never")) == [first, second]
    assert shown(control(mock, "GET", "/scenarios")) == [first, second]
    assert shown(control(mock, "DELETE", "/scenarios")) == []
    assert shown(control(mock, "GET", "/scenarios")) == []


def test_a_queued_scenario_is_used_up(mock: Mock) -> None:
    control(mock, "POST", "/scenarios", scenario="fail 0", times=2)
    statuses = [data(read(mock, created(mock)))["status"] for _ in range(3)]
    assert statuses == ["FAILED", "FAILED", "CREATED"]


QUEUE_WORDS = 'expected {"scenario": "fail 2"} with, if wanted, "times", "model" and "fields"'
TIMES_WORDS = "expected a whole number of 1 or more"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, QUEUE_WORDS),
        ({"scenario": 5}, QUEUE_WORDS),
        ({"scenario": "fail", "time": 2}, f"got 'time' (did you mean times?), {QUEUE_WORDS}"),
        ({"scenari": "fail"}, f"got 'scenari' (did you mean scenario?), {QUEUE_WORDS}"),
        ({"scenario": "explode"}, "unknown scenario 'explode': expected complete [SECONDS]"),
        ({"scenario": "fail", "times": 0}, f"got times=0, {TIMES_WORDS}"),
        ({"scenario": "fail", "times": True}, f"got times=True, {TIMES_WORDS}"),
        ({"scenario": "fail", "times": 1.5}, f"got times=1.5, {TIMES_WORDS}"),
        (
            {"scenario": "fail", "model": "kling-v3-por"},
            "got model 'kling-v3-por' (did you mean kling-v3-pro?): expected one of kling-4k-i2v, kling-4k-t2v, ",
        ),
        ({"scenario": "fail", "model": []}, "got model []: expected one of kling-4k-i2v, kling-4k-t2v, kling-v3, "),
        ({"scenario": "fail", "fields": []}, "got fields=[], expected names and values of the body: "),
    ],
)
def test_a_scenario_that_cannot_wait_is_refused(mock: Mock, body: dict[str, object], expected: str) -> None:
    response = raw(mock, "POST", "/scenarios", json.dumps(body).encode())
    assert response.status == 400
    assert message(response).startswith(expected)
    assert mock.scenarios.waiting() == ()


def test_a_body_above_64_kib_is_not_read(mock: Mock) -> None:
    response = raw(mock, "POST", "/scenarios", b" " * 65_537)
    assert (response.status, message(response)) == (413, "a control request has at most 65536 bytes")


def test_tasks_of_all_keys_are_listed_newest_first(mock: Mock) -> None:
    made = [created(mock), created(mock, Family.OMNI, key="beta-key"), created(mock, Family.REFERENCE)]
    listed = shown(control(mock, "GET", "/tasks"))
    assert isinstance(listed, list)
    assert [each["task_id"] for each in listed] == made[::-1]
    assert shown(control(mock, "GET", "/tasks?limit=1")) == listed[:1]
    assert shown(control(mock, "GET", f"/tasks/{made[1]}")) == listed[1]


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "x", "", "1.0", "9" * 5_000, "%D9%A3", "0000001009999"])
@pytest.mark.parametrize("path", ["/tasks", "/requests", "/deliveries"])
def test_a_limit_is_from_1_to_1000(mock: Mock, path: str, limit: str) -> None:
    response = control(mock, "GET", f"{path}?limit={limit}")
    assert (response.status, message(response)) == (400, "limit must be a whole number from 1 to 1000")


@pytest.mark.parametrize(
    ("outcome", "expected", "urls"),
    [("complete", "COMPLETED", 1), ("fail", "FAILED", 0), ("complete-without-url", "COMPLETED", 0)],
)
def test_a_task_is_ended_by_hand_once(mock: Mock, outcome: str, expected: str, urls: int) -> None:
    task_id = created(mock, scenario="never")
    ended = shown(raw(mock, "POST", f"/tasks/{task_id}/{outcome}"))
    assert isinstance(ended, dict)
    assert (ended["status"], len(ended["generated"])) == (expected, urls)
    assert data(read(mock, task_id))["generated"] == ended["generated"]
    again = raw(mock, "POST", f"/tasks/{task_id}/complete")
    assert (again.status, message(again)) == (409, f"the task has ended already: it is {expected}")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", f"/tasks/{UNKNOWN_TASK}", f"no task {UNKNOWN_TASK} is held: see GET /_mock/tasks"),
        ("GET", f"/tasks/{'x' * 5_000}", f"no task {'x' * 60} is held"),
        ("POST", f"/tasks/{UNKNOWN_TASK}/fail", "expected POST /_mock/tasks/{task_id} and /complete or /fail or"),
        ("POST", "/deliveries/msg_x/redeliver", "no delivery of a message msg_x is remembered"),
        ("GET", "/nowhere", "Not Found: GET /_mock/openapi.yaml tells what there is"),
        ("GET", "/health/", "Not Found: GET /_mock/openapi.yaml"),
        ("GET", "/page/", "Not Found: GET /_mock/openapi.yaml"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_404_with_the_next_step(mock: Mock, method: str, path: str, expected: str) -> None:
    response = raw(mock, method, path)
    assert response.status == 404
    assert message(response).startswith(expected)


def test_an_unknown_outcome_is_404(mock: Mock) -> None:
    response = raw(mock, "POST", f"/tasks/{created(mock)}/explode")
    assert response.status == 404
    assert message(response).startswith("expected POST /_mock/tasks/{task_id} and /complete or /fail")


@pytest.mark.parametrize(("method", "path", "expected"), [
    ("DELETE", "/health", {"GET", "HEAD"}),
    ("GET", "/reset", {"POST"}),
    ("PUT", "/settings", {"GET", "HEAD", "PATCH"}),
    ("PATCH", "/scenarios", {"GET", "HEAD", "POST", "DELETE"}),
])  # fmt: skip
def test_another_method_is_405_with_those_that_are_taken(
    mock: Mock, method: str, path: str, expected: set[str]
) -> None:
    response = raw(mock, method, path)
    assert response.status == 405
    assert set(str(header(response, "allow")).split(", ")) == expected
    assert message(response).startswith("Method Not Allowed: GET /_mock/openapi.yaml")


def test_requests_of_the_control_api_are_not_in_the_journal(mock: Mock) -> None:
    for path in ("/health", "/tasks", "/nowhere"):
        control(mock, "GET", path)
    assert shown(control(mock, "GET", "/requests")) == []


def test_requests_are_listed_oldest_first_and_limited_to_the_newest(mock: Mock) -> None:
    for family in Family:
        get(mock, family.path)
    listed = shown(control(mock, "GET", "/requests?limit=2"))
    assert isinstance(listed, list)
    assert [each["request"]["path"] for each in listed] == [each.path for each in Family][-2:]


@pytest.fixture
def receiver() -> Iterator[str]:
    """Run a program that takes every webhook, and give its URL."""

    async def take(_scope: Scope, _receive: Receive, send_back: Send) -> None:
        await send_back({"type": "http.response.start", "status": 204, "headers": []})
        await send_back({"type": "http.response.body", "body": b""})

    with ThreadedServer(take) as server:
        yield f"{server.url}/hook?user=7"


def deliveries(mock: Mock) -> list[dict[str, object]]:
    assert mock.courier.settle()
    listed = shown(control(mock, "GET", "/deliveries"))
    assert isinstance(listed, list)
    return listed


def test_a_webhook_is_sent_again_with_its_id_and_body_and_a_new_signature(mock: Mock, receiver: str) -> None:
    create(mock, scenario="fail 0", webhook_url=receiver)
    first = deliveries(mock)[-1]
    mock.clock.advance(100)
    response = raw(mock, "POST", f"/deliveries/{first['id']}/redeliver")
    assert shown(response, 202) == {"id": first["id"]}
    *_, again = deliveries(mock)
    assert (again["id"], again["body"], again["url"]) == (first["id"], first["body"], receiver)
    assert (again["status"], again["delivered"], again["task_status"]) == (204, True, "FAILED")
    assert again["timestamp"] == int(NOW) + 100
    assert again["signature"] != first["signature"]


def test_deliveries_are_limited_to_the_newest(mock: Mock, receiver: str) -> None:
    create(mock, scenario="fail 0", webhook_url=receiver)
    both = deliveries(mock)
    assert [each["task_status"] for each in both] == ["IN_PROGRESS", "FAILED"]
    assert shown(control(mock, "GET", "/deliveries?limit=1")) == both[1:]
