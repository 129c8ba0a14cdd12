"""The status of a task follows from its plan and the moment alone, and only moves forward."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.tasks.scenario import (
    CompleteAfter,
    CompleteAfterReads,
    CompleteAtOnce,
    CompleteWithoutUrl,
    FailAfter,
    NeverEnd,
    Scenario,
)
from kling3_mockserver.tasks.task import Plan, Status, forced, plan, read_once
from tests.mockserver.samples import a_task

CREATED, IN_PROGRESS, COMPLETED, FAILED = Status

moments = st.floats(0, 1e6)
spans = st.floats(0, 1e6)
by_the_clock: tuple[Scenario, ...] = (
    *(CompleteAfter(), CompleteAfter(30), CompleteAtOnce(), NeverEnd()),
    *(FailAfter(0), FailAfter(9), CompleteWithoutUrl(6)),
)
scenarios = st.sampled_from((*by_the_clock, CompleteAfterReads(2), CompleteAfterReads(2, 9)))


@pytest.mark.parametrize(
    ("status", "expected"), [(CREATED, False), (IN_PROGRESS, False), (COMPLETED, True), (FAILED, True)]
)
def test_only_completed_and_failed_are_ends(status: Status, *, expected: bool) -> None:
    assert status.ended is expected


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (CompleteAfter(), Plan(110, 130)),
        (CompleteAfter(3), Plan(102, 106)),
        (CompleteAtOnce(), Plan(100, 100)),
        (CompleteAfterReads(2), Plan(math.inf, math.inf, reads_left=2)),
        (CompleteAfterReads(2, 6), Plan(104, 112, reads_left=2)),
        (FailAfter(), Plan(110, 130, FAILED, with_url=False)),
        (FailAfter(0), Plan(100, 100, FAILED, with_url=False)),
        (CompleteWithoutUrl(6), Plan(104, 112, with_url=False)),
        (NeverEnd(), Plan(110, math.inf)),
    ],
)
def test_a_scenario_is_planned_from_the_creation_on(scenario: Scenario, expected: Plan) -> None:
    """Seconds that a scenario names are scaled, the span that it leaves to the settings is not."""
    assert plan(scenario, 100, 30, scale=2) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (100, CREATED),
        (100.999, CREATED),
        (101, IN_PROGRESS),
        (102.999, IN_PROGRESS),
        (103, FAILED),
        (9e9, FAILED),
    ],
)
def test_a_status_begins_exactly_at_its_moment(now: float, expected: Status) -> None:
    assert a_task(plan=Plan(101, 103, FAILED)).status(now) is expected


@pytest.mark.parametrize(
    ("made", "now", "expected"),
    [
        (Plan(101, 103), 102.9, False),
        (Plan(101, 103), 103, True),
        (Plan(101, 103, with_url=False), 103, False),
        (Plan(101, 103, FAILED), 103, False),
    ],
)
def test_a_task_has_a_video_once_it_completed_with_one(made: Plan, now: float, *, expected: bool) -> None:
    assert a_task(plan=made).has_video(now) is expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (Plan(101, 103), ((101, IN_PROGRESS), (103, COMPLETED))),
        (Plan(101, 103, FAILED), ((101, IN_PROGRESS), (103, FAILED))),
        (Plan(101, math.inf), ((101, IN_PROGRESS),)),
        (Plan(math.inf, math.inf, reads_left=3), ()),
    ],
)
def test_changes_that_never_come_are_not_ahead(made: Plan, expected: tuple[object, ...]) -> None:
    assert a_task(plan=made).changes() == expected


@given(scenarios, moments, spans, st.lists(moments, min_size=2))
def test_statuses_only_move_forward(scenario: Scenario, at: float, span: float, looks: list[float]) -> None:
    task = a_task(plan=plan(scenario, at, span))
    steps = (CREATED, IN_PROGRESS, task.plan.outcome)
    seen = [steps.index(task.status(at + look)) for look in sorted(looks)]
    assert seen == sorted(seen)


@given(scenarios, moments, spans)
def test_each_change_brings_its_status_at_its_moment(scenario: Scenario, at: float, span: float) -> None:
    task = a_task(plan=plan(scenario, at, span))
    later = dict(task.changes())
    assert [task.status(moment) for moment in later] == list(later.values())
    assert list(later) == sorted(later)


def test_reads_bring_a_task_to_its_end_at_the_moment_of_the_last() -> None:
    made = plan(CompleteAfterReads(3), 100, 30)
    seen = []
    for now in (110.0, 120.0, 130.0, 140.0):
        made = read_once(made, now)
        seen.append((a_task(plan=made).status(now), made.reads_left))
    assert seen == [(IN_PROGRESS, 2), (IN_PROGRESS, 1), (COMPLETED, 0), (COMPLETED, 0)]
    assert made == Plan(110, 130)


def test_reads_that_come_too_late_leave_the_end_to_the_clock() -> None:
    made = read_once(plan(CompleteAfterReads(3, 30), 100, 60), 105)
    assert made == Plan(105, 130, reads_left=2)
    assert read_once(made, 129.9) == Plan(105, 130, reads_left=1)
    assert read_once(made, 130) is made
    assert read_once(read_once(made, 110), 120) == Plan(105, 120)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (CompleteAfter(), 3),
        (FailAfter(), 3),
        (CompleteWithoutUrl(), 3),
        (FailAfter(5), 0),
        (CompleteAfterReads(2, 6), 2),
        (CompleteAfterReads(2), 2),
        (CompleteAtOnce(), 0),
        (NeverEnd(), 0),
    ],
)
def test_a_task_whose_scenario_names_no_seconds_ends_by_reads_if_the_settings_say_so(
    scenario: Scenario, expected: int
) -> None:
    assert plan(scenario, 100, 30, reads=3).reads_left == expected
    assert plan(scenario, 100, 30, reads=3)._replace(reads_left=0) == plan(scenario, 100, 30)._replace(reads_left=0)


def test_reads_bring_about_a_failure_too() -> None:
    made = read_once(read_once(plan(FailAfter(), 100, 30, reads=2), 105), 106)
    assert made == Plan(105, 106, FAILED, with_url=False)


def test_a_single_read_takes_a_task_through_both_changes_at_once() -> None:
    assert read_once(plan(CompleteAfterReads(1), 100, 30), 150) == Plan(150, 150)


@given(st.sampled_from(by_the_clock), moments)
def test_reading_moves_no_task_that_the_clock_moves(scenario: Scenario, now: float) -> None:
    made = plan(scenario, 100, 30)
    assert read_once(made, now) is made


@pytest.mark.parametrize(
    ("made", "outcome", "now", "expected"),
    [
        (Plan(110, 130), COMPLETED, 105, Plan(105, 105)),
        (Plan(110, 130), FAILED, 120, Plan(110, 120, FAILED, with_url=False)),
        (Plan(110, 130, FAILED, with_url=False), COMPLETED, 120, Plan(110, 120)),
        (Plan(math.inf, math.inf, reads_left=3), FAILED, 120, Plan(120, 120, FAILED, with_url=False)),
        (Plan(110, 130), FAILED, 130, Plan(110, 130)),
    ],
)
def test_a_forced_end_comes_now_unless_the_task_has_ended(
    made: Plan, outcome: Status, now: float, expected: Plan
) -> None:
    assert forced(made, outcome, now) == expected


@pytest.mark.parametrize("outcome", [COMPLETED, FAILED])
def test_a_forced_end_may_bring_no_video(outcome: Status) -> None:
    assert forced(Plan(110, 130), outcome, 120, with_url=False) == Plan(110, 120, outcome, with_url=False)
