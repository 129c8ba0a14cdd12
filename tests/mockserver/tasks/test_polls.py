"""A program that polls for what can't come about is stopped, and told why; all others poll as they like."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import httpx2
import pytest
import requests

from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.polls import EndlessPollError, Polls
from kling3_mockserver.tasks.task import Plan, Status, Task
from kling3_mockserver.testing.exercised import Exercised
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.session import Kling3Session
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import KEY, at_once, created, get, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.samples import NOW, a_task

LIMIT = 20
LIST = "/v1/ai/video/kling-v3"
HEADERS = {"x-freepik-api-key": KEY}
NEVER = Plan(NOW, float("inf"))


@pytest.fixture
def polled(new_mock: Callable[..., Mock]) -> Mock:
    return new_mock(poll_limit=LIMIT)


def status(mock: Mock, task_id: str) -> str:
    return str(json.loads(read(mock, task_id).body)["data"]["status"])


def poll(mock: Mock, task_id: str, times: int = LIMIT - 1) -> None:
    for _ in range(times):
        assert status(mock, task_id) in ("CREATED", "IN_PROGRESS")


@pytest.mark.parametrize(
    ("scenario", "expected", "mend"),
    [
        (
            "never",
            "by its scenario it never ends",
            'give the order another scenario (kling3.next("complete") before it)',
        ),
        (
            "fail 5",
            "it ends only when the clock is 5 s further",
            "move the clock meanwhile (kling3.clock.advance(5))",
        ),
    ],
)
def test_a_loop_that_only_the_clock_could_end_is_stopped_with_a_reason(
    polled: Mock, scenario: str, expected: str, mend: str
) -> None:
    task_id = created(polled, scenario=scenario)
    poll(polled, task_id)
    with pytest.raises(EndlessPollError) as stopped:
        read(polled, task_id)
    assert str(stopped.value) == (
        f"task {task_id} was read {LIMIT} times while the clock stood, and {expected}: the program polls without a "
        f"limit of its own. Give its loop one, or {mend}; the scenario 'reads 3' ends a task by readings alone. The "
        "setting poll_limit says how many readings are too many, 0 for none"
    )


def test_who_takes_no_notice_finds_that_the_task_has_failed(polled: Mock) -> None:
    task_id = created(polled, scenario="never")
    poll(polled, task_id)
    with pytest.raises(EndlessPollError):
        read(polled, task_id)
    assert status(polled, task_id) == "FAILED"


def test_a_loop_over_the_list_is_stopped_as_well(polled: Mock) -> None:
    ids = [created(polled) for _ in range(2)]
    for _ in range(LIMIT - 1):
        get(polled, LIST)
    with pytest.raises(
        EndlessPollError, match=rf"the list with task {ids[1]} was read {LIMIT} times .* reading a list"
    ):
        get(polled, LIST)
    assert {each["status"] for each in json.loads(get(polled, LIST).body)["data"]} == {"FAILED"}


def test_a_program_is_not_kept_from_it_by_catching_every_exception() -> None:
    assert not issubclass(EndlessPollError, Exception)


def test_the_count_begins_anew_when_the_clock_moves(polled: Mock) -> None:
    task_id = created(polled, scenario="complete 900")
    for _ in range(3):
        poll(polled, task_id)
        polled.clock.advance(1)
    polled.clock.advance(900)
    assert status(polled, task_id) == "COMPLETED"


def test_each_task_has_a_count_of_its_own(polled: Mock) -> None:
    for task_id in [created(polled, scenario="never") for _ in range(3)]:
        poll(polled, task_id)


def test_a_task_that_reads_end_is_read_as_often_as_it_takes(polled: Mock) -> None:
    task_id = created(polled, scenario=f"reads {2 * LIMIT}")
    poll(polled, task_id, 2 * LIMIT - 1)
    assert status(polled, task_id) == "COMPLETED"


def test_a_task_that_has_ended_is_read_as_often_as_one_likes_while_the_clock_moves(polled: Mock) -> None:
    task_id = created(polled, scenario="at-once")
    for _ in range(3):
        assert {status(polled, task_id) for _ in range(LIMIT - 1)} == {"COMPLETED"}
        polled.clock.advance(1)


def test_after_a_reset_nothing_is_remembered(polled: Mock) -> None:
    poll(polled, created(polled, scenario="never"))
    at_once(polled.reset())
    poll(polled, created(polled, scenario="never"))
    assert polled.polls is not None
    assert polled.polls.reason == ""


@pytest.mark.parametrize("settings", [Settings(clock=ClockKind.MANUAL), Settings(poll_limit=LIMIT)])
def test_without_a_limit_or_with_a_clock_that_runs_nothing_is_counted(settings: Settings) -> None:
    mock = Mock(settings)
    poll(mock, created(mock, scenario="never"), 2 * LIMIT)
    mock.close()
    assert mock.polls is None


@pytest.mark.parametrize(("reads", "expected"), [(9, []), (10, [Status.FAILED])])
def test_a_loop_that_pauses_is_stopped_after_half_a_minute(reads: int, expected: list[Status]) -> None:
    passed, ended = [0.0], []

    async def end(task: Task, outcome: Status) -> Task:
        ended.append(outcome)
        return task

    polls = Polls(1_000, end, lambda: passed[0])
    for number in range(reads):
        passed[0] = 0.0 if number == 0 else 30.0 if number == reads - 1 else 29.9
        at_once(polls.read(a_task(plan=NEVER), NOW, in_process=False))
    assert (ended, bool(polls.reason)) == (expected, bool(expected))


def hint(mock: Mock) -> str:
    assert mock.polls is not None
    return mock.polls.hint(mock.clock.now())


def test_a_loop_of_ten_readings_is_told_what_would_end_that_very_task(polled: Mock) -> None:
    task_id = created(polled, scenario="fail 5")
    polled.clock.advance(0.1)
    poll(polled, task_id, 9)
    assert hint(polled) == ""
    poll(polled, task_id, 1)
    assert hint(polled) == (
        f"task {task_id} was read 10 times while the clock stood, and it ends only when the clock is 4.9 s further: "
        "move the clock meanwhile (kling3.clock.advance(4.9)). Besides, the scenario 'reads 3' ends a task by readings "
        "alone"
    )
    polled.clock.advance(4.9)
    assert (hint(polled), status(polled, task_id)) == ("", "FAILED")


def test_a_loop_over_the_list_is_told_what_would_end_it_too(polled: Mock) -> None:
    task_id = created(polled, scenario="never")
    for _ in range(10):
        get(polled, LIST)
    assert hint(polled) == (
        f"the list with task {task_id} was read 10 times while the clock stood, and by its scenario it never ends: "
        'give the order another scenario (kling3.next("complete") before it). Besides, reading a list brings no task '
        "nearer to its end, reading the task does"
    )


def test_the_task_that_was_read_most_is_told_and_none_that_has_ended(polled: Mock) -> None:
    seldom, often = (created(polled, scenario="never") for _ in range(2))
    poll(polled, seldom, 10)
    poll(polled, often, 11)
    assert hint(polled).startswith(f"task {often} was read 11 times")
    task = at_once(polled.store.get(often))
    assert task is not None
    at_once(polled.lifecycle.end(task, Status.COMPLETED))
    assert status(polled, often) == "COMPLETED"
    assert hint(polled).startswith(f"task {seldom} was read 10 times")


def by_httpx(kling3: Kling3, url: str) -> object:
    with httpx.Client(transport=kling3.httpx_transport()) as client:
        return client.get(url, headers=HEADERS).json()


async def by_async_httpx(kling3: Kling3, url: str) -> object:
    async with httpx.AsyncClient(transport=kling3.httpx_transport()) as client:
        return (await client.get(url, headers=HEADERS)).json()


def by_httpx2(kling3: Kling3, url: str) -> object:
    with httpx2.Client(transport=kling3.httpx2_transport()) as client:
        return client.get(url, headers=HEADERS).json()


def by_requests(kling3: Kling3, url: str) -> object:
    with requests.Session() as session:
        kling3.mount(session)
        return session.get(url, headers=HEADERS).json()


def by_urllib3(kling3: Kling3, url: str) -> object:
    return kling3.urllib3_pool_manager().request("GET", url, headers=HEADERS).json()


DOORS = [by_httpx, lambda *asked: asyncio.run(by_async_httpx(*asked)), by_httpx2, by_requests, by_urllib3]


@pytest.mark.parametrize("ask", DOORS, ids=["httpx", "async httpx", "httpx2", "requests", "urllib3"])
def test_through_every_door_the_reason_reaches_the_program(
    new_kling3: Callable[..., Kling3], ask: Callable[[Kling3, str], object]
) -> None:
    kling3 = new_kling3(poll_limit=2)
    url = f"https://api.freepik.com{LIST}/{created(kling3.mock, scenario='never')}"
    ask(kling3, url)
    with pytest.raises(EndlessPollError, match=r"was read 2 times while the clock stood"):
        ask(kling3, url)
    assert kling3.endless


@pytest.fixture
def session() -> Iterator[Kling3Session]:
    made = Kling3Session(Settings(clock=ClockKind.MANUAL, poll_limit=LIMIT), Policy(), Exercised())
    yield made
    made.stop()


def test_over_a_socket_the_loop_ends_and_the_tenant_tells_the_reason(session: Kling3Session) -> None:
    seen: list[str] = []

    def test() -> None:
        with session.tenant() as kling3, requests.Session() as client:
            task_id = created(kling3.mock, scenario="never")
            while not seen or seen[-1] != "FAILED":
                answer = client.get(f"{kling3.url}{LIST}/{task_id}", headers=HEADERS, timeout=PATIENCE)
                seen.append(answer.json()["data"]["status"])

    with pytest.raises(
        ExpectationError, match=rf"was read {LIMIT} times while the clock stood, and by its scenario it never"
    ):
        test()
    assert len(seen) == LIMIT


def test_a_reason_that_the_program_has_swallowed_is_told_at_the_end(session: Kling3Session) -> None:
    def swallowing(kling3: Kling3) -> None:
        task_id = created(kling3.mock, scenario="never")
        for _ in range(LIMIT):
            with suppress(BaseException):
                read(kling3.mock, task_id)

    def test() -> None:
        with session.tenant() as kling3:
            swallowing(kling3)

    with pytest.raises(ExpectationError, match=f"was read {LIMIT} times"):
        test()


@pytest.mark.parametrize(("scenario", "outcome"), [("fail 5", "FAILED"), ("no-url 5", "COMPLETED")])
def test_a_loop_that_reads_on_after_the_end_is_ended(polled: Mock, scenario: str, outcome: str) -> None:
    task_id = created(polled, scenario=scenario)
    polled.clock.advance(5)
    assert {read(polled, task_id).status for _ in range(LIMIT - 1)} == {200}
    with pytest.raises(EndlessPollError) as ended:
        read(polled, task_id)
    assert str(ended.value).startswith(f"task {task_id}, which has ended {outcome}, was read {LIMIT} times more: ")
    assert "Have its loop end at COMPLETED and at FAILED, with or without a URL, or give it a limit" in str(ended.value)
    assert polled.polls is not None
    assert polled.polls.reason == str(ended.value)


def test_over_a_socket_such_a_loop_gets_an_answer_that_is_no_task(session: Kling3Session) -> None:
    def read_on() -> None:
        with session.tenant() as kling3, requests.Session() as client:
            client.trust_env = False
            task_id = created(kling3.mock, scenario="at-once", key="any")
            url = f"{kling3.url}{LIST}/{task_id}"
            answers = [client.get(url, headers={"x-freepik-api-key": "any"}, timeout=PATIENCE) for _ in range(LIMIT)]
            assert [each.status_code for each in answers] == [200] * (LIMIT - 1) + [400]
            assert answers[-1].json()["message"].startswith(f"task {task_id}, which has ended COMPLETED, was read 20 ")

    with pytest.raises(ExpectationError, match="which has ended COMPLETED, was read 20 times more: the program waits"):
        read_on()


def test_a_list_whose_tasks_have_all_ended_may_be_read_ten_times_as_often(polled: Mock) -> None:
    created(polled, scenario="at-once")
    assert {get(polled, LIST).status for _ in range(10 * LIMIT - 1)} == {200}
    with pytest.raises(EndlessPollError, match="a list of tasks that have all ended was read 200 times more"):
        get(polled, LIST)


def test_an_empty_list_may_be_read_for_ever(polled: Mock) -> None:
    assert {get(polled, LIST).status for _ in range(20 * LIMIT)} == {200}
