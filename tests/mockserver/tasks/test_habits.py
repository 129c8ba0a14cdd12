"""Habits count what a program does again and again, and forget what was longest unused."""

from __future__ import annotations

import pytest

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.tasks.habits import Habits
from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Plan, Status, Task
from kling3_openapi.endpoints import Family, Tier
from tests.mockserver.asking import at_once
from tests.mockserver.samples import NOW, a_task

FAILED = Plan(NOW, NOW, Status.FAILED, with_url=False)
BODY = b'{"prompt":"A fox"}'


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def habits(store: MemoryStore) -> Habits:
    return Habits(store, ManualClock(NOW))


def told_at(habits: Habits, reads: int, status: Status = Status.COMPLETED) -> list[int]:
    """Read a task so often; return at which reads something was told."""
    return [number for number in range(reads) if habits.read(a_task(), status)]


def ordered(habits: Habits, store: MemoryStore, task: Task, body: bytes = BODY) -> list[str]:
    at_once(store.add(task))
    return [each.message for each in at_once(habits.ordered(task, body))]


def test_reading_on_after_the_end_is_told_at_the_third_tenth_and_hundredth_time(habits: Habits) -> None:
    assert told_at(habits, 1_001) == [3, 10, 100, 1_000]


def test_reading_before_the_end_is_never_too_much(habits: Habits) -> None:
    assert told_at(habits, 50, Status.IN_PROGRESS) == []
    assert told_at(habits, 4) == [3]


def test_who_reads_on_is_told_that_the_end_has_come(habits: Habits) -> None:
    (finding,) = [found for _ in range(4) for found in habits.read(a_task(), Status.FAILED)]
    assert finding.code == "K026"
    assert finding.message.startswith("the task is FAILED and was read 3 times since it was so: stop polling")


def test_the_task_that_was_longest_unread_is_forgotten(habits: Habits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.tasks.habits._MOST_REMEMBERED", 2)
    reads = ["one", "two", "one", "one", "three", "one", "two", "two", "two"]
    told = [bool(habits.read(a_task(each), Status.COMPLETED)) for each in reads]
    assert [number for number, each in enumerate(told) if each] == [5]


def test_the_same_order_is_told_from_the_third_failure_in_a_row_on(habits: Habits, store: MemoryStore) -> None:
    told = [ordered(habits, store, a_task(f"task-{number}", plan=FAILED)) for number in range(5)]
    assert told[:3] == [[], [], []]
    assert [len(each) for each in told[3:]] == [1, 1]
    assert told[3][0].startswith("this very order FAILED 3 times before: change the prompt or the images")
    assert told[4][0].startswith("this very order FAILED 4 times before")


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        (a_task("last", "beta-key"), BODY),
        (a_task("last", family=Family.OMNI), BODY),
        (a_task("last", tier=Tier.STD), BODY),
        (a_task("last"), b'{"prompt":"A wolf"}'),
    ],
)
def test_another_key_model_or_body_is_another_order(
    habits: Habits, store: MemoryStore, changed: Task, body: bytes
) -> None:
    for number in range(3):
        ordered(habits, store, a_task(f"task-{number}", plan=FAILED))
    assert ordered(habits, store, changed, body) == []


def test_a_success_or_a_task_that_is_gone_begins_the_count_anew(habits: Habits, store: MemoryStore) -> None:
    plans = [FAILED, FAILED, Plan(NOW, NOW), FAILED, FAILED]
    told = [ordered(habits, store, a_task(f"task-{number}", plan=plan)) for number, plan in enumerate(plans)]
    at_once(store.clear())
    assert [*told, ordered(habits, store, a_task("last"))] == [[]] * 6


def test_the_order_that_was_longest_not_sent_is_forgotten(
    habits: Habits, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling3_mockserver.tasks.habits._MOST_REMEMBERED", 2)
    bodies = [b"one", b"one", b"one", b"two", b"one", b"two", b"two", b"three", b"one", b"two"]
    tasks = [a_task(f"task-{number}", plan=FAILED) for number in range(len(bodies))]
    told = [bool(ordered(habits, store, task, body)) for task, body in zip(tasks, bodies, strict=True)]
    assert [number for number, each in enumerate(told) if each] == [4]


@pytest.mark.parametrize(
    ("passed", "expected"), [(0.0, True), (4.2, True), (59.9, True), (60.0, False), (900.0, False)]
)
def test_a_request_too_soon_after_a_429_is_told(habits: Habits, passed: float, *, expected: bool) -> None:
    habits.refused("alpha-key", NOW)
    told = habits.asked("alpha-key", NOW + passed)
    assert [each.code for each in told] == (["K035"] if expected else [])
    assert bool(habits.limited) is expected
    assert habits.asked("beta-key", NOW + passed) == ()


def test_the_last_429_of_a_key_counts(habits: Habits) -> None:
    for moment in (NOW, NOW + 50):
        habits.refused("alpha-key", moment)
    (finding,) = habits.asked("alpha-key", NOW + 100)
    assert finding.message.startswith("this request comes 50 s after a 429")


def test_the_key_whose_429_is_longest_ago_is_forgotten(habits: Habits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.tasks.habits._MOST_REMEMBERED", 2)
    for key in ("one", "two", "one", "three"):
        habits.refused(key, NOW)
    assert [bool(habits.asked(key, NOW)) for key in ("one", "two", "three")] == [True, False, True]


def test_what_was_cleared_counts_no_more(habits: Habits, store: MemoryStore) -> None:
    for number in range(3):
        ordered(habits, store, a_task(f"task-{number}", plan=FAILED))
    told_at(habits, 3)
    habits.refused("alpha-key", NOW)
    habits.clear()
    assert habits.asked("alpha-key", NOW) == ()
    assert ordered(habits, store, a_task("last")) == []
    assert told_at(habits, 3) == []
