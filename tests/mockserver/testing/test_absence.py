"""Whoever misses a webhook reads the true cause, with what to do about it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest

from kling3_mockserver.faults.fault import (
    Fault,
    WebhookDelayed,
    WebhookDropped,
    WebhookOutOfOrder,
    WebhookTampered,
    WebhookWrongSignature,
)
from kling3_mockserver.settings.settings import ClockKind
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.testing.absence.causes import Lost
from kling3_mockserver.testing.absence.diagnosis import found_causes
from kling3_mockserver.testing.absence.facts import facts_of
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.inbox import NoWebhookError, Webhook
from kling3_mockserver.testing.tenant import Kling3
from kling3_mockserver.webhooks.sender import Answer
from tests.mockserver import receivers
from tests.mockserver.asking import create, created
from tests.mockserver.samples import HOOK
from tests.mockserver.tenants import order

NewKling3 = Callable[..., Kling3]


def reasons(kling3: Kling3, status: str | None = None, task_id: str | None = None) -> list[str]:
    """Return the causes that a missed webhook is told with."""
    with pytest.raises(ExpectationError) as missed:
        kling3.assert_webhook(status=status, task_id=task_id)
    lines = str(missed.value).splitlines()
    return [line.removeprefix("because ") for line in lines if line.startswith("because ")]


def test_without_an_order_the_program_may_have_gone_elsewhere(kling3: Kling3) -> None:
    assert reasons(kling3) == [
        "no video was ordered: does the program reach the fake? kling3.requests has all that came"
    ]


def test_an_order_that_was_refused_created_no_task(kling3: Kling3) -> None:
    create(kling3.mock, duration=5)
    expected = "no task was created, the newest order was answered 400: see kling3.requests[-1].response"
    assert reasons(kling3) == [expected]


def test_a_task_that_there_is_not_is_told_with_those_that_there_are(kling3: Kling3) -> None:
    task_id = order(kling3)
    assert reasons(kling3, task_id="other") == [f"there is no task other: the newest are {task_id}"]


def test_an_order_without_a_url_is_told_by_nobody(kling3: Kling3) -> None:
    task_id = created(kling3.mock)
    kling3.run_to_end()
    expected = f"the order of task {task_id} had no webhook_url: send one of http or https in its body"
    assert reasons(kling3, "COMPLETED") == [expected]


def test_a_url_that_cannot_be_called_is_shown_without_its_password(kling3: Kling3) -> None:
    task_id = order(kling3, "ftp://bob:hunter2@shop.example/hook")
    kling3.run_to_end()
    shown = "'ftp://...@shop.example/hook'"
    expected = f"the webhook_url of task {task_id}, {shown}, can't be called: send one of http or https"
    assert reasons(kling3, "COMPLETED") == [expected]


def test_a_status_that_the_settings_leave_out_is_named_with_the_setting(new_kling3: NewKling3) -> None:
    kling3 = new_kling3(webhook_statuses=(Status.COMPLETED,))
    order(kling3)
    kling3.run_to_end()
    assert reasons(kling3, "IN_PROGRESS") == [
        (
            "no webhook is sent for IN_PROGRESS, only for COMPLETED: name it, as in "
            '@pytest.mark.kling3(webhook_status=["in-progress"])'
        )
    ]


def test_a_clock_that_stands_before_the_change_is_moved_by_so_much(new_kling3: NewKling3) -> None:
    kling3 = new_kling3(task_seconds=60.0, task_reads=3)
    task_id = order(kling3)
    kling3.clock.advance(3)
    assert reasons(kling3, "COMPLETED") == [
        (
            f"task {task_id} comes to COMPLETED only when the clock is 57 s further: kling3.clock.advance(57), or 3 "
            "more readings of the task"
        )
    ]
    kling3.clock.advance(57)
    assert kling3.assert_webhook(status="COMPLETED")


def test_a_clock_that_runs_by_itself_is_waited_for(new_kling3: NewKling3) -> None:
    kling3 = new_kling3(clock=ClockKind.REAL, task_seconds=900.0)
    order(kling3)
    [reason] = reasons(kling3, "COMPLETED")
    assert re.search(r" s further: wait [89]\d\d(\.\d+)? s$", reason)


@pytest.mark.parametrize(
    ("scenario", "status", "expected"),
    [
        (
            "never",
            "COMPLETED",
            'never comes to COMPLETED, by its scenario: call kling3.next("complete") before the order',
        ),
        ("never", "FAILED", 'never comes to FAILED, by its scenario: call kling3.next("fail") before the order'),
        ("reads 5", "COMPLETED", "comes to COMPLETED by 5 more readings alone: read the task"),
        ("reads 5", "IN_PROGRESS", "comes to IN_PROGRESS by one more reading alone: read the task"),
        (
            "fail",
            "COMPLETED",
            (
                "ends FAILED and not COMPLETED, by its scenario: expect FAILED, or call "
                'kling3.next("complete") before the order'
            ),
        ),
        (
            "reads 5",
            "FAILED",
            (
                "ends COMPLETED and not FAILED, by its scenario: expect COMPLETED, or call "
                'kling3.next("fail") before the order'
            ),
        ),
    ],
)
def test_a_scenario_that_does_not_lead_there_is_told(kling3: Kling3, scenario: str, status: str, expected: str) -> None:
    task_id = order(kling3, scenario=scenario)
    kling3.clock.advance(900)
    assert reasons(kling3, status) == [f"task {task_id} {expected}"]


def test_a_webhook_behind_one_that_was_refused_is_told_with_when_that_is_tried_again(kling3: Kling3) -> None:
    kling3.deliver_to(receivers.Inbox(404, 204))
    task_id = order(kling3)
    kling3.run_to_end()
    [reason] = reasons(kling3, "COMPLETED")
    told = re.fullmatch(
        rf"COMPLETED of task {task_id} waits behind its IN_PROGRESS, which was not taken at try 1 \(answered 404\) and "
        r"is tried again in ([\d.]+) s: mend the receiver, then kling3\.clock\.advance\(([\d.]+)\)",
        reason,
    )
    assert told is not None
    assert told[1] == told[2]
    kling3.clock.advance(float(told[1]))
    assert kling3.assert_webhook(status="COMPLETED")


def test_after_a_410_no_more_is_sent(kling3: Kling3) -> None:
    kling3.deliver_to(receivers.Inbox(410))
    task_id = order(kling3)
    kling3.run_to_end()
    reason = "the receiver answered 410 to IN_PROGRESS, which asks for no more calls"
    assert reasons(kling3, "COMPLETED") == [f"COMPLETED of task {task_id} is not sent: {reason}"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (WebhookDropped(), "met the fault 'webhook-dropped' of fail_next or chaos"),
        (WebhookTampered(), "met the fault 'webhook-tampered' of fail_next or chaos"),
        (WebhookDelayed(90), "is put off by a fault for 90 s: kling3.clock.advance(90)"),
        (WebhookOutOfOrder(), "is put off by a fault until the next webhook of its task is sent"),
    ],
)
def test_a_fault_that_keeps_a_webhook_away_is_named(kling3: Kling3, fault: Fault, expected: str) -> None:
    kling3.fail_next(fault)
    task_id = order(kling3, scenario="complete 60")
    kling3.clock.advance(30)
    assert reasons(kling3, "IN_PROGRESS") == [f"IN_PROGRESS of task {task_id} {expected}"]


def test_a_fault_whose_attempt_was_refused_tells_when_a_good_one_comes(kling3: Kling3) -> None:
    kling3.deliver_to(receivers.Inbox(401, 204))
    kling3.fail_next(WebhookWrongSignature())
    order(kling3, scenario="complete 60")
    kling3.clock.advance(30)
    [reason] = reasons(kling3, "IN_PROGRESS")
    again = re.search(r"'webhook-wrong-signature' .*, and is tried again in [\d.]+ s: .*advance\(([\d.]+)\)$", reason)
    assert again is not None
    kling3.clock.advance(float(again[1]))
    assert kling3.assert_webhook(status="IN_PROGRESS")


def test_what_cannot_be_trusted_is_told_with_the_reason(kling3: Kling3) -> None:
    task_id = order(kling3, scenario="complete 60")
    came = Webhook(HOOK, {}, f'{{"task_id":"{task_id}","status":"IN_PROGRESS"}}'.encode(), "too old", Answer(204))
    [cause] = found_causes(facts_of(kling3.mock, asyncio.run(kling3.mock.store.all(9)), [came]))
    assert cause.words == f"IN_PROGRESS of task {task_id} came, but can't be trusted: too old"


def test_a_change_of_which_no_message_is_known_is_told_as_that(kling3: Kling3) -> None:
    task_id = order(kling3)
    kling3.clock.advance(900)
    kling3.mock.journal.clear()
    [cause] = found_causes(facts_of(kling3.mock, asyncio.run(kling3.mock.store.all(9)), []), Status.COMPLETED)
    assert cause == Lost(task_id, Status.COMPLETED)
    assert cause.words.startswith(f"task {task_id} was COMPLETED without a webhook: it took another way to its end, ")


def test_a_receiver_in_the_event_loop_of_the_test_is_waited_for_by_settle(kling3: Kling3) -> None:
    raw = receivers.RawReceiver(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")

    async def missed() -> list[str]:
        async with raw.listening() as url:
            order(kling3, f"{url}/hook")
            kling3.run_to_end()
            told = reasons(kling3, "IN_PROGRESS")
            await kling3.settle()
        return told

    [reason] = asyncio.run(missed())
    assert re.search(r"is still on its way to http://127\.0\.0\.1:\d+/hook: .* `await kling3\.settle\(\)`$", reason)


def test_each_kind_of_cause_is_told_once_of_the_newest_task(kling3: Kling3) -> None:
    first = [order(kling3, scenario="never") for _ in range(3)][-1]
    last = [created(kling3.mock) for _ in range(3)][-1]
    assert [re.findall(r"task (\S+)", each) for each in reasons(kling3, "COMPLETED")] == [[last], [first]]


def test_a_place_in_the_inbox_that_is_empty_tells_the_same_causes(kling3: Kling3) -> None:
    task_id = order(kling3, scenario="complete 60")
    with pytest.raises(NoWebhookError) as missed:
        kling3.webhooks[0]
    assert str(missed.value) == (
        f"there is no webhook 0, 0 came: task {task_id} comes to IN_PROGRESS only when the clock is 20 s further: "
        "kling3.clock.advance(20)"
    )


def test_a_place_after_all_that_came_tells_that_no_more_comes(kling3: Kling3) -> None:
    task_id = order(kling3, HOOK)
    kling3.run_to_end()
    with pytest.raises(NoWebhookError, match=f"there is no webhook 2, 2 came: all that task {task_id} brings has come"):
        kling3.webhooks[2]
