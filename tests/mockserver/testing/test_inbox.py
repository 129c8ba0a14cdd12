"""An inbox keeps webhooks in the order in which they came, and each is read as a receiver reads it."""

from __future__ import annotations

import pytest

from kling3_mockserver.testing.inbox import Inbox, NoWebhookError, Webhook
from kling3_mockserver.webhooks.sender import Answer
from tests.mockserver.samples import HOOK


def a_webhook(body: bytes = b'{"task_id":"1","status":"COMPLETED"}', distrust: str = "") -> Webhook:
    return Webhook(HOOK, {"webhook-id": "msg_1"}, body, distrust, Answer(204))


@pytest.fixture
def inbox() -> Inbox:
    """An inbox with three webhooks of two tasks."""
    full = Inbox()
    for task_id, status in (("1", "IN_PROGRESS"), ("2", "FAILED"), ("1", "COMPLETED")):
        full.add(a_webhook(f'{{"task_id":"{task_id}","status":"{status}"}}'.encode()))
    return full


def test_an_inbox_is_a_sequence_in_the_order_of_arrival(inbox: Inbox) -> None:
    assert (len(inbox), [each.status for each in inbox]) == (3, ["IN_PROGRESS", "FAILED", "COMPLETED"])
    assert (inbox[0].status, inbox[-1].status) == ("IN_PROGRESS", "COMPLETED")
    assert inbox.statuses == ["IN_PROGRESS", "FAILED", "COMPLETED"]


def test_the_webhooks_of_one_task_are_found_by_its_id(inbox: Inbox) -> None:
    assert [each.status for each in inbox.of("1")] == ["IN_PROGRESS", "COMPLETED"]
    assert inbox.of("3") == []


def test_an_inbox_may_grow_while_it_is_read(inbox: Inbox) -> None:
    for each in inbox:
        inbox.add(each)
    assert len(inbox) == 6


def test_a_webhook_without_distrust_is_trusted() -> None:
    assert a_webhook().trusted
    assert not a_webhook(distrust="too old").trusted


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"task_id":"1","status":"COMPLETED"}', ("1", "COMPLETED")),
        (b'{"task_id":"1"}', ("1", "")),
        (b"{}", ("", "")),
        (b'["COMPLETED"]', ("", "")),
        (b"COMPLETED", ("", "")),
        (b"\xff", ("", "")),
        (b"", ("", "")),
    ],
)
def test_a_body_that_is_no_object_tells_of_no_task(body: bytes, expected: tuple[str, str]) -> None:
    webhook = a_webhook(body)
    assert (webhook.task_id, webhook.status) == expected


def test_only_who_asks_for_the_answer_has_looked_at_it() -> None:
    webhook = a_webhook()
    assert webhook == a_webhook()
    assert "204" in repr(webhook)
    assert (webhook.refusal, webhook.raised, webhook.looked_at) == ("", None, False)
    assert webhook.answer == Answer(204)
    assert webhook.looked_at


@pytest.mark.parametrize(
    ("distrust", "answer", "expected"),
    [
        ("", Answer(204), "answered 204"),
        ("", Answer(404), "not taken: answered 404"),
        ("too old", Answer(204), "answered 204, not to be trusted: too old"),
        ("", Answer(None, "OSError: http://bob:hunter2@h/"), "not taken: OSError: http://...@h/"),
    ],
)
def test_a_webhook_is_shown_in_short_and_without_secrets(distrust: str, answer: Answer, expected: str) -> None:
    headers = {"webhook-signature": "v1,c2ln", "authorization": "Basic Ym9iOmh1bnRlcjI="}
    body = b'{"task_id":"1","status":"COMPLETED"}'
    webhook = Webhook("http://bob:hunter2@h/hook?token=abc", headers, body, distrust, answer)
    assert repr(webhook) == f"<Webhook COMPLETED of task 1 to http://...@h/hook?token=..., {expected}>"


def test_a_webhook_without_a_task_is_shown_by_its_length() -> None:
    assert repr(a_webhook(b"<html>")) == f"<Webhook with 6 bytes to {HOOK}, answered 204>"


def test_an_inbox_is_shown_by_its_newest_webhooks(inbox: Inbox) -> None:
    assert repr(Inbox()) == "<Inbox of 0: []>"
    assert repr(inbox) == f"<Inbox of 3: [{inbox[0]!r}, {inbox[1]!r}, {inbox[2]!r}]>"
    for _ in range(7):
        inbox.add(a_webhook())
    assert repr(inbox) == f"<Inbox of 10: [..., {', '.join([repr(inbox[9])] * 5)}]>"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(Answer(500), "answered 500"), (Answer(None, "no answer within 10 s"), "no answer within 10 s")],
)
def test_a_refusal_is_told_in_words(answer: Answer, expected: str) -> None:
    assert Webhook(HOOK, {}, b"", "", answer).refusal == expected


def test_a_webhook_that_has_not_come_is_told_with_how_many_have_and_why() -> None:
    inbox = Inbox(lambda: ["no video was ordered", "the clock stands"])
    inbox.add(a_webhook())
    with pytest.raises(NoWebhookError) as told:
        inbox[3]
    assert str(told.value) == "there is no webhook 3, 1 came: no video was ordered; the clock stands"
    assert told.value.came == 1
    assert isinstance(told.value, IndexError)


def test_an_inbox_that_knows_no_cause_says_to_wait(inbox: Inbox) -> None:
    with pytest.raises(NoWebhookError, match=r"^there is no webhook 3, 3 came: wait for it first$"):
        inbox[3]
