"""What a stranger's loop can make grow is bounded, in number and in bytes, but for the tasks that it orders."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.errors import QueueFullError
from kling3_mockserver.faults.fault import ConnectionReset
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.limits.budget import RateBudget
from kling3_mockserver.limits.limiter import RateLimiter
from kling3_mockserver.limits.rate_limits import DOCUMENTED
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.habits import Habits
from kling3_mockserver.tasks.scenario import NeverEnd
from kling3_mockserver.tasks.scenario_queue import Queued, ScenarioQueue
from kling3_mockserver.tasks.store import MemoryStore
from tests.mockserver.asking import control
from tests.mockserver.samples import NOW
from tests.mockserver.wire import message

MEBIBYTE = 1024 * 1024
NewMock = Callable[..., Mock]


@contextmanager
def held() -> Iterator[list[int]]:
    """Give a list in which, afterwards, the bytes are that have become more."""
    found: list[int] = []
    tracemalloc.start()
    try:
        yield found
        found.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()


def long_key(number: int) -> str:
    return f"{number}" * 100_000


def spend() -> Callable[[str], object]:
    budget = RateBudget()
    return lambda key: budget.spend(key, NOW)


def limit() -> Callable[[str], object]:
    limiter = RateLimiter(DOCUMENTED)
    return lambda key: limiter.admit(key, key, NOW)


def refuse() -> Callable[[str], object]:
    habits = Habits(MemoryStore(), ManualClock())
    return lambda key: habits.refused(key, NOW)


@pytest.mark.parametrize("counter", [spend, limit, refuse])
def test_keys_of_megabytes_are_counted_in_little_room(counter: Callable[[], Callable[[str], object]]) -> None:
    count = counter()
    with held() as more:
        for number in range(200):
            count(long_key(number))
    assert more[0] < MEBIBYTE


def test_a_thousand_scenarios_may_wait() -> None:
    queue = ScenarioQueue()
    for _ in range(1_000):
        queue.put(Queued(NeverEnd()))
    with pytest.raises(QueueFullError) as refused:
        queue.put(Queued(NeverEnd()))
    assert str(refused.value) == (
        "1000 scenarios wait already, which is the most: let one of them meet more by its times, "
        "or empty the queue by DELETE /_mock/scenarios or a reset"
    )
    assert (refused.value.what, refused.value.most) == ("scenarios", 1_000)
    assert queue.take("kling-v3-pro", {}) == NeverEnd()
    queue.put(Queued(NeverEnd()))


def test_a_thousand_faults_may_wait() -> None:
    queue = FaultQueue(lambda *_: 0.0)
    for _ in range(1_000):
        queue.put(PlannedFault(ConnectionReset()))
    with pytest.raises(QueueFullError, match=r"^1000 faults wait already"):
        queue.put(PlannedFault(ConnectionReset()))
    assert len(queue.waiting()) == 1_000
    queue.clear()
    queue.put(PlannedFault(ConnectionReset()))


@pytest.mark.parametrize("path", ["scenarios", "faults"])
def test_one_more_is_refused_by_the_control_api_in_the_same_words(path: str, new_mock: NewMock) -> None:
    mock = new_mock()
    asked = {"scenario": "never"} if path == "scenarios" else {"fault": "reset"}
    mock.scenarios.put(Queued(NeverEnd(), times=2))
    for _ in range(1_000):
        mock.faults.put(PlannedFault(ConnectionReset()))
    for _ in range(999):
        mock.scenarios.put(Queued(NeverEnd()))
    answer = control(mock, "POST", f"/{path}", **asked)
    assert answer.status == 400
    assert message(answer).startswith(f"1000 {path} wait already, which is the most: ")
