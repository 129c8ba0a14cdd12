"""Which changes of a task are told of, and in what words: a mock whose webhooks go to a script."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.courier import Courier
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.signature import Secret, verify
from tests.mockserver.asking import create, data, read
from tests.mockserver.posting import PATIENCE, ScriptedSender
from tests.mockserver.samples import HOOK

CREATED, IN_PROGRESS, COMPLETED, FAILED = Status


def scripted(mock: Mock) -> ScriptedSender:
    """Give a mock a courier without a network; return what it posts by."""
    sender, settings = ScriptedSender(), mock.settings
    assert isinstance(mock.clock, ManualClock)
    mock.courier = Courier(
        mock.lifecycle, mock.clock, mock.journal, mock.identifiers,
        settings.secrets(), settings.retries, mock.signing_time, lambda: sender,
    )  # fmt: skip
    mock.lifecycle.on_due = mock.clock.moved = mock.courier.wake
    return sender


def told(sender: ScriptedSender) -> list[str]:
    return [json.loads(post.body)["status"] for post in sender.posts]


def wait(mock: Mock, seconds: float) -> None:
    mock.clock.advance(seconds)
    assert mock.courier.settle(PATIENCE)


def test_a_task_tells_that_it_is_in_progress_and_then_that_it_is_completed(mock: Mock) -> None:
    sender = scripted(mock)
    task_id = data(create(mock, webhook_url=HOOK))["task_id"]
    wait(mock, 1)
    assert [json.loads(post.body) for post in sender.posts] == [
        {"task_id": task_id, "status": "IN_PROGRESS", "generated": []}
    ]
    wait(mock, 2)
    assert json.loads(sender.posts[1].body) == data(read(mock, str(task_id)))
    wait(mock, 10_000)
    assert (told(sender), {post.url for post in sender.posts}) == (["IN_PROGRESS", "COMPLETED"], {HOOK})


def test_each_change_has_a_message_id_of_its_own(mock: Mock) -> None:
    sender = scripted(mock)
    create(mock, webhook_url=HOOK)
    wait(mock, 3)
    first, last = sender.posts
    assert first.headers["webhook-id"] != last.headers["webhook-id"]
    assert first.headers["webhook-id"].startswith("msg_")


@pytest.mark.parametrize(
    ("statuses", "scenario", "expected"),
    [
        ((IN_PROGRESS, COMPLETED, FAILED), "", ["IN_PROGRESS", "COMPLETED"]),
        ((IN_PROGRESS, COMPLETED, FAILED), "fail", ["IN_PROGRESS", "FAILED"]),
        ((IN_PROGRESS, COMPLETED, FAILED), "never", ["IN_PROGRESS"]),
        ((COMPLETED, FAILED), "fail", ["FAILED"]),
        ((COMPLETED,), "fail", []),
        ((CREATED,), "", ["CREATED"]),
        ((COMPLETED, CREATED), "", ["CREATED", "COMPLETED"]),
        ((CREATED, IN_PROGRESS, COMPLETED), "at-once", ["CREATED", "IN_PROGRESS", "COMPLETED"]),
        ((), "", []),
    ],
)
def test_the_statuses_that_are_asked_for_are_told(
    new_mock: Callable[..., Mock], statuses: tuple[Status, ...], scenario: str, expected: list[str]
) -> None:
    mock = new_mock(webhook_statuses=statuses)
    sender = scripted(mock)
    create(mock, webhook_url=HOOK, scenario=scenario)
    wait(mock, 10_000)
    assert told(sender) == expected


def test_a_task_without_a_webhook_url_tells_nobody(mock: Mock) -> None:
    sender = scripted(mock)
    create(mock)
    wait(mock, 10_000)
    assert sender.posts == []


def test_secrets_that_are_changed_while_it_runs_sign_the_next_webhook(mock: Mock) -> None:
    sender = scripted(mock)
    create(mock, webhook_url=HOOK)
    wait(mock, 1)
    mock.configure({"webhook-secret": ["fresh", "older"]})
    wait(mock, 2)
    now = mock.clock.now()
    for secret in (Secret.parse("fresh"), Secret.parse("older", version="v2")):
        verify([secret], sender.posts[1].headers, sender.posts[1].body, now=now, tolerance=0)
    assert "v2," not in sender.posts[0].headers["webhook-signature"]


def test_what_is_not_delivered_when_a_mock_is_closed_is_named(mock: Mock) -> None:
    scripted(mock).answers[HOOK] = [Answer(503)]
    create(mock, webhook_url=HOOK)
    wait(mock, 3)
    assert [each.status for each in mock.close()] == [IN_PROGRESS, COMPLETED]
