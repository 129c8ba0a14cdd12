"""Each order gets the first waiting scenario that matches it, and uses it up."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_mockserver.tasks.scenario import CompleteAtOnce, FailAfter, NeverEnd
from kling3_mockserver.tasks.scenario_queue import Queued, ScenarioQueue
from kling3_openapi.endpoints import ENDPOINTS

PRO = "kling-v3-pro"
ORDER = next(each for each in ENDPOINTS if each.model == PRO)


def waiting(*queued: Queued) -> ScenarioQueue:
    queue = ScenarioQueue()
    for each in queued:
        queue.put(each)
    return queue


@pytest.mark.parametrize(
    ("queued", "expected"),
    [
        (Queued(NeverEnd()), True),
        (Queued(NeverEnd(), model=PRO), True),
        (Queued(NeverEnd(), model="kling-v3-std"), False),
        (Queued(NeverEnd(), fields={"prompt": "A fox"}), True),
        (Queued(NeverEnd(), fields={"prompt": "A fox", "duration": "5"}), True),
        (Queued(NeverEnd(), fields={"prompt": "A wolf"}), False),
        (Queued(NeverEnd(), fields={"seed": None}), False),
        (Queued(NeverEnd(), model="kling-v3-std", fields={"prompt": "A fox"}), False),
    ],
)
def test_a_scenario_is_for_orders_of_its_model_with_its_fields(queued: Queued, *, expected: bool) -> None:
    body: Mapping[str, object] = {"prompt": "A fox", "duration": "5"}
    assert queued.matches(ORDER, body) is expected


def test_scenarios_are_used_in_their_order_each_so_many_times() -> None:
    queue = waiting(Queued(FailAfter(), times=2), Queued(NeverEnd()))
    taken = [queue.take(ORDER, {}) for _ in range(4)]
    assert taken == [FailAfter(), FailAfter(), NeverEnd(), None]


def test_an_order_passes_over_what_is_not_meant_for_it() -> None:
    queue = waiting(Queued(FailAfter(), model="kling-v3-std"), Queued(NeverEnd(), times=3), Queued(CompleteAtOnce()))
    assert queue.take(ORDER, {}) == NeverEnd()
    assert queue.waiting() == (
        Queued(FailAfter(), model="kling-v3-std"),
        Queued(NeverEnd(), times=2),
        Queued(CompleteAtOnce()),
    )


def test_a_queue_that_was_cleared_gives_nothing() -> None:
    queue = waiting(Queued(FailAfter()))
    queue.clear()
    assert queue.take(ORDER, {}) is None
    assert queue.waiting() == ()
