"""The journal of several workers is one: each shows what all did, under numbers that rise and come once."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kling3_contracts.target.asgi import ask
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.stores.location import RedisServer
from kling3_openapi.endpoints import Family
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.test_workers_at_once import asking, over_both
from tests.mockserver.stores.workers import Workers, numbers
from tests.mockserver.streaming import watching


def test_each_shows_the_requests_to_both(workers: Workers) -> None:
    task = workers.first.order()
    workers.second.tasks()
    workers.first.read(task)
    shown = [each.control("GET", "/requests") for each in workers.lives]
    assert shown[0] == shown[1]
    assert [each["request"]["method"] for each in shown[0]] == ["POST", "GET", "GET"]
    assert shown[1][0] == workers.second.control("GET", f"/requests/{numbers(shown[1])[0]}")


def test_each_shows_the_deliveries_of_both(workers: Workers) -> None:
    for each in workers.lives:
        each.order(webhook_url=HOOK)
    workers.pass_(3)
    shown = [each.control("GET", "/deliveries") for each in workers.lives]
    assert shown[0] == shown[1]
    assert len(shown[0]) == len(workers.posts) == 4


def test_numbers_are_unique_and_rise_over_both(workers: Workers) -> None:
    workers.together(over_both(workers, *[asking("GET", Family.KLING3.path)] * 30))
    workers.second.order(webhook_url=HOOK)
    workers.pass_(3)
    workers.begin_again(0)
    workers.first.tasks()
    for each in workers.lives:
        requests, deliveries = (numbers(each.control("GET", f"/{what}")) for what in ("requests", "deliveries"))
        assert (requests, deliveries) == (sorted(requests), sorted(deliveries))
        assert len({*requests, *deliveries}) == 34
        assert max(requests) > max(deliveries)


def test_they_go_on_after_a_reset(workers: Workers) -> None:
    workers.first.tasks()
    (before,) = numbers(workers.second.control("GET", "/requests"))
    workers.second.control("POST", "/reset")
    workers.first.tasks()
    for each in workers.lives:
        (after,) = numbers(each.control("GET", "/requests"))
        assert after > before


def test_a_worker_that_begins_shows_what_was_before(workers: Workers) -> None:
    workers.first.order(webhook_url=HOOK)
    workers.pass_(3)
    shown = [workers.first.control("GET", path) for path in ("/requests", "/deliveries")]
    workers.begin_again(1)
    assert [workers.second.control("GET", path) for path in ("/requests", "/deliveries")] == shown


@pytest.mark.parametrize("size", [1, 3])
def test_it_is_bounded(new_workers: Callable[..., Workers], shared: RedisServer, size: int) -> None:
    workers = new_workers(shared, journal_size=size)
    workers.first.order(webhook_url=HOOK)
    workers.pass_(3)
    for each in workers.lives * 5:
        each.tasks()
    shown = [each.control("GET", "/requests") for each in workers.lives]
    assert shown[0] == shown[1]
    assert len(shown[0]) == size


def test_requests_are_remembered_beside_many_deliveries(
    new_workers: Callable[..., Workers], shared: RedisServer
) -> None:
    workers = new_workers(shared, journal_size=50)
    workers.first.tasks()
    for _ in range(300):
        workers.first.control("POST", "/webhooks", {"url": HOOK, "status": "COMPLETED"})
    workers.settle()
    assert len(workers.second.control("GET", "/requests")) == 1
    assert len(workers.second.control("GET", "/deliveries")) == 50


def test_what_one_was_asked_the_other_asks_again(workers: Workers) -> None:
    workers.first.order()
    (number,) = numbers(workers.second.control("GET", "/requests"))
    again = workers.second.control("POST", f"/requests/{number}/again", {})
    assert again["status"] == 200
    assert numbers(workers.first.control("GET", "/requests")) == [number, again["number"]]
    assert len(workers.first.tasks()) == 2


def test_what_one_delivered_the_other_delivers_again(workers: Workers) -> None:
    workers.first.order(webhook_url=HOOK)
    workers.pass_(3)
    message = workers.first.control("GET", "/deliveries")[-1]["id"]
    workers.second.control("POST", f"/deliveries/{message}/redeliver", {})
    workers.settle()
    assert workers.posts[-1] == workers.posts[-2]


def test_events_tell_at_one_what_the_other_was_asked(workers: Workers) -> None:
    with ThreadedServer(workers.second.mock) as server, watching(server.url) as stream:
        stream.until("hello")
        workers.first.order(webhook_url=HOOK)
        told = {each.name: each.content for each in itertools.islice(stream.events, 2)}
        assert told["state"]["tasks"] == 1
        assert numbers(told["records"]) == [1]


def test_two_threads_read_it_at_once(workers: Workers) -> None:
    for each in workers.lives * 20:
        each.tasks()

    def shown(_: int) -> list[int]:
        async def several() -> list[list[int]]:
            answers = [await ask(workers.second.mock, asking("GET", "/_mock/requests")) for _ in range(5)]
            return [numbers(json.loads(each.body)) for each in answers]

        return asyncio.run(several())[-1]

    with ThreadPoolExecutor(4) as pool:
        assert {len(set(each)) for each in pool.map(shown, range(8))} == {40}
