"""A remembered request is asked again with all that it had, its key too, which nobody is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.tasks.order import VideoOrder
from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.task import Task
from tests.mockserver.asking import BASE, KEY, control, create, created, get, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.wire import KLING3, message

SECRET = "a-key-that-nobody-is-shown"


@pytest.fixture
def served(mock: Mock) -> Iterator[httpx.Client]:
    """Make a client of a mock that listens."""
    with ThreadedServer(mock) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=PATIENCE) as client:
        yield client


def again(mock: Mock, number: object = 1) -> dict[str, int]:
    response = control(mock, "POST", f"/requests/{number}/again")
    assert response.status == 200, response.body
    told: dict[str, int] = json.loads(response.body)
    return told


def test_an_order_is_given_once_more(mock: Mock) -> None:
    create(mock, key=SECRET, duration="7", scenario="fail 2")
    assert again(mock) == {"number": 2, "status": 200}
    first, second = mock.journal.exchanges()
    assert (first.request.body, first.request.headers) == (second.request.body, second.request.headers)
    assert first.task_id != second.task_id
    assert len(json.loads(get(mock, KLING3, key=SECRET).body)["data"]) == 2


def test_its_key_is_shown_to_nobody(mock: Mock) -> None:
    create(mock, key=SECRET)
    assert SECRET.encode() not in control(mock, "POST", "/requests/1/again").body
    assert SECRET.encode() not in control(mock, "GET", "/requests").body


def test_a_refusal_is_told_by_its_status(mock: Mock) -> None:
    create(mock, duration="99")
    assert again(mock) == {"number": 2, "status": 400}


def test_a_fault_meets_it_as_it_would_the_program(mock: Mock) -> None:
    create(mock)
    control(mock, "POST", "/faults", fault="503")
    assert again(mock) == {"number": 2, "status": 503}


def test_an_answer_that_never_comes_is_told(mock: Mock) -> None:
    create(mock)
    control(mock, "POST", "/faults", fault="reset")
    assert again(mock) == {"number": 2, "status": 0}


@pytest.mark.parametrize("fault", ["reset", "reset-midway"])
def test_what_breaks_a_connection_leaves_that_of_whoever_asks_again(
    served: httpx.Client, mock: Mock, fault: str
) -> None:
    """The server can reset its client's connection, and the client here is none that the fault is meant for."""
    create(mock)
    control(mock, "POST", "/faults", fault=fault)
    assert served.post("/_mock/requests/1/again").json()["number"] == 2
    assert mock.journal.exchanges()[-1].fault == fault


def test_what_is_forgotten_can_not_be_asked_again(mock: Mock) -> None:
    response = control(mock, "POST", "/requests/7/again")
    assert response.status == 404
    assert message(response) == "no request 7 is remembered: see GET /_mock/requests"


def test_what_was_cut_can_not_be_asked_again(mock: Mock) -> None:
    create(mock, negative_prompt="x" * 70_000)
    response = control(mock, "POST", "/requests/1/again")
    assert response.status == 409
    assert message(response) == "request 1 was too long to be remembered whole: send it from your program"


@pytest.mark.parametrize("query", ["", "page=1&page_size=2"])
def test_a_list_is_read_again_with_its_query(mock: Mock, query: str) -> None:
    get(mock, f"{KLING3}?{query}" if query else KLING3)
    again(mock)
    assert mock.journal.exchanges()[-1].request.query == query


def test_a_latency_is_waited_for_and_what_came_of_it_is_told(served: httpx.Client, mock: Mock) -> None:
    create(mock)
    control(mock, "POST", "/faults", fault="latency 0.02")
    assert served.post("/_mock/requests/1/again").json() == {"number": 2, "status": 200}
    assert (mock.journal.exchanges()[-1].fault, mock.journal.exchanges()[-1].seconds >= 0.02) == ("latency 0.02", True)


def test_in_process_a_latency_moves_the_clock(mock: Mock) -> None:
    create(mock)
    control(mock, "POST", "/faults", fault="latency 40")
    before = mock.clock.now()
    assert again(mock) == {"number": 2, "status": 200}
    assert mock.clock.now() == before + 40


def test_what_another_program_asks_meanwhile_is_not_taken_for_it(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked again has no answer by which it could be known."""
    task_id, opened = created(mock), mock.lifecycle.open

    async def open_while_another_reads(order: VideoOrder, scenario: Scenario) -> Task:
        read(mock, task_id)
        return await opened(order, scenario)

    monkeypatch.setattr(mock.lifecycle, "open", open_while_another_reads)
    control(mock, "POST", "/faults", fault="reset", when="after", kind="create")
    assert again(mock) == {"number": 3, "status": 0}


def test_what_was_refused_before_its_body_was_read_can_not_be_asked_again(new_mock: Callable[..., Mock]) -> None:
    mock = new_mock(rate_limit=parse("1"))
    assert [create(mock).status, create(mock).status] == [200, 429]
    response = control(mock, "POST", "/requests/2/again")
    assert response.status == 409
    assert message(response) == "request 2 was answered before its body was read: send it from your program"


def test_headers_of_one_hop_stay_behind(mock: Mock) -> None:
    headers = [("x-magnific-api-key", KEY), ("upgrade", "h2c"), ("trailer", "x"), ("proxy-connection", "close")]
    ask(mock, "GET", f"{BASE}{KLING3}", headers)
    again(mock)
    assert set(mock.journal.exchanges()[-1].request.headers) == {b"x-magnific-api-key", b"host"}


@pytest.mark.parametrize("path", ["/fake/_mock/reset", f"/fake{KLING3}-pro"])
def test_a_path_that_had_the_prefix_twice_is_no_other_path_the_second_time(
    new_mock: Callable[..., Mock], path: str
) -> None:
    """Else a stranger, who may not use the control API, would have whoever asks again use it."""
    mock = new_mock(path_prefix="/fake")
    kept = created(mock)
    assert ask(mock, "POST", f"{BASE}/fake{path}", [("x-magnific-api-key", KEY)]).status == 404
    assert again(mock, 2) == {"number": 3, "status": 404}
    assert [each.request.path for each in mock.journal.exchanges()[1:]] == [path, path]
    assert get(mock, f"/_mock/tasks/{kept}").status == 200


@pytest.mark.parametrize("prefix", ["", "/fake"])
def test_an_order_is_given_once_more_behind_a_prefix(new_mock: Callable[..., Mock], prefix: str) -> None:
    mock = new_mock(path_prefix="/fake")
    get(mock, f"{prefix}{KLING3}")
    assert again(mock)["status"] == 200
    assert [each.request.path for each in mock.journal.exchanges()] == [KLING3, KLING3]


def test_what_is_forgotten_at_once_is_told_of(mock: Mock) -> None:
    create(mock)
    mock.journal.on_exchange = lambda _: mock.journal.clear()
    response = control(mock, "POST", "/requests/1/again")
    assert response.status == 409
    assert message(response) == "request 1 was sent again, and what came of it is forgotten already"
