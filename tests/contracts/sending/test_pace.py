"""Requests follow one another no faster than told, on a clock that only waiting moves."""

from __future__ import annotations

import pytest

from kling3_contracts.errors import OptionError, SpendError
from kling3_contracts.messages import Answer, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.sending.pace import DEFAULT_RATE, MOST_PAUSES, Pace, Rate
from kling3_contracts.sending.sender import Sender
from tests.contracts.sending.counting import CREATED, CountingTarget
from tests.contracts.sending.test_budget import CREATING, LIST, request

FREE = Request("GET", LIST)
TOO_MANY = Answer(429)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40/m", Rate(40, 60)),
        ("5/s", Rate(5, 1)),
        (" 1000/h ", Rate(1000, 3600)),
    ],
)
def test_a_rate_is_a_number_by_a_unit(text: str, expected: Rate) -> None:
    assert Rate.read(text) == expected


@pytest.mark.parametrize("text", ["", "40", "0/m", "-1/s", "1.5/s", "40/d", "40/min", "9999999/s", "m/40"])
def test_anything_else_is_told_with_two_that_work(text: str) -> None:
    with pytest.raises(
        OptionError, match=f"--rate: got '{text}', expected requests by second, minute or hour, as 40/m or 5/s"
    ):
        Rate.read(text)


@pytest.mark.parametrize(("requests", "expected"), [(0, 0), (1, 0), (40, 0), (41, 60), (80, 60), (81, 120), (400, 540)])
def test_a_rate_tells_how_long_so_many_requests_take(requests: int, expected: float) -> None:
    assert DEFAULT_RATE.duration(requests) == expected


def test_no_window_holds_more_requests_than_the_rate_allows() -> None:
    target = CountingTarget()
    pace, times = Pace(target, Rate(3, 60)), []
    for number in range(20):
        pace.keep()
        times.append(target.now())
        target.wait(number % 4)
    assert all(later - earlier >= 60 for earlier, later in zip(times, times[3:], strict=False))


def test_requests_at_once_wait_until_the_rate_has_room_for_all_of_them() -> None:
    target = CountingTarget()
    pace = Pace(target, Rate(3, 60))
    pace.keep(2)
    target.wait(10)
    pace.keep(2)
    assert target.waited == [10, 50]
    pace.keep(3)
    assert target.now() == 120


@pytest.mark.parametrize(("together", "expected"), [(3, True), (4, False)])
def test_more_at_once_than_a_rate_has_are_never_allowed(*, together: int, expected: bool) -> None:
    assert Pace(CountingTarget(), Rate(3, 60)).allows(together) is expected
    assert Pace().allows(together)


def test_requests_that_are_slow_by_themselves_wait_for_nothing() -> None:
    target = CountingTarget()
    pace = Pace(target, Rate(1, 1))
    for _ in range(5):
        pace.keep()
        target.wait(2)
    assert target.waited == [2] * 5


def test_without_a_rate_nothing_waits() -> None:
    target = CountingTarget()
    sender = Sender(target, Budget(), Pace(target))
    for _ in range(100):
        sender.send(FREE)
    assert target.waited == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [((), 60), ((("Retry-After", "7"),), 7), ((("retry-after", "soon"),), 60), ((("retry-after", "99999"),), 300)],
)
def test_a_429_is_waited_out_and_the_request_sent_once_more(
    after: tuple[tuple[str, str], ...], expected: float
) -> None:
    answers = iter([Answer(429, after), Answer(200)])
    target, told = CountingTarget(lambda _request: next(answers)), []
    sender = Sender(target, Budget(), Pace(target, tell=told.append))
    heard: list[int] = []
    sender.listeners.append(lambda exchange: heard.append(exchange.answer.status))
    assert sender.send(FREE).answer.status == 200
    assert (target.waited, sender.sent, heard) == ([expected], 2, [200])
    assert told == [f"429 from the server: waiting {expected} s"]


def test_the_penalty_box_is_waited_out_for_ten_minutes() -> None:
    answers = iter([Answer(403, (), b'{"message":"Penalty Box: wait"}'), Answer(200)])
    target, told = CountingTarget(lambda _request: next(answers)), []
    sender = Sender(target, Budget(), Pace(target, tell=told.append))
    assert sender.send(FREE).answer.status == 200
    assert (target.waited, told) == ([600], ["403 Penalty Box from the server: waiting 600 s"])


def test_another_403_is_an_answer() -> None:
    target = CountingTarget(lambda _request: Answer(403, (), b'{"message":"Forbidden"}'))
    assert Sender(target, Budget(), Pace(target)).send(FREE).answer.status == 403
    assert target.waited == []


def test_a_server_that_always_answers_429_holds_a_run_up_a_few_times_only() -> None:
    target = CountingTarget(lambda _request: TOO_MANY)
    sender = Sender(target, Budget(), Pace(target))
    assert {sender.send(FREE).answer.status for _ in range(10)} == {429}
    assert target.waited == [60] * MOST_PAUSES


def test_an_order_that_is_answered_429_is_not_sent_again() -> None:
    """It counts already, and may have created a task all the same."""
    target = CountingTarget(lambda _request: TOO_MANY)
    sender = Sender(target, Budget(MemoryAccount(2), CREATING), Pace(target))
    assert sender.send(request()).answer.status == 429
    assert (len(target.requests), target.waited) == (1, [60])


def test_a_request_that_is_not_allowed_waits_for_nothing() -> None:
    target = CountingTarget(lambda _request: CREATED)
    sender = Sender(target, Budget(MemoryAccount(0), CREATING), Pace(target, Rate(1, 60)))
    for _ in range(3):
        with pytest.raises(SpendError):
            sender.send(request())
    assert target.waited == []
