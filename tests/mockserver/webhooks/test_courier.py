"""The courier tells each receiver of each message, in order, again where that failed, and no longer than it may."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest
from standardwebhooks import Webhook

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.retries import Retries
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.signature import MismatchError, Secret, verify
from tests.mockserver.posting import PATIENCE, SECRET, Office
from tests.mockserver.samples import HOOK, NOW, a_message

OTHER_HOOK = "https://other.example/hook"
NEW = Secret.parse("new secret", version="v2")
REFUSED, GONE = Answer(500), Answer(410)


def delays(office: Office, message: Message) -> list[float | None]:
    """Return what the journal says of the next attempts of a message."""
    return [each.retry_in for each in office.journal.deliveries() if each.message == message]


def test_the_exact_body_goes_to_the_url_as_given_with_headers_that_verify(office: Office) -> None:
    message = a_message(body=b'{"task_id":"1"}')
    office.send(message)
    (post,) = office.posts
    assert (post.url, post.body, post.seconds) == (message.url, message.body, 10.0)
    assert post.headers["webhook-id"] == message.id
    verify([SECRET], post.headers, post.body, now=NOW, tolerance=0)


def test_the_journal_keeps_what_was_sent_and_what_came_of_it(office: Office) -> None:
    office.send(a_message())
    (delivery,) = office.journal.deliveries()
    assert (delivery.message, delivery.attempt, delivery.status) == (a_message(), 1, 200)
    assert (delivery.at, delivery.timestamp, delivery.retry_in) == (NOW, int(NOW), None)
    assert delivery.signature == office.posts[0].headers["webhook-signature"]
    assert delivery.delivered


def test_what_could_only_end_alike_is_not_sent_again(office: Office) -> None:
    office.sender.answers[HOOK] = [Answer(None, "not sent: whatever the reason", final=True)]
    office.send(a_message())
    office.wait(10_000)
    (delivery,) = office.journal.deliveries()
    assert (delivery.error, delivery.retry_in, len(office.posts)) == ("not sent: whatever the reason", None, 1)


@pytest.mark.parametrize(
    "failure",
    [
        Answer(199),
        Answer(302),
        Answer(404),
        REFUSED,
        Answer(None, "no answer within 10 s"),
        Answer(None, "ConnectError"),
    ],
)
def test_what_was_not_taken_is_sent_again_with_the_same_id_and_a_new_timestamp(office: Office, failure: Answer) -> None:
    office.sender.answers[HOOK] = [failure, Answer(204)]
    office.send(a_message())
    office.wait(6)
    first, second = office.posts
    assert (first.url, first.body) == (second.url, second.body)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) == int(first.headers["webhook-timestamp"]) + 6
    verify([SECRET], second.headers, second.body, now=NOW + 6, tolerance=0)


def test_the_journal_says_why_an_attempt_failed_and_when_the_next_one_is(office: Office) -> None:
    office.sender.answers[HOOK] = [Answer(None, "no answer within 10 s"), Answer(204)]
    office.send(a_message())
    office.wait(6)
    first, second = office.journal.deliveries()
    assert (first.attempt, first.status, first.error) == (1, None, "no answer within 10 s")
    assert (second.attempt, second.status, second.error, second.retry_in) == (2, 204, "", None)


def test_delays_grow_within_a_fifth_and_end_with_the_last_attempt(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED]
    message = a_message()
    office.send(message)
    while (delay := delays(office, message)[-1]) is not None:
        office.wait(delay)
    office.wait(10_000)
    told = [each for each in delays(office, message) if each is not None]
    assert told == [pytest.approx(each, rel=0.2) for each in (5, 20, 80, 320, 1_280)]
    assert len(office.posts) == 6


def test_an_attempt_is_not_made_before_its_moment(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED]
    office.send(a_message())
    delay = delays(office, a_message())[0] or 0.0
    office.wait(delay - 0.01)
    assert len(office.posts) == 1
    office.wait(0.02)
    assert len(office.posts) == 2


def test_messages_that_failed_together_come_back_apart_yet_alike_in_each_run(
    new_office: Callable[..., Office],
) -> None:
    messages = [a_message(f"task-{number}") for number in range(5)]
    runs = []
    for office in (new_office(), new_office()):
        office.sender.answers[HOOK] = [REFUSED]
        office.send(*messages)
        runs.append([delays(office, each)[0] for each in messages])
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == len(messages)


def test_the_delay_is_counted_from_the_end_of_an_attempt(office: Office) -> None:
    """A receiver that used up its ten seconds is not called again at once."""
    office.sender.answers[HOOK] = [REFUSED]
    office.sender.hold(HOOK)
    office.begin(a_message())
    office.sender.arrived.get(timeout=PATIENCE)
    office.clock.advance(10)
    office.sender.release()
    assert office.courier.settle(PATIENCE)
    assert len(office.posts) == 1
    office.wait(6)
    assert len(office.posts) == 2


def test_a_receiver_that_is_gone_is_never_called_for_that_task_again(office: Office) -> None:
    office.sender.answers[HOOK] = [GONE, Answer(200)]
    first, later, other = a_message(status=Status.IN_PROGRESS), a_message(), a_message("task-2")
    office.send(first)
    office.wait(10_000)
    office.send(later, other)
    assert [post.headers["webhook-id"] for post in office.posts] == [first.id, other.id]
    refused = office.journal.deliveries()[1]
    assert (refused.message, refused.attempt, refused.status, refused.signature) == (later, 0, None, "")
    assert "not sent: its receiver answered 410 before" in refused.error


def test_messages_that_wait_behind_one_that_is_refused_with_410_are_dropped_with_it(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED, GONE, Answer(200)]
    office.send(a_message(status=Status.IN_PROGRESS), a_message())
    office.wait(6)
    assert [post.headers["webhook-id"] for post in office.posts] == ["msg_task-1_IN_PROGRESS"] * 2
    assert office.courier.stop() == []


def test_a_later_message_of_a_task_waits_until_the_earlier_one_is_through(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED, REFUSED, Answer(200)]
    first, later = a_message(status=Status.IN_PROGRESS), a_message()
    office.send(first)
    office.send(later)
    office.wait(6)
    assert {post.headers["webhook-id"] for post in office.posts} == {first.id}
    office.wait(24)
    assert [post.headers["webhook-id"] for post in office.posts] == [first.id, first.id, first.id, later.id]


def test_a_later_message_has_all_its_attempts_after_the_earlier_one_was_given_up(
    new_office: Callable[..., Office],
) -> None:
    office = new_office(retries=Retries(attempts=2, timeout=10.0, delay=5.0))
    office.sender.answers[HOOK] = [REFUSED]
    office.send(a_message(status=Status.IN_PROGRESS), a_message())
    office.wait(6)
    office.wait(6)
    assert [each.attempt for each in office.journal.deliveries()] == [1, 2, 1, 2]
    assert delays(office, a_message())[-1] is None


def test_a_receiver_that_never_answers_delays_no_other(office: Office) -> None:
    office.sender.hold(HOOK)
    office.begin(*(a_message(f"slow-{number}") for number in range(100)), a_message("quick", url=OTHER_HOOK))
    arrived = [office.sender.arrived.get(timeout=PATIENCE).url for _ in range(16 + 1)]
    assert OTHER_HOOK in arrived


def test_a_receiver_has_sixteen_calls_at_a_time_at_most(office: Office) -> None:
    office.sender.hold(HOOK)
    office.begin(*(a_message(f"task-{number}") for number in range(20)))
    office.begin(a_message("last", url=OTHER_HOOK))
    while office.sender.arrived.get(timeout=PATIENCE).url != OTHER_HOOK:
        pass
    assert len(office.posts) == 16 + 1
    office.sender.release()
    assert office.courier.settle(PATIENCE)
    assert len(office.posts) == 20 + 1


def test_each_of_several_secrets_verifies_in_two_libraries(new_office: Callable[..., Office]) -> None:
    """The other library takes signatures of version 1 only, so it is told the second secret is one."""
    office = new_office(clock=ManualClock(time.time()), secrets=(SECRET, NEW))
    office.send(a_message())
    (post,) = office.posts
    for secret in (SECRET, NEW):
        verify([secret], post.headers, post.body, now=office.clock.now())
        signatures = post.headers["webhook-signature"].replace(f"{secret.version},", "v1,")
        library = Webhook(base64.b64encode(secret.key).decode())
        assert library.verify(post.body, {**post.headers, "webhook-signature": signatures}) == {}


def test_later_attempts_are_signed_and_counted_as_configured_then(office: Office) -> None:
    office.sender.answers[HOOK] = [REFUSED]
    office.send(a_message())
    office.courier.configure([NEW], Retries(attempts=2, timeout=1.5, delay=5.0))
    office.wait(6)
    first, second = office.posts
    with pytest.raises(MismatchError):
        verify([Secret("v1", NEW.key)], first.headers, first.body, now=NOW)
    verify([NEW], second.headers, second.body, now=NOW + 6)
    assert second.seconds == 1.5
    assert delays(office, a_message())[-1] is None


def test_a_message_that_is_sent_again_by_hand_keeps_its_id_and_body(office: Office) -> None:
    office.send(a_message())
    office.wait(60)
    office.courier.send_again(a_message())
    assert office.courier.settle(PATIENCE)
    first, second = office.posts
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    verify([SECRET], second.headers, second.body, now=NOW + 60, tolerance=0)
    assert [each.attempt for each in office.journal.deliveries()] == [1, 1]


def test_a_message_sent_again_by_hand_goes_even_to_a_receiver_that_was_gone(office: Office) -> None:
    office.sender.answers[HOOK] = [GONE, Answer(200)]
    office.send(a_message())
    office.courier.send_again(a_message())
    assert office.courier.settle(PATIENCE)
    assert [each.status for each in office.journal.deliveries()] == [410, 200]
