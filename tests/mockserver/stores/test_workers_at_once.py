"""What many ask of two workers at the same time comes about once: queued scenarios, changes, limits, readings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest

from kling3_contracts.messages import Answer, Request
from kling3_mockserver.limits.collisions import OnCollision
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.stores.location import RedisServer
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import KEY
from tests.mockserver.stores.lives import Life
from tests.mockserver.stores.workers import Workers

ORDER = "/v1/ai/video/kling-v3-pro"
BODY = {"prompt": "A fox in the snow"}


def asking(method: str, path: str, body: object = None) -> Request:
    headers = (("host", "localhost"), ("x-freepik-api-key", KEY), ("content-type", "application/json"))
    return Request(method, path, headers, b"" if body is None else json.dumps(body).encode())


def over_both(workers: Workers, *requests: Request) -> Iterable[tuple[Life, Request]]:
    """Have requests asked of the workers in turn."""
    return ((workers.lives[place % 2], each) for place, each in enumerate(requests))


def remaining(answers: Iterable[Answer]) -> list[int]:
    return sorted(int(dict(each.headers)["x-ratelimit-remaining"]) for each in answers)


def test_one_of_many_orders_gets_a_queued_scenario(workers: Workers) -> None:
    workers.first.control("POST", "/scenarios", {"scenario": "fail", "times": 3})
    answers = workers.together(over_both(workers, *[asking("POST", ORDER, BODY)] * 40))
    assert {each.status for each in answers} == {200}
    workers.pass_(3)
    ends = [each.partition(" ")[2] for each in workers.second.tasks()]
    assert (ends.count("FAILED"), ends.count("COMPLETED")) == (3, 37)


def test_one_of_many_requests_meets_a_queued_fault(workers: Workers) -> None:
    workers.first.control("POST", "/faults", {"fault": "503", "times": 3})
    answers = workers.together(over_both(workers, *[asking("GET", Family.KLING3.path)] * 40))
    assert [each.status for each in answers].count(503) == 3


def test_changes_of_the_same_moment_are_all_made_and_each_once(workers: Workers) -> None:
    begin = workers.first.mock.clock.now()
    moves = [asking("POST", "/_mock/clock", {"advance": 1})] * 10
    puts = [asking("POST", "/_mock/scenarios", {"scenario": "fail"})] * 10
    patches = [asking("PATCH", "/_mock/settings", each) for each in ({"webhook-attempts": 2}, {"strict": True})]
    answers = workers.together(over_both(workers, *moves, *puts, *patches))
    assert {each.status for each in answers} == {200}
    for each in workers.lives:
        assert each.control("GET", "/clock")["now"] == begin + 10
        assert len(each.control("GET", "/scenarios")) == 10
        assert (each.mock.settings.webhook_attempts, each.mock.settings.strict) == (2, True)


def test_readings_are_counted_over_both(workers: Workers) -> None:
    task = workers.first.order()
    asked = over_both(workers, *[asking("GET", f"{Family.KLING3.path}/{task}")] * 20)
    assert remaining(workers.together(asked)) == [*range(280, 300)]


def test_a_limit_counts_the_requests_to_both(new_workers: Callable[..., Workers], shared: RedisServer) -> None:
    workers = new_workers(shared, rate_limit=parse("7"))
    answers = workers.together(over_both(workers, *[asking("GET", Family.KLING3.path)] * 20))
    assert [each.status for each in answers].count(200) == 7
    assert {each.status for each in answers} == {200, 429}


def test_the_documented_limit_counts_the_requests_to_both(
    new_workers: Callable[..., Workers], tenants: Callable[[], RedisServer]
) -> None:
    workers, alone = [new_workers(tenants(), rate_limit=parse("documented")) for _ in range(2)]
    answers = workers.together(over_both(workers, *[asking("GET", Family.KLING3.path)] * 60))
    let_in = [each.status for each in answers].count(200)
    expected = [alone.first.ask("GET", Family.KLING3.path).status for _ in range(60)].count(200)
    assert let_in == expected < 60


def test_a_balance_pays_the_orders_at_both(new_workers: Callable[..., Workers], shared: RedisServer) -> None:
    workers = new_workers(shared, balance=9.8)
    answers = workers.together(over_both(workers, *[asking("POST", ORDER, BODY)] * 9))
    assert sorted(each.status for each in answers) == [200] * 5 + [402] * 4


def test_an_address_that_is_shut_out_is_shut_out_at_both(
    new_workers: Callable[..., Workers], shared: RedisServer
) -> None:
    workers = new_workers(shared, penalty_box=2)
    assert [each.ask("POST", ORDER, {}).status for each in workers.lives] == [400, 400]
    assert [each.ask("GET", Family.KLING3.path).status for each in workers.lives] == [403, 403]
    workers.pass_(600)
    assert [each.ask("GET", Family.KLING3.path).status for each in workers.lives] == [200, 200]


def test_orders_of_one_moment_collide_over_both(new_workers: Callable[..., Workers], shared: RedisServer) -> None:
    workers = new_workers(shared, collision=OnCollision("401"))
    answers = workers.together(over_both(workers, *[asking("POST", ORDER, BODY)] * 4))
    assert sorted(each.status for each in answers) == [200, 401, 401, 401]


@pytest.mark.parametrize("reads", [1, 2, 9])
def test_a_task_that_counts_its_reads_counts_them_over_both(workers: Workers, reads: int) -> None:
    workers.first.control("POST", "/scenarios", {"scenario": f"reads {reads}"})
    task = workers.first.order()
    reading = asking("GET", f"{Family.KLING3.path}/{task}")
    answers = workers.together(over_both(workers, *[reading] * (reads - 1)))
    assert {json.loads(each.body)["data"]["status"] for each in answers} <= {"CREATED", "IN_PROGRESS"}
    last = workers.second.read(task)
    assert json.loads(last.body)["data"]["status"] == "COMPLETED"
