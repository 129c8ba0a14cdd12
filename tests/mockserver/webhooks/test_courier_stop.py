"""The courier loses nothing before it is stopped, says what is left then, and forgets only when it is told to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from kling3_mockserver.clock import ManualClock, RealClock
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks import courier
from kling3_mockserver.webhooks.lanes import MOST_PENDING
from kling3_mockserver.webhooks.retries import Retries
from kling3_mockserver.webhooks.sender import Answer
from tests.mockserver.posting import PATIENCE, Office
from tests.mockserver.samples import HOOK, NOW, a_message

REFUSED = Answer(500)


def many(count: int) -> list[Message]:
    return [a_message(f"task-{number}") for number in range(count)]


def test_a_courier_that_had_nothing_to_do_stops_with_nothing_left(office: Office) -> None:
    assert office.courier.settle()
    assert office.courier.stop() == []
    assert not office.sender.closed


def test_what_was_delivered_is_not_left_and_connections_are_closed(office: Office) -> None:
    office.send(a_message())
    assert office.courier.stop() == []
    assert office.sender.closed


def test_all_that_was_not_delivered_is_returned(office: Office) -> None:
    """A message that waits for its next attempt, one behind it, and one that nobody has looked for yet."""
    office.sender.answers[HOOK] = [REFUSED]
    waiting, behind, fresh = a_message(status=Status.IN_PROGRESS), a_message(), a_message("task-2")
    office.send(waiting, behind)
    office.outbox.messages.append(fresh)
    assert office.courier.stop() == [waiting, behind, fresh]
    assert len(office.posts) == 1


def test_an_attempt_under_way_may_end_before_the_stop(office: Office) -> None:
    office.sender.hold(HOOK)
    office.begin(a_message())
    office.sender.arrived.get(timeout=PATIENCE)
    with ThreadPoolExecutor() as pool:
        left = pool.submit(office.courier.stop)
        office.sender.release()
        assert left.result(PATIENCE) == []
    assert [each.delivered for each in office.journal.deliveries()] == [True]


def test_an_attempt_that_outlasts_the_stop_counts_as_undelivered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "_STOP_GRACE", 0.01)
    office.sender.hold(HOOK)
    office.begin(a_message())
    office.sender.arrived.get(timeout=PATIENCE)
    assert office.courier.stop() == [a_message()]
    assert office.journal.deliveries() == []


def test_stopping_twice_and_waking_or_sending_after_it_do_no_harm(office: Office) -> None:
    office.send(a_message())
    assert office.courier.stop() == []
    office.begin(a_message("task-2"))
    office.courier.send_again(a_message())
    office.clock.advance(60)
    assert office.courier.stop() == [a_message()]
    assert len(office.posts) == 1


def test_a_worker_that_wakes_of_itself_while_it_is_stopped_ends_but_once_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its loop must not be closed before it is told: whoever stops it would be told of a closed loop."""
    office.send(a_message())
    (worker,) = (each for each in threading.enumerate() if each.name == "kling3-courier")
    looked, due = threading.Event(), office.outbox.due

    async def told(now: float) -> Sequence[Message]:
        looked.set()
        return await due(now)

    def lives_and_wakes() -> bool:
        loop, woken = office.courier._loop, office.courier._woken  # noqa: SLF001  (as when an attempt ends just now)
        loop.call_soon_threadsafe(woken.set)
        assert looked.wait(PATIENCE)
        if office.sender.closed:
            worker.join(PATIENCE)
        return True

    monkeypatch.setattr(office.outbox, "due", told)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "is_alive", lives_and_wakes)
        assert office.courier.stop() == []
    assert not worker.is_alive()


def test_the_worker_is_gone_after_the_stop(office: Office) -> None:
    office.send(a_message())
    office.courier.stop()
    assert "kling3-courier" not in [each.name for each in threading.enumerate()]


def test_ten_thousand_messages_that_fail_are_all_held_until_the_stop(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED]
    messages = many(10_000)
    office.send(*messages)
    assert len(office.posts) == 10_000
    assert office.courier.stop() == messages


def test_ten_thousand_messages_that_fail_once_are_all_delivered(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED] * 10_000 + [Answer(200)]
    office.send(*many(10_000))
    office.wait(6)
    assert len({post.headers["webhook-id"] for post in office.posts[10_000:]}) == 10_000
    assert office.courier.stop() == []


def test_beyond_a_hundred_thousand_messages_are_refused_and_the_journal_says_so(office: Office) -> None:
    office.sender.hold(HOOK)
    office.sender.answers[HOOK] = [REFUSED]
    messages = many(MOST_PENDING + 2)
    office.begin(*messages)
    office.sender.arrived.get(timeout=PATIENCE)
    told = office.journal.deliveries()
    assert [each.message for each in told] == messages[-2:]
    assert "or too many messages wait" in told[0].error


def test_messages_that_wait_are_forgotten_when_all_is_cleared(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED]
    office.send(a_message())
    office.courier.clear()
    office.wait(10_000)
    assert len(office.posts) == 1
    assert office.courier.stop() == []


def test_an_attempt_under_way_is_not_told_of_after_all_was_cleared(office: Office) -> None:
    """What an earlier test began stays out of the journal of the next one."""
    office.sender.answers[HOOK] = [REFUSED]
    office.sender.hold(HOOK)
    office.begin(a_message())
    office.sender.arrived.get(timeout=PATIENCE)
    office.courier.clear()
    office.sender.release()
    office.wait(10_000)
    assert (len(office.posts), office.journal.deliveries()) == (1, [])


def test_after_a_clear_even_a_receiver_that_was_gone_is_called(office: Office) -> None:
    office.sender.answers[HOOK] = [Answer(410), Answer(200)]
    office.send(a_message())
    office.courier.clear()
    office.send(a_message())
    assert [each.status for each in office.journal.deliveries()] == [410, 200]


def test_settle_says_when_something_is_still_under_way(office: Office) -> None:
    office.sender.hold(HOOK)
    office.begin(a_message())
    office.sender.arrived.get(timeout=PATIENCE)
    assert not office.courier.settle(timeout=0.01)
    office.sender.release()
    assert office.courier.settle(PATIENCE)


def test_settle_leaves_a_worker_at_rest_that_has_nothing_to_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test asks it again and again, and each look costs a change of threads."""
    office.send(a_message())
    wakes: list[None] = []
    monkeypatch.setattr(office.courier, "wake", lambda: wakes.append(None))
    assert office.courier.settle(PATIENCE)
    assert wakes == []


def test_settle_sees_what_was_brought_about_by_a_hand_that_told_nobody(office: Office) -> None:
    """As where two fakes share a clock: it tells of its moves only one of them."""
    office.sender.answers[HOOK] = [REFUSED, Answer(200)]
    office.send(a_message())
    assert isinstance(office.clock, ManualClock)
    office.clock.moved = lambda: None
    office.wait(10_000)
    assert len(office.posts) == 2


def test_a_fast_clock_shortens_the_delays_between_attempts(new_office: Callable[..., Office]) -> None:
    moments = [NOW]
    office = new_office(clock=RealClock(speed=1_000, source=lambda: moments[-1]))
    office.sender.answers[HOOK] = [REFUSED, Answer(200)]
    office.send(a_message())
    delay = office.journal.deliveries()[0].retry_in or 0.0
    assert delay == pytest.approx(0.005, rel=0.2)
    moments.append(NOW + delay)
    assert office.courier.settle(PATIENCE)
    assert len(office.posts) == 2


def test_a_real_clock_brings_the_next_attempt_by_itself(new_office: Callable[..., Office]) -> None:
    office = new_office(clock=RealClock(), retries=Retries(attempts=2, timeout=10.0, delay=0.01))
    office.sender.answers[HOOK] = [REFUSED, Answer(200)]
    office.begin(a_message())
    arrived = [office.sender.arrived.get(timeout=PATIENCE).headers["webhook-id"] for _ in range(2)]
    assert arrived == [a_message().id] * 2


def test_a_worker_that_can_not_be_broken_off_is_not_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As while it looks up a receiver's name: that happens in a thread whose end an event loop awaits."""
    monkeypatch.setattr(courier, "_END_GRACE", 0.01)
    monkeypatch.setattr(courier, "_STOP_GRACE", 0.01)
    looking, found = threading.Event(), threading.Event()

    def look_up() -> bool:
        looking.set()
        return found.wait(PATIENCE)

    office.sender.post = lambda *_: asyncio.to_thread(look_up)  # type: ignore[method-assign,assignment]
    office.begin(a_message())
    assert looking.wait(PATIENCE)
    assert not office.courier.is_stuck
    assert office.courier.stop() == [a_message()]
    assert office.courier.is_stuck
    found.set()
