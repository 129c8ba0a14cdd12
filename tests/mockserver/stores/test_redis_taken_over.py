"""What a worker had in hand when it vanished, ended or was slow is sent by another, and counted once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import cast

import pytest

from kling3_mockserver.settings.settings import ClockKind
from kling3_mockserver.stores.location import RedisServer
from kling3_mockserver.stores.redis import deliveries
from kling3_mockserver.stores.redis.scripts import Script
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.workers import Workers


def claimed_by_nobody(workers: Workers) -> None:
    """Have all that any worker holds be held by one that has said nothing for long."""
    stream = workers.key("deliveries")
    entries = [each["message_id"] for each in workers.client.xpending_range(stream, "couriers", "-", "+", 100)]
    assert entries
    workers.client.xclaim(stream, "couriers", "vanished", 0, entries, idle=int(deliveries.IDLE * 1000) + 1, justid=True)


def test_what_a_worker_took_that_vanished_is_sent_by_another(workers: Workers) -> None:
    for each in workers.lives:
        each.mock.courier.stop()
    task = workers.first.order(webhook_url=HOOK)
    base, now = workers.key(""), workers.first.mock.clock.now() + 3
    taken = workers.client.evalsha(Script.TAKE.digest, 1, base, str(now), "vanished", "32", "0")
    assert task in cast("list[str]", taken)
    claimed_by_nobody(workers)
    for place in (0, 1):
        workers.begin_again(place)
    workers.pass_(3)
    assert workers.told == ["IN_PROGRESS", "COMPLETED"]


def test_one_that_was_only_slow_does_no_harm_to_what_another_took_over(
    new_workers: Callable[..., Workers], shared: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_BEAT", 3_600.0)
    workers = new_workers(shared)
    workers.second.mock.courier.stop()
    workers.sender.hold(HOOK)
    workers.first.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 3})
    assert workers.sender.arrived.get(timeout=PATIENCE)
    claimed_by_nobody(workers)
    workers.begin_again(1)
    assert workers.sender.arrived.get(timeout=PATIENCE)
    workers.sender.release()
    workers.settle()
    assert workers.told == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
    assert (workers.pending, workers.client.keys(workers.key("receivers"))) == (0, [])


def test_what_a_worker_that_ends_has_not_begun_is_sent_by_another_at_once(workers: Workers) -> None:
    workers.second.mock.courier.stop()
    workers.sender.hold(HOOK)
    for _ in range(40):
        workers.first.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 3})
    for _ in range(16):
        assert workers.sender.arrived.get(timeout=PATIENCE)
    courier = workers.first.mock.courier
    ending = Thread(target=courier.stop)
    ending.start()
    while not courier.is_stuck:
        pass
    workers.sender.release()
    ending.join()
    assert len(workers.posts) < 80
    for place in (0, 1):
        workers.begin_again(place)
    workers.settle()
    assert len(set(workers.posts)) == len(workers.posts) == 80


def test_on_a_clock_that_runs_another_tells_of_what_was_ordered_at_one_that_ended(
    new_workers: Callable[..., Workers], shared: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_BEAT", 0.01)
    workers = new_workers(shared, clock=ClockKind.REAL, task_seconds=0.05)
    workers.first.order(webhook_url=HOOK)
    workers.first.mock.courier.stop()
    for _ in range(2):
        assert workers.sender.arrived.get(timeout=PATIENCE)
    assert workers.told == ["IN_PROGRESS", "COMPLETED"]
