"""The queue gives each occasion its fault: the first that suits it, so often as planned, by chance that repeats."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.chaos import Chaos
from kling3_mockserver.faults.fault import (
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    Latency,
    RateLimited,
    WebhookDropped,
)
from kling3_mockserver.faults.occasions import Group, Match, Occasion, When
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_openapi.endpoints import Kind

ERROR, PAGE = DocumentedError(503), HtmlPage()
READ = Occasion(Group.API, kind=Kind.GET)
CREATE = Occasion(Group.API, kind=Kind.CREATE)
HOOK = Occasion(Group.WEBHOOK)


@pytest.fixture
def queue() -> FaultQueue:
    return new_queue()


def new_queue(*plans: PlannedFault, seed: int = 1) -> FaultQueue:
    queue = FaultQueue(Identifiers(seed).fraction)
    for each in plans:
        queue.put(each)
    return queue


def taken(queue: FaultQueue, times: int, occasion: Occasion = READ) -> list[Fault | None]:
    return [queue.take(occasion) for _ in range(times)]


def test_without_a_fault_nothing_is_active_and_nothing_taken(queue: FaultQueue) -> None:
    assert (queue.active, queue.waiting(), taken(queue, 2)) == (False, (), [None, None])


def test_faults_are_taken_in_their_order_each_so_often_as_planned(queue: FaultQueue) -> None:
    queue.put(PlannedFault(ERROR, times=2))
    queue.put(PlannedFault(PAGE))
    assert queue.active
    assert taken(queue, 4) == [ERROR, ERROR, PAGE, None]
    assert not queue.active


def test_a_fault_that_waits_for_something_else_lets_others_pass(queue: FaultQueue) -> None:
    queue.put(PlannedFault(ERROR, Match(kind=Kind.CREATE)))
    queue.put(PlannedFault(PAGE))
    assert taken(queue, 2) == [PAGE, None]
    assert (queue.waiting(), queue.active) == ((PlannedFault(ERROR, Match(kind=Kind.CREATE)),), True)
    assert queue.take(CREATE) == ERROR


def test_what_waits_shows_what_is_left_of_it(queue: FaultQueue) -> None:
    queue.put(PlannedFault(ERROR, times=3))
    queue.put(PlannedFault(PAGE, probability=1))
    queue.take(READ)
    assert queue.waiting() == (PlannedFault(ERROR, times=2), PlannedFault(PAGE, probability=1))


def test_what_was_cleared_does_not_happen(queue: FaultQueue) -> None:
    queue.put(PlannedFault(ERROR))
    queue.clear()
    assert (queue.active, queue.waiting(), queue.take(READ)) == (False, (), None)


def test_only_planned_faults_wait(queue: FaultQueue) -> None:
    with pytest.raises(FaultError, match="alone: plan it, as in PlannedFault"):
        queue.put(ERROR)  # type: ignore[arg-type]
    assert (queue.active, queue.waiting()) == (False, ())


def test_a_certain_probability_is_without_end_until_its_times_are_used(queue: FaultQueue) -> None:
    queue.put(PlannedFault(ERROR, probability=1, times=2))
    queue.put(PlannedFault(PAGE, probability=1))
    assert taken(queue, 50) == [ERROR] * 2 + [PAGE] * 48


def test_chance_is_the_same_in_each_run_and_about_what_was_asked_for() -> None:
    runs = [taken(new_queue(PlannedFault(ERROR, probability=0.3)), 1_000) for _ in range(2)]
    assert runs[0] == runs[1]
    assert 250 < sum(each is ERROR for each in runs[0]) < 350
    assert taken(new_queue(PlannedFault(ERROR, probability=0.3), seed=2), 1_000) != runs[0]


def test_chance_begins_anew_when_the_queue_is_cleared() -> None:
    queue = new_queue(PlannedFault(ERROR, probability=0.5))
    first = taken(queue, 100)
    queue.clear()
    queue.put(PlannedFault(ERROR, probability=0.5))
    assert taken(queue, 100) == first


def test_two_faults_have_chances_of_their_own() -> None:
    queue = new_queue(PlannedFault(ERROR, probability=0.5), PlannedFault(PAGE, probability=0.5))
    alone = taken(new_queue(PlannedFault(ERROR, probability=0.5)), 200)
    together = taken(queue, 200)
    assert [each is ERROR for each in together] == [each is ERROR for each in alone]
    assert {PAGE, None} <= {*together}


def test_of_two_faults_for_others_each_has_its_own_series() -> None:
    plans = [PlannedFault(ERROR, Match(key=key), probability=0.5) for key in ("one", "two")]
    queue = new_queue(*plans)
    one, two = (taken(queue, 100, READ._replace(key=key)) for key in ("one", "two"))
    assert one != two


def test_where_the_order_is_uncertain_chance_hangs_on_the_occasion_alone() -> None:
    occasions = [HOOK._replace(draw=f"msg-{number} 1") for number in range(100)]
    plan = PlannedFault(WebhookDropped(), probability=0.5)
    forth, back = new_queue(plan), new_queue(plan)
    there = {each: forth.take(each) for each in occasions}
    assert there == {each: back.take(each) for each in reversed(occasions)}
    assert {*there.values()} == {WebhookDropped(), None}


def test_a_latency_is_drawn_anew_each_time_evenly_and_alike_in_each_run() -> None:
    plan = PlannedFault(Latency(1, 3), probability=1)
    first, second = (taken(new_queue(plan), 500) for _ in range(2))
    assert first == second
    seconds = [each.seconds for each in first if isinstance(each, Latency) and each.most is None]
    assert (len(seconds), min(seconds) < 1.1, max(seconds) > 2.9) == (500, True, True)
    assert 1.9 < sum(seconds) / 500 < 2.1


def test_threads_share_what_waits() -> None:
    queue = new_queue(PlannedFault(ERROR, times=300))
    with ThreadPoolExecutor(8) as pool:
        found = [each for part in pool.map(lambda _: taken(queue, 50), range(8)) for each in part]
    assert (found.count(ERROR), found.count(None), queue.active) == (300, 100, False)


def test_what_waits_comes_before_chaos() -> None:
    queue = new_queue(PlannedFault(RateLimited()))
    queue.set_chaos(1)
    assert queue.take(READ) == RateLimited()
    assert None not in taken(queue, 20, HOOK)


def test_chaos_outlasts_a_clearing_and_ends_with_zero(queue: FaultQueue) -> None:
    queue.set_chaos(0.5)
    queue.put(PlannedFault(EmptyBody(), Match(key="nobody")))
    first = taken(queue, 50)
    queue.clear()
    assert (queue.active, queue.waiting(), taken(queue, 50)) == (True, (), first)
    queue.set_chaos(0)
    assert (queue.active, taken(queue, 50)) == (False, [None] * 50)


def test_faults_that_wait_outlast_chaos(queue: FaultQueue) -> None:
    queue.set_chaos(1)
    queue.put(PlannedFault(PAGE))
    queue.set_chaos(0)
    assert (queue.active, taken(queue, 2)) == (True, [PAGE, None])


@pytest.mark.parametrize("set_chaos", [FaultQueue(Identifiers(1).fraction).set_chaos, Chaos])
@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_chaos_is_a_probability(set_chaos: Callable[[float], object], probability: float) -> None:
    with pytest.raises(FaultError, match=r"got a chaos of .*: expected a probability from 0 to 1, as in 0.05"):
        set_chaos(probability)


def test_an_answer_may_be_met_by_its_own_faults_only(queue: FaultQueue) -> None:
    queue.put(PlannedFault(ERROR, when=When.AFTER))
    assert queue.take(READ) is None
    assert queue.take(READ._replace(when=When.AFTER)) == ERROR
