"""What one worker does every other one shows at once: tasks, queues, settings, clock, reset, links."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.stores.location import RedisServer, words
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import KEY
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.workers import Workers


def test_an_order_at_one_is_read_and_listed_at_the_other(workers: Workers) -> None:
    one, two = workers.first.order(), workers.second.order()
    assert workers.first.tasks() == workers.second.tasks() == [f"{two} CREATED", f"{one} CREATED"]
    assert workers.second.read(one).status == 200
    assert [workers.second.read(one, Family.OMNI).status, workers.second.read(one, key="beta-key").status] == [404, 404]


def test_a_task_that_is_ended_at_one_has_ended_at_the_other(workers: Workers) -> None:
    task = workers.first.order()
    workers.second.control("POST", f"/tasks/{task}/fail")
    assert workers.first.tasks() == [f"{task} FAILED"]
    assert workers.first.ask("POST", f"/_mock/tasks/{task}/complete").status == 409


def test_a_link_that_one_gave_opens_at_the_other(workers: Workers) -> None:
    task = workers.first.order()
    workers.pass_(3)
    url = json.loads(workers.first.read(task).body)["data"]["generated"][0]
    video = workers.second.ask("GET", url.removeprefix("http://localhost"))
    assert (video.status, video.body[4:8]) == (200, b"ftyp")


@pytest.mark.parametrize("seed", [None, 7])
def test_no_id_comes_twice(new_workers: Callable[..., Workers], shared: RedisServer, seed: int | None) -> None:
    workers = new_workers(shared, seed=seed)
    ids = []
    for _ in range(3):
        ids += [each.order() for each in workers.lives for _ in range(3)]
        workers.begin_again(1)
    assert len(set(ids)) == 18


def test_queues_and_settings_that_one_is_given_the_other_shows(workers: Workers) -> None:
    workers.first.control("POST", "/scenarios", {"scenario": "fail 2", "times": 2, "model": "kling-v3"})
    workers.second.control("POST", "/faults", {"fault": "503", "kind": "list", "key": KEY, "times": 3})
    workers.first.control("PATCH", "/settings", {"strict": True, "speed": 2})
    for path in ("/scenarios", "/faults", "/settings", "/clock"):
        assert workers.first.control("GET", path) == workers.second.control("GET", path)
    asked = [workers.lives[place].ask("GET", Family.KLING3.path).status for place in (0, 1, 0, 1)]
    assert asked == [503, 503, 503, 200]
    assert workers.first.control("GET", "/faults") == []
    workers.second.control("DELETE", "/scenarios")
    assert workers.first.control("GET", "/scenarios") == []
    assert (workers.first.mock.settings.strict, workers.second.mock.settings.strict) == (True, True)


def test_a_clock_that_is_moved_at_one_is_moved_at_the_other(workers: Workers) -> None:
    task = workers.first.order()
    workers.second.control("POST", "/clock", {"advance": 3})
    assert workers.first.control("GET", "/clock") == workers.second.control("GET", "/clock")
    assert workers.first.tasks() == [f"{task} COMPLETED"]


def test_a_reset_at_one_leaves_the_other_nothing_but_settings(workers: Workers) -> None:
    before = workers.first.order(webhook_url=HOOK)
    workers.first.control("PATCH", "/settings", {"strict": True})
    workers.first.control("POST", "/scenarios", {"scenario": "fail"})
    workers.second.control("POST", "/reset")
    assert (workers.first.tasks(), workers.first.control("GET", "/scenarios")) == ([], [])
    assert workers.first.read(before).status == 404
    workers.pass_(10)
    assert (workers.posts, workers.first.mock.settings.strict) == ([], True)


def test_a_reset_takes_nothing_from_another_tenant(
    new_workers: Callable[..., Workers], tenants: Callable[[], RedisServer]
) -> None:
    ours, theirs = new_workers(tenants()), new_workers(tenants())
    task = theirs.first.order(webhook_url=HOOK)
    ours.first.order()
    ours.first.control("POST", "/reset")
    theirs.pass_(3)
    assert theirs.second.tasks() == [f"{task} COMPLETED"]
    assert len(theirs.posts) == 2
    assert ours.client.keys(f"kling3:{{{ours.store.tenant}}}:0:*") == []


def test_health_tells_the_store_and_which_worker_answered(workers: Workers) -> None:
    told = [each.control("GET", "/health") for each in workers.lives]
    assert [each["store"] for each in told] == [words(workers.store)] * 2
    assert len({each["worker"] for each in told}) == 2
