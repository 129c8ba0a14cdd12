"""Workers that are asked from several threads, each with an event loop of its own, are one all the same."""

from __future__ import annotations

import asyncio
import gc
import json
from concurrent.futures import ThreadPoolExecutor

from kling3_contracts.messages import Answer, Request
from kling3_contracts.target.asgi import ask
from kling3_openapi.endpoints import Family
from tests.mockserver.stores.test_workers_at_once import BODY, ORDER, asking, remaining
from tests.mockserver.stores.workers import Workers

LOOPS, EACH = 6, 10


def from_many_loops(workers: Workers, request: Request) -> list[Answer]:
    """Ask the workers in turn, each time several times at once, in a thread and a loop that end behind it."""

    async def several(place: int) -> list[Answer]:
        mock = workers.lives[place % 2].mock
        return await asyncio.gather(*[ask(mock, request) for _ in range(EACH)])

    with ThreadPoolExecutor(LOOPS) as pool:
        found = list(pool.map(lambda place: asyncio.run(several(place)), range(LOOPS)))
    gc.collect()  # a connection that was left open warns then, and warnings are errors
    return [answer for answers in found for answer in answers]


def test_orders_have_ids_of_their_own_and_are_listed(workers: Workers) -> None:
    answers = from_many_loops(workers, asking("POST", ORDER, BODY))
    ids = {json.loads(each.body)["data"]["task_id"] for each in answers}
    assert len(ids) == LOOPS * EACH
    assert {each.partition(" ")[0] for each in workers.second.tasks()} == ids


def test_readings_are_counted_once_each(workers: Workers) -> None:
    answers = from_many_loops(workers, asking("GET", Family.KLING3.path))
    assert remaining(answers) == [*range(300 - LOOPS * EACH, 300)]


def test_changes_are_made_once_each(workers: Workers) -> None:
    before = workers.first.control("GET", "/clock")["now"]
    answers = from_many_loops(workers, asking("POST", "/_mock/clock", {"advance": 1}))
    assert {each.status for each in answers} == {200}
    after = [each.control("GET", "/clock")["now"] for each in workers.lives]
    assert after == [before + LOOPS * EACH] * 2


def test_a_queue_is_emptied_by_as_many_as_it_holds(workers: Workers) -> None:
    workers.first.control("POST", "/scenarios", {"scenario": "fail", "times": 7})
    from_many_loops(workers, asking("POST", ORDER, BODY))
    workers.pass_(3)
    assert [each.partition(" ")[2] for each in workers.first.tasks()].count("FAILED") == 7


def test_the_journal_has_each_request_once(workers: Workers) -> None:
    from_many_loops(workers, asking("GET", Family.KLING3.path))
    for each in workers.lives:
        numbers = [found["number"] for found in each.control("GET", "/requests")]
        assert numbers == sorted(set(numbers))
        assert len(numbers) == LOOPS * EACH
