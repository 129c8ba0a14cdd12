"""A task that a test holds tells what it is at the moment at which it is asked."""

from __future__ import annotations

import asyncio
from math import inf

import pytest

from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import create, created, read
from tests.mockserver.samples import HOOK


def test_it_follows_its_task_as_the_clock_moves(kling3: Kling3) -> None:
    task_id = created(kling3.mock, scenario="complete 60")
    (task,) = kling3.tasks
    seen = []
    for _ in range(3):
        seen.append((task.status, task.ends_in, len(task.generated)))
        kling3.clock.advance(30)
    assert seen == [("CREATED", 60, 0), ("IN_PROGRESS", 30, 0), ("COMPLETED", 0, 1)]
    assert (task.id, task.task_id, task.scenario) == (task_id, task_id, "complete 60")
    assert task.generated[0].startswith(f"http://mock.test/kling_{task_id}.mp4?token=")


def test_it_tells_what_was_ordered(kling3: Kling3) -> None:
    create(kling3.mock, webhook_url=HOOK)
    assert (kling3.tasks[0].model, kling3.tasks[0].webhook_url) == ("kling-v3-pro", HOOK)
    assert kling3.tasks[0].created_at == kling3.clock.now()


@pytest.mark.parametrize(
    ("scenario", "end"),
    [
        ("complete 60", "CREATED, ends in 60 s"),
        ("never", "CREATED, never ends"),
        ("reads 2", "CREATED, ends after 2 readings"),
        ("reads 2 90", "CREATED, ends in 90 s or after 2 readings"),
        ("at-once", "COMPLETED"),
    ],
)
def test_its_representation_says_when_it_ends(kling3: Kling3, scenario: str, end: str) -> None:
    task_id = created(kling3.mock, scenario=scenario)
    assert repr(kling3.tasks) == f"[<task {task_id} kling-v3-pro {end}>]"


def test_two_are_equal_that_are_of_one_task(kling3: Kling3) -> None:
    first, second = created(kling3.mock), created(kling3.mock)
    read(kling3.mock, first)
    assert {*kling3.tasks, *kling3.tasks} == {*kling3.tasks}
    assert [each.id for each in kling3.tasks] == [second, first]
    assert kling3.tasks[0] != kling3.tasks[1]
    assert kling3.tasks[0] != second


def test_one_that_was_forgotten_by_a_reset_stays_as_it_was_ordered(kling3: Kling3) -> None:
    created(kling3.mock, scenario="never")
    (task,) = kling3.tasks
    asyncio.run(kling3.mock.reset())
    assert (kling3.tasks, task.status, task.ends_in) == ([], "CREATED", inf)
