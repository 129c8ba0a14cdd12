"""A webhook is sent again, well or ill, or without a task, by whoever may use the control API."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import DEFAULT_WEBHOOK_SECRET, Settings, WebhookTime
from kling3_openapi.signature import Secret, SignatureError, verify
from tests.mockserver.asking import control, create
from tests.mockserver.posting import PATIENCE, ScriptedSender
from tests.mockserver.samples import NOW
from tests.mockserver.wire import message

HOOK = "http://127.0.0.1:9000/hook"
SECRET = Secret.parse(DEFAULT_WEBHOOK_SECRET)


@pytest.fixture
def sender() -> ScriptedSender:
    return ScriptedSender()


@pytest.fixture
def mock(sender: ScriptedSender) -> Iterator[Mock]:
    settings = Settings(seed=1, webhook_time=WebhookTime.CLOCK)
    made = Mock(settings, clock=ManualClock(NOW), new_sender=lambda: sender)
    yield made
    made.close()


def sent(mock: Mock, response: Response) -> dict[str, str]:
    """Wait until what was asked for is done; return what was answered."""
    assert response.status == 202, response.body
    assert mock.courier.settle(PATIENCE)
    told: dict[str, str] = json.loads(response.body)
    return told


@pytest.fixture
def message_id(mock: Mock) -> str:
    """Have a task's end told; return the id of that message."""
    create(mock, scenario="at-once", webhook_url=HOOK)
    assert mock.courier.settle(PATIENCE)
    return mock.journal.deliveries()[-1].message.id


def test_it_goes_again_with_its_id_and_body(mock: Mock, sender: ScriptedSender, message_id: str) -> None:
    assert sent(mock, control(mock, "POST", f"/deliveries/{message_id}/redeliver")) == {"id": message_id}
    *_, first, second = sender.posts
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    verify([SECRET], second.headers, second.body, now=NOW)


@pytest.mark.parametrize("fault", ["wrong-signature", "stale 600", "webhook-tampered", "old-secret"])
def test_it_goes_forged_once(mock: Mock, sender: ScriptedSender, message_id: str, fault: str) -> None:
    path = f"/deliveries/{message_id}/redeliver"
    sent(mock, control(mock, "POST", path, fault=fault))
    with pytest.raises(SignatureError):
        verify([SECRET], sender.posts[-1].headers, sender.posts[-1].body, now=NOW)
    assert mock.journal.deliveries()[-1].fault == f"webhook-{fault.removeprefix('webhook-')}"
    sent(mock, control(mock, "POST", path))
    verify([SECRET], sender.posts[-1].headers, sender.posts[-1].body, now=NOW)


def test_a_fault_that_waits_is_left_for_what_it_waits_for(mock: Mock, message_id: str) -> None:
    control(mock, "POST", "/faults", fault="webhook-dropped")
    sent(mock, control(mock, "POST", f"/deliveries/{message_id}/redeliver", fault="tampered"))
    assert len(mock.faults.waiting()) == 1


@pytest.mark.parametrize(("fault", "posts"), [("dropped", 0), ("duplicated", 2)])
def test_it_goes_as_often_as_its_fault_says(
    mock: Mock, sender: ScriptedSender, message_id: str, fault: str, posts: int
) -> None:
    before = len(sender.posts)
    sent(mock, control(mock, "POST", f"/deliveries/{message_id}/redeliver", fault=fault))
    assert len(sender.posts) - before == posts


def test_the_body_that_was_sent_is_shown_beside_the_one_that_was_signed(mock: Mock, message_id: str) -> None:
    sent(mock, control(mock, "POST", f"/deliveries/{message_id}/redeliver", fault="tampered"))
    first, *_, last = json.loads(control(mock, "GET", "/deliveries").body)
    assert first["sent_body"] is None
    assert json.loads(last["body"])["status"] == "COMPLETED"
    assert json.loads(last["sent_body"])["status"] == "FAILED"


def test_the_headers_that_were_sent_are_shown(mock: Mock, sender: ScriptedSender, message_id: str) -> None:
    shown = json.loads(control(mock, "GET", "/deliveries").body)[-1]
    assert shown["id"] == message_id
    assert dict(shown["headers"]) == sender.posts[-1].headers


def test_one_goes_without_a_task(mock: Mock, sender: ScriptedSender) -> None:
    told = sent(mock, control(mock, "POST", "/webhooks", url=HOOK))
    (post,) = sender.posts
    body = json.loads(post.body)
    assert (post.url, post.headers["webhook-id"]) == (HOOK, told["id"])
    assert (body["task_id"], body["status"]) == (told["task_id"], "COMPLETED")
    assert body["generated"][0].startswith(f"https://cdn-magnific.freepik.com/kling_{told['task_id']}.mp4?token=exp=")
    verify([SECRET], post.headers, post.body, now=NOW)


@pytest.mark.parametrize("status", ["CREATED", "IN_PROGRESS", "FAILED", "failed"])
def test_it_tells_of_the_status_and_the_task_that_were_asked_for(
    mock: Mock, sender: ScriptedSender, status: str
) -> None:
    asked = {"url": HOOK, "status": status, "task_id": "of-mine"}
    assert sent(mock, control(mock, "POST", "/webhooks", **asked))["task_id"] == "of-mine"
    assert json.loads(sender.posts[-1].body) == {"task_id": "of-mine", "status": status.upper(), "generated": []}


def test_it_may_be_forged_too(mock: Mock, sender: ScriptedSender) -> None:
    sent(mock, control(mock, "POST", "/webhooks", url=HOOK, fault="not-json"))
    assert sender.posts[-1].body.startswith(b"<")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "expected a JSON object: line 1, column 1: the body is empty"),
        ({"status": "FAILED"}, 'expected {"url": "http://..."} with, if wanted, status, task_id, fault'),
        ({"url": 7}, 'expected {"url": "http://..."}'),
        ({"url": HOOK, "stauts": "FAILED"}, "got 'stauts' (did you mean status?), expected"),
        ({"url": HOOK, "status": "DONE"}, "got status 'DONE', expected one of CREATED, IN_PROGRESS, COMPLETED, FAILED"),
        ({"url": HOOK, "status": 1}, "got status 1: expected a text"),
        ({"url": HOOK, "task_id": []}, "got task_id []: expected a text"),
        (
            {"url": HOOK, "task_id": 'a"b'},
            "got task_id 'a\"b': expected at most 100 letters, digits and - . _ ~",
        ),
        ({"url": HOOK, "task_id": "x" * 101}, f"got task_id '{'x' * 60}': expected at most 100"),
        ({"url": "ftp://x/hook"}, "got 'ftp://x/hook': expected an http:// or https:// URL"),
        ({"url": "http://"}, "got 'http://': expected an http:// or https:// URL"),
        ({"url": "http://[/hook"}, "got 'http://[/hook': expected an http:// or https:// URL"),
        ({"url": HOOK, "fault": "503"}, "got '503': expected wrong-signature, stale [SECONDS], tampered"),
        ({"url": HOOK, "fault": "out-of-order"}, "got 'out-of-order', which takes two calls: expected wrong-signature"),
        ({"url": HOOK, "fault": "stale x"}, "got 'stale x': expected wrong-signature, stale [SECONDS]"),
    ],
)
def test_what_can_not_be_sent_is_refused_in_words(mock: Mock, asked: dict[str, object], expected: str) -> None:
    response = control(mock, "POST", "/webhooks", **asked)
    assert response.status == 400
    assert message(response).startswith(expected)


@pytest.mark.parametrize("asked", [{"fualt": "stale"}, {"fault": "503"}, {"fault": 1}])
def test_what_can_not_be_wrong_with_it_is_refused(mock: Mock, message_id: str, asked: dict[str, object]) -> None:
    assert control(mock, "POST", f"/deliveries/{message_id}/redeliver", **asked).status == 400
    assert mock.courier.settle(PATIENCE)
    assert len(mock.journal.deliveries()) == 2
