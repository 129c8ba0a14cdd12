"""The state of the fake is told when it has changed, not too often, and now and then as a sign of life."""

from __future__ import annotations

import json
from collections.abc import Callable

from kling3_mockserver.control.state import Changes, StateNews
from kling3_mockserver.faults import TasksNotFound
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_mockserver.tasks.scenario_queue import Queued
from tests.mockserver.asking import at_once, created
from tests.mockserver.samples import NOW

NewMock = Callable[..., Mock]


def first(mock: Mock) -> tuple[StateNews, dict[str, object]]:
    news = StateNews(mock, Changes())
    return news, at_once(news.first(0.0))


def told(news: StateNews, now: float) -> dict[str, object] | None:
    text = at_once(news.news(now))
    if not text:
        return None
    assert text.startswith(b"event: state\ndata: ")
    state: dict[str, object] = json.loads(text.partition(b"data: ")[2])
    return state


def test_it_counts_what_is_held_and_what_waits(mock: Mock) -> None:
    created(mock)
    mock.scenarios.put(Queued(FailAfter(0)))
    mock.faults.put(PlannedFault(TasksNotFound()))
    mock.uploads.request("alpha-key", "image/png")
    assert first(mock)[1] == {
        "now": NOW, "clock": "manual", "speed": 1.0, "tasks": 1, "scenarios": 1, "faults": 1, "uploads": 1,
        "waiting": 0, "changed": 0,
    }  # fmt: skip


def test_it_is_told_when_it_has_changed_and_a_quarter_of_a_second_is_over(mock: Mock) -> None:
    news, _ = first(mock)
    created(mock)
    assert told(news, 0.2) is None
    changed = told(news, 0.25)
    assert changed is not None
    assert changed["tasks"] == 1
    assert told(news, 0.5) is None


def test_a_clock_that_was_moved_is_a_change(mock: Mock) -> None:
    news, _ = first(mock)
    mock.clock.advance(5)
    moved = told(news, 1.0)
    assert moved is not None
    assert moved["now"] == NOW + 5


def test_time_that_passes_by_itself_is_no_change_but_a_sign_of_life(new_mock: NewMock) -> None:
    mock = new_mock(clock=ClockKind.REAL, speed=20.0)
    news, state = first(mock)
    assert (state["clock"], state["speed"]) == ("real", 20.0)
    assert [told(news, now) is None for now in (1.0, 14.9, 15.0, 29.9, 30.0)] == [True, True, False, True, False]


def test_what_may_have_changed_otherwise_is_counted(mock: Mock) -> None:
    changes = Changes()
    news = StateNews(mock, changes)
    at_once(news.first(0.0))
    changes.note()
    changes.note()
    changed = told(news, 1.0)
    assert changed is not None
    assert changed["changed"] == 2
