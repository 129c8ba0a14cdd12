"""Webhooks of several workers: each is sent once, in the order of its task, whoever sends it and whoever vanishes."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import cast

import pytest

from kling3_mockserver.stores.location import RedisServer
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.sender import Answer
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.workers import Workers

ALL = (Status.CREATED, Status.IN_PROGRESS, Status.COMPLETED)
DEAD = "http://dead.test/hook"


def told_by_task(workers: Workers) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for each in workers.sender.posts:
        content = json.loads(each.body)
        found[content["task_id"]].append(content["status"])
    return found


def attempts(workers: Workers) -> list[int]:
    return [each["attempt"] for each in workers.second.control("GET", "/deliveries")]


def test_of_each_task_it_is_told_in_order_and_once(new_workers: Callable[..., Workers], shared: RedisServer) -> None:
    workers = new_workers(shared, webhook_statuses=ALL)
    tasks = [each.order(webhook_url=HOOK) for each in workers.lives * 10]
    for _ in range(3):
        workers.pass_(1)
    assert told_by_task(workers) == {task: ["CREATED", "IN_PROGRESS", "COMPLETED"] for task in tasks}
    assert workers.pending == 0


def test_all_that_falls_due_together_is_told_in_order(new_workers: Callable[..., Workers], shared: RedisServer) -> None:
    workers = new_workers(shared, webhook_statuses=ALL)
    tasks = [each.order(webhook_url=HOOK) for each in workers.lives * 30]
    workers.pass_(100)
    assert told_by_task(workers) == {task: ["CREATED", "IN_PROGRESS", "COMPLETED"] for task in tasks}


def test_what_failed_is_tried_again_by_whoever_is_there(
    new_workers: Callable[..., Workers], shared: RedisServer
) -> None:
    workers = new_workers(shared, webhook_attempts=4, webhook_statuses=(Status.COMPLETED,))
    workers.sender.answers[HOOK] = [Answer(500)]
    workers.first.order(webhook_url=HOOK)
    for place in (0, 1, 0, 1):
        workers.pass_(100_000)
        workers.begin_again(place)
    workers.pass_(10_000_000)
    assert attempts(workers) == [1, 2, 3, 4]
    assert len(set(workers.posts)) == 1
    assert workers.pending == 0


def test_the_next_message_of_a_task_waits_for_one_that_is_tried_again(workers: Workers) -> None:
    workers.sender.answers[HOOK] = [Answer(500), Answer(200)]
    workers.first.order(webhook_url=HOOK)
    workers.pass_(3)
    assert workers.told == ["IN_PROGRESS"]
    workers.begin_again(0)
    workers.pass_(100)
    assert workers.told == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
    assert attempts(workers) == [1, 2, 1]


def test_a_receiver_that_wants_no_more_of_a_task_gets_no_more_from_either(workers: Workers) -> None:
    workers.sender.answers[HOOK] = [Answer(410), Answer(200)]
    workers.first.order(webhook_url=HOOK)
    workers.pass_(1)
    workers.begin_again(0)
    workers.pass_(10)
    assert workers.told == ["IN_PROGRESS"]
    assert workers.pending == 0
    workers.second.order(webhook_url=HOOK)
    workers.pass_(10)
    assert workers.told == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("webhook-out-of-order", ["COMPLETED", "IN_PROGRESS"]),
        ("webhook-dropped", ["COMPLETED"]),
        ("webhook-duplicated", ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]),
    ],
)
@pytest.mark.parametrize("apart", [True, False])
def test_a_fault_of_a_webhook_comes_about_whoever_sends_it(
    workers: Workers, fault: str, expected: list[str], *, apart: bool
) -> None:
    workers.first.control("POST", "/faults", {"fault": fault})
    workers.second.order(webhook_url=HOOK)
    if apart:
        workers.pass_(1)
        workers.begin_again(0)
    workers.pass_(3)
    workers.pass_(60)
    assert workers.told == expected
    assert fault in {each["fault"] for each in workers.first.control("GET", "/deliveries")}
    assert workers.pending == 0


def test_one_that_a_fault_delays_comes_later_and_keeps_the_next_waiting(workers: Workers) -> None:
    workers.first.control("POST", "/faults", {"fault": "webhook-delayed 30"})
    workers.second.order(webhook_url=HOOK)
    workers.pass_(3)
    assert workers.told == []
    workers.pass_(30)
    assert workers.told == ["IN_PROGRESS", "COMPLETED"]
    assert [each["fault"] for each in workers.first.control("GET", "/deliveries")] == ["webhook-delayed 30", None]


def test_a_dead_receiver_keeps_no_other_waiting(workers: Workers) -> None:
    workers.sender.hold(DEAD)
    for each in workers.lives * 60:
        each.order(webhook_url=DEAD)
    workers.first.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 3})
    heard = 0
    while heard < 2:
        heard += workers.sender.arrived.get(timeout=PATIENCE).url == HOOK
    # One more is the other receiver's, whose answer may not be written down yet.
    assert cast("int", workers.client.xlen(workers.key("deliveries"))) <= 65
    workers.sender.release()
    workers.settle()
    assert len(set(workers.posts)) == len(workers.posts) == 242
    assert workers.client.keys(workers.key("parked:*")) == workers.client.keys(workers.key("lane:*")) == []


def test_what_waits_is_counted_for_all(workers: Workers) -> None:
    workers.sender.hold(HOOK)
    for each in workers.lives:
        each.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 3})
    assert workers.sender.arrived.get(timeout=PATIENCE)
    assert [asyncio.run(each.mock.pending()) for each in workers.lives] == [4, 4]
    workers.sender.release()
    workers.settle()
    assert workers.pending == 0


def test_a_reset_forgets_what_waits(workers: Workers) -> None:
    workers.sender.answers[HOOK] = [Answer(500)]
    workers.first.order(webhook_url=HOOK)
    workers.pass_(1)
    workers.second.control("POST", "/reset")
    workers.pass_(100_000)
    assert workers.told == ["IN_PROGRESS"]
    assert workers.pending == 0


def test_by_hand_one_is_sent_beside_those_of_the_task(workers: Workers) -> None:
    task = workers.first.order(webhook_url=HOOK)
    workers.second.control("POST", "/webhooks", {"url": HOOK, "status": "COMPLETED", "task_id": task})
    workers.settle()
    workers.pass_(3)
    assert workers.told == ["COMPLETED", "IN_PROGRESS", "COMPLETED"]


def test_what_a_receiver_wants_no_more_of_is_told_as_not_sent_whoever_has_it(workers: Workers) -> None:
    workers.sender.answers[HOOK] = [Answer(410), Answer(200)]
    workers.first.order(webhook_url=HOOK)
    workers.pass_(1)
    workers.pass_(100)
    told = workers.second.control("GET", "/deliveries")
    assert [(each["status"], "answered 410 before" in (each["error"] or "")) for each in told] == [
        (410, False),
        (None, True),
    ]
    assert workers.pending == 0


def test_one_asked_for_by_hand_lets_those_after_it_through_at_every_worker(workers: Workers) -> None:
    workers.sender.answers[HOOK] = [Answer(410), Answer(200)]
    workers.first.order(webhook_url=HOOK)
    workers.pass_(1)
    (gone,) = workers.first.control("GET", "/deliveries")
    workers.second.control("POST", f"/deliveries/{gone['id']}/redeliver")
    workers.settle()
    workers.pass_(100)
    assert [each.partition(" ")[0] for each in workers.posts] == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
