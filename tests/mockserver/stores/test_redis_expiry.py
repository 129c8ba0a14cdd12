"""Tasks that are older than the store's expiry are forgotten by all, with what was to be told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kling3_mockserver.stores.location import RedisServer
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.endpoints import Family
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.workers import Workers

EXPIRY = 60


@pytest.fixture
def workers(new_workers: Callable[..., Workers], shared: RedisServer) -> Workers:
    return new_workers(replace(shared, expiry=EXPIRY))


def forgotten(workers: Workers, *tasks: str) -> object:
    """Have tasks be as old as the expiry, and forget what is; return how many were."""
    workers.client.zadd(workers.key("born"), dict.fromkeys(tasks, 1))
    keys = (workers.key(""), f"kling3:{{{workers.store.tenant}}}:state")
    return workers.client.evalsha(Script.FORGET.digest, len(keys), *keys, str(EXPIRY))


def test_old_ones_are_forgotten_and_others_are_not(workers: Workers) -> None:
    old, new = workers.first.order(), workers.second.order()
    omni = workers.first.order(Family.OMNI)
    assert workers.second.read(old).status == 200
    assert forgotten(workers, old, omni) == 2
    for each in workers.lives:
        assert (each.tasks(), each.tasks(Family.OMNI)) == ([f"{new} CREATED"], [])
        assert each.read(old).status == 404
        assert each.control("GET", "/health")["tasks"] == len(each.control("GET", "/tasks")) == 1
    assert not [key for key in workers.client.keys("*") if old in str(key)]
    # Pages are cut from it, so that a place for what is no longer there would leave one out.
    (listed,) = [key for key in workers.client.keys(workers.key("list:*")) if "KLING3" in str(key)]
    assert workers.client.zrange(listed, 0, -1) == [new]


def test_what_was_to_be_told_of_them_is_not(workers: Workers) -> None:
    workers.sender.answers[HOOK] = [Answer(500), Answer(200)]
    waiting = workers.first.order(webhook_url=HOOK)
    workers.pass_(1)
    upcoming = workers.first.order(webhook_url=HOOK)
    assert forgotten(workers, waiting, upcoming) == 2
    workers.pass_(1_000)
    assert (workers.told, workers.pending) == (["IN_PROGRESS"], 0)
    assert not [key for key in workers.client.keys("*") if waiting in str(key) or upcoming in str(key)]


def test_one_that_waits_for_its_next_message_is_counted_no_more(workers: Workers) -> None:
    workers.first.control("POST", "/faults", {"fault": "webhook-out-of-order"})
    task = workers.first.order(webhook_url=HOOK)
    workers.pass_(1)
    forgotten(workers, task)
    workers.pass_(1_000)
    assert (workers.told, workers.pending) == ([], 0)


def test_the_server_forgets_them_where_no_worker_is_left(workers: Workers) -> None:
    task = workers.first.order()
    lives = [workers.client.ttl(workers.key(name)) for name in (f"task:{task}", "tasks", "born")]
    assert {EXPIRY < int(str(each)) <= EXPIRY + 60 for each in lives} == {True}


def test_without_an_expiry_nothing_is_forgotten(new_workers: Callable[..., Workers], shared: RedisServer) -> None:
    workers = new_workers(shared)
    task = workers.first.order()
    assert workers.client.ttl(workers.key(f"task:{task}")) == -1
    assert workers.client.exists(workers.key("born")) == 0
