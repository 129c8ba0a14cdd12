"""Lanes keep the messages of a task in order, bound what is under way to a receiver, and lose nothing."""

from __future__ import annotations

import math
from collections import Counter, deque

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.lanes import UNDER_WAY_PER_RECEIVER, Lane, Lanes
from tests.mockserver.samples import a_message

IN_PROGRESS, COMPLETED = Status.IN_PROGRESS, Status.COMPLETED


def hook(task: int) -> str:
    """One receiver for every second task; its path and query don't matter."""
    return f"http://receiver-{task % 2}.example/hook/{task}?a=b"


def told(lanes: list[Lane]) -> list[tuple[str, Status, int]]:
    return [(each.message.task_id, each.message.status, each.attempt) for each in lanes]


def holding(*messages: Message) -> Lanes:
    lanes = Lanes()
    assert all(lanes.add(each) for each in messages)
    return lanes


def test_the_second_message_of_a_task_waits_for_the_first() -> None:
    lanes = holding(a_message(status=IN_PROGRESS), a_message(status=COMPLETED))
    (lane,) = lanes.start(0)
    assert told([lane]) == [("task-1", IN_PROGRESS, 1)]
    assert lanes.start(0) == []
    lanes.finish(lane)
    assert told(lanes.start(0)) == [("task-1", COMPLETED, 1)]


def test_a_postponed_message_comes_again_at_its_moment_and_counts_its_attempts() -> None:
    lanes = holding(a_message(status=IN_PROGRESS), a_message(status=COMPLETED))
    (lane,) = lanes.start(0)
    lanes.postpone(lane, 5)
    assert (lanes.next_moment(), lanes.start(4.9)) == (5, [])
    assert told(lanes.start(5)) == [("task-1", IN_PROGRESS, 2)]
    assert lanes.next_moment() is None
    lanes.finish(lane)
    assert told(lanes.start(5)) == [("task-1", COMPLETED, 1)]


def test_a_held_message_waits_without_an_attempt() -> None:
    lanes = holding(a_message(status=IN_PROGRESS))
    (lane,) = lanes.start(0)
    lanes.hold(lane, 5)
    assert (lanes.start(4.9), told(lanes.start(5))) == ([], [("task-1", IN_PROGRESS, 1)])


def test_a_message_that_was_overtaken_comes_second() -> None:
    lanes = holding(a_message(status=IN_PROGRESS), a_message(status=COMPLETED))
    lanes.overtake(lanes.start(0)[0])
    (lane,) = lanes.start(0)
    assert told([lane]) == [("task-1", COMPLETED, 1)]
    lanes.finish(lane)
    assert told(lanes.start(0)) == [("task-1", IN_PROGRESS, 1)]


def test_a_message_may_be_overtaken_by_one_that_is_yet_to_come() -> None:
    lanes = holding(a_message(status=IN_PROGRESS))
    lanes.overtake(lanes.start(0)[0])
    assert (len(lanes), lanes.start(0), lanes.pending()) == (1, [], [a_message(status=IN_PROGRESS)])
    lanes.add(a_message(status=COMPLETED))
    assert [each.status for each in lanes.pending()] == [COMPLETED, IN_PROGRESS]
    assert told(lanes.start(0)) == [("task-1", COMPLETED, 1)]


def test_an_overtaken_message_leaves_room_at_its_receiver() -> None:
    lanes = holding(*(a_message(f"task-{number}") for number in range(UNDER_WAY_PER_RECEIVER + 1)))
    lanes.overtake(lanes.start(0)[0])
    assert told(lanes.start(0)) == [(f"task-{UNDER_WAY_PER_RECEIVER}", COMPLETED, 1)]


def test_the_attempts_of_an_overtaking_message_are_its_own() -> None:
    lanes = holding(a_message(status=IN_PROGRESS), a_message(status=COMPLETED))
    lanes.postpone(lanes.start(0)[0], 5)
    lanes.overtake(lanes.start(5)[0])
    assert told(lanes.start(5)) == [("task-1", COMPLETED, 1)]


def test_a_receiver_that_wants_no_more_gets_no_more_of_that_task() -> None:
    lanes = holding(a_message(status=IN_PROGRESS), a_message(status=COMPLETED), a_message("task-2"))
    first, second = lanes.start(0)
    lanes.finish(first, gone=True)
    assert lanes.add(a_message(status=COMPLETED)) is False
    assert lanes.pending() == [second.message]
    assert lanes.add(a_message("task-2")) is True


def test_of_very_many_receivers_that_want_no_more_the_first_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kling3_mockserver.webhooks.lanes._MOST_GONE", 2)
    lanes = holding(*(a_message(f"task-{number}") for number in range(3)))
    for lane in lanes.start(0):
        lanes.finish(lane, gone=True)
    assert [lanes.add(a_message(f"task-{number}")) for number in range(3)] == [True, False, False]


def test_a_message_without_room_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.webhooks.lanes.MOST_PENDING", 2)
    lanes = holding(a_message("task-1"), a_message("task-2"))
    assert lanes.add(a_message("task-3")) is False
    lanes.finish(lanes.start(0)[0])
    assert lanes.add(a_message("task-3")) is True


def test_a_slow_receiver_keeps_no_other_waiting() -> None:
    slow = [a_message(f"slow-{number}", url="http://slow.example/") for number in range(40)]
    lanes = holding(*slow, a_message("quick", url="http://quick.example/"))
    assert Counter(each.receiver for each in lanes.start(0)) == {
        "http://slow.example": UNDER_WAY_PER_RECEIVER,
        "http://quick.example": 1,
    }


def test_the_next_of_a_receiver_takes_the_place_of_one_that_is_done() -> None:
    lanes = holding(*(a_message(f"task-{number}") for number in range(17)))
    started = lanes.start(0)
    assert lanes.next_of(started[0].receiver) is None
    lanes.finish(started[0])
    following = lanes.next_of(started[0].receiver)
    assert following is not None
    assert following.message.task_id == "task-16"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://receiver.example/hook?user=7", "https://receiver.example"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000/x", "http://[::1]:9000"),
    ],
)
def test_a_receiver_is_scheme_host_and_port(url: str, expected: str) -> None:
    assert holding(a_message(url=url)).start(0)[0].receiver == expected


class LanesMachine(RuleBasedStateMachine):
    """Drives lanes as the courier does, beside a queue for each task."""

    def __init__(self) -> None:
        super().__init__()
        self.lanes = Lanes()
        self.now = 0.0
        self.serial = 0
        self.waiting: dict[str, deque[Message]] = {}
        self.refused: list[Message] = []
        self.finished: list[Message] = []
        self.under_way: dict[str, Lane] = {}
        self.later: dict[str, float] = {}
        self.gone: set[str] = set()

    @rule(first=st.integers(0, 60), count=st.integers(1, 60))
    def add(self, first: int, count: int) -> None:
        for task in range(first, first + count):
            self.serial += 1
            message = Message(f"msg_{self.serial}", hook(task), str(task), COMPLETED, b"")
            accepted = self.lanes.add(message)
            assert accepted is (str(task) not in self.gone)
            if accepted:
                self.waiting.setdefault(str(task), deque()).append(message)
            else:
                self.refused.append(message)

    @rule()
    def start(self) -> None:
        self.begin(self.lanes.start(self.now))
        self.later = {task: moment for task, moment in self.later.items() if moment > self.now}
        assert self.counts() == {
            receiver: min(UNDER_WAY_PER_RECEIVER, count) for receiver, count in self.startable().items()
        }

    @rule(span=st.floats(0, 20))
    def advance(self, span: float) -> None:
        self.now += span

    @precondition(lambda self: self.under_way)
    @rule(choice=st.data(), gone=st.integers(0, 9).map(lambda number: number == 0))
    def finish(self, choice: st.DataObject, *, gone: bool) -> None:
        task, lane = self.chosen(choice)
        done = len(self.waiting[task]) if gone else 1
        self.lanes.finish(lane, gone=gone)
        self.finished += [self.waiting[task].popleft() for _ in range(done)]
        self.gone |= {task} if gone else set()
        self.go_on(lane)

    @precondition(lambda self: self.under_way)
    @rule(choice=st.data(), delay=st.floats(0, 10))
    def postpone(self, choice: st.DataObject, delay: float) -> None:
        task, lane = self.chosen(choice)
        attempt = lane.attempt
        self.lanes.postpone(lane, self.now + delay)
        self.later[task] = self.now + delay
        assert lane.attempt == attempt + 1
        self.go_on(lane)

    @invariant()
    def everything_added_is_finished_pending_or_refused(self) -> None:
        pending = {message.id for queue in self.waiting.values() for message in queue}
        assert {message.id for message in self.lanes.pending()} == pending
        assert len(self.lanes) == len(self.lanes.pending()) == len(pending)
        assert len(pending) + len(self.finished) + len(self.refused) == self.serial

    @invariant()
    def at_most_so_many_are_under_way_to_a_receiver(self) -> None:
        assert max(self.counts().values(), default=0) <= UNDER_WAY_PER_RECEIVER

    @invariant()
    def the_next_moment_is_that_of_the_first_that_was_postponed(self) -> None:
        assert self.lanes.next_moment() == min(self.later.values(), default=None)

    def teardown(self) -> None:
        self.begin(self.lanes.start(math.inf))
        while self.under_way:
            task, lane = self.under_way.popitem()
            assert lane.message == self.waiting[task].popleft()
            self.lanes.finish(lane)
            self.begin(self.lanes.start(math.inf))
        assert len(self.lanes) == 0
        assert not any(self.waiting.values())

    def chosen(self, choice: st.DataObject) -> tuple[str, Lane]:
        task = choice.draw(st.sampled_from(sorted(self.under_way)))
        return task, self.under_way.pop(task)

    def go_on(self, lane: Lane) -> None:
        following = self.lanes.next_of(lane.receiver)
        self.begin([] if following is None else [following])

    def begin(self, lanes: list[Lane]) -> None:
        for lane in lanes:
            assert lane.message == self.waiting[lane.message.task_id][0]
            assert lane.message.task_id not in self.under_way
            self.under_way[lane.message.task_id] = lane

    def counts(self) -> Counter[str]:
        return Counter(lane.receiver for lane in self.under_way.values())

    def startable(self) -> Counter[str]:
        ready = (queue[0] for task, queue in self.waiting.items() if queue and task not in self.later)
        return Counter(message.url.partition("/hook")[0] for message in ready)


TestLanes = LanesMachine.TestCase


def test_what_waits_is_told_with_the_message_before_it_and_the_moment_of_the_next_attempt() -> None:
    first, second = a_message(status=IN_PROGRESS), a_message(status=COMPLETED)
    lanes = holding(first, second)
    assert lanes.waiting() == [(first, first, None, False), (second, first, None, False)]
    lanes.postpone(lanes.start(0)[0], 5.0)
    assert lanes.waiting() == [(first, first, 5.0, False), (second, first, 5.0, False)]


def test_what_was_put_aside_waits_for_no_moment() -> None:
    only = a_message()
    lanes = holding(only)
    lanes.overtake(lanes.start(0)[0])
    assert lanes.waiting() == [(only, only, None, True)]
