"""Statuses seen of a task one after another are transitions, and only the newest tasks are remembered."""

from __future__ import annotations

import pytest

from kling3_openapi.coverage.lifecycle import Lifecycle, Transition


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["CREATED"], []),
        (["CREATED", "CREATED"], []),
        (["CREATED", "IN_PROGRESS", "COMPLETED"], [("CREATED", "IN_PROGRESS"), ("IN_PROGRESS", "COMPLETED")]),
        (["CREATED", "FAILED"], [("CREATED", "FAILED")]),
        (["IN_PROGRESS", "FAILED"], [("IN_PROGRESS", "FAILED")]),
        (["CREATED", "COMPLETED", "IN_PROGRESS", "COMPLETED"], [("CREATED", "COMPLETED")]),
        (["COMPLETED", "FAILED"], []),
    ],
)
def test_a_transition_is_a_lawful_step_forward(statuses: list[str], expected: list[Transition]) -> None:
    lifecycle = Lifecycle()
    steps = [lifecycle.seen("task-1", status) for status in statuses]
    assert [step for step in steps if step is not None] == expected


def test_the_tasks_do_not_mix() -> None:
    lifecycle = Lifecycle()
    assert [lifecycle.seen("a", "CREATED"), lifecycle.seen("b", "FAILED"), lifecycle.seen("c", "IN_PROGRESS")] == [
        None
    ] * 3


def test_an_id_that_is_given_anew_begins_anew() -> None:
    lifecycle = Lifecycle()
    lifecycle.seen("a", "COMPLETED")
    lifecycle.begun("a", "CREATED")
    assert lifecycle.seen("a", "FAILED") == ("CREATED", "FAILED")


def test_the_oldest_task_is_forgotten_first() -> None:
    lifecycle = Lifecycle(most=2)
    for task in "abc":
        lifecycle.begun(task, "CREATED")
    assert [lifecycle.seen(task, "FAILED") for task in "cb"] == [("CREATED", "FAILED")] * 2
    assert lifecycle.seen("a", "FAILED") is None


def test_an_endless_id_is_not_kept() -> None:
    lifecycle = Lifecycle()
    lifecycle.begun("a" * 101, "CREATED")
    assert lifecycle.seen("a" * 101, "FAILED") is None
