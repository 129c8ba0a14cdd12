"""What is not due yet can be told of when the fake stops."""

from __future__ import annotations

from collections.abc import Callable

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.lifecycle import Upcoming
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Family, Tier
from tests.mockserver.asking import at_once, create, data
from tests.mockserver.samples import HOOK

NewMock = Callable[..., Mock]


def ordered(mock: Mock, scenario: str) -> str:
    return str(data(create(mock, Family.KLING3, Tier.PRO, scenario=scenario, webhook_url=HOOK))["task_id"])


def upcoming(mock: Mock) -> list[Upcoming]:
    return list(at_once(mock.upcoming()))


def test_what_is_to_come_is_listed_by_its_moment_and_stays_to_come(new_mock: NewMock) -> None:
    mock = new_mock()
    late, early = ordered(mock, "complete 60"), ordered(mock, "fail 45")
    expected = [
        (early, Status.IN_PROGRESS, 15.0),
        (late, Status.IN_PROGRESS, 20.0),
        (early, Status.FAILED, 45.0),
        (late, Status.COMPLETED, 60.0),
    ]
    for _ in range(2):
        assert [(each.task_id, each.status, each.due_in) for each in upcoming(mock)] == expected
    assert {each.url for each in upcoming(mock)} == {HOOK}


def test_what_was_due_and_what_no_longer_happens_is_left_out(new_mock: NewMock) -> None:
    mock = new_mock()
    forced, going = ordered(mock, "complete 60"), ordered(mock, "complete 60")
    assert isinstance(mock.clock, ManualClock)
    mock.clock.advance(30)
    assert mock.courier.settle()
    task = at_once(mock.store.get(forced))
    assert task is not None
    at_once(mock.lifecycle.end(task, Status.FAILED))
    mock.courier.wake()
    assert mock.courier.settle()
    assert [(each.task_id, each.status) for each in upcoming(mock)] == [(going, Status.COMPLETED)]


def test_a_task_without_a_webhook_and_one_that_is_forgotten_bring_none(new_mock: NewMock) -> None:
    mock = new_mock()
    create(mock, Family.KLING3, Tier.PRO)
    ordered(mock, "complete 60")
    at_once(mock.reset())
    assert upcoming(mock) == []
