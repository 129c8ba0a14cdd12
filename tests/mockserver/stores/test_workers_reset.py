"""A reset forgets for all at once, also what is under way at the other, and no id comes twice by it."""

from __future__ import annotations

import asyncio

from kling3_contracts.target.asgi import ask
from kling3_openapi.endpoints import Family
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.test_workers_at_once import BODY, ORDER, asking, over_both
from tests.mockserver.stores.workers import Workers


def test_orders_of_the_same_moment_are_held_or_forgotten_and_never_mixed(workers: Workers) -> None:
    orders = [asking("POST", ORDER, BODY)] * 20
    answers = workers.together(over_both(workers, *orders, asking("POST", "/_mock/reset"), *orders))
    assert {each.status for each in answers} <= {200, 204}
    shown = [each.tasks() for each in workers.lives]
    assert shown[0] == shown[1]
    more = [each.order() for each in workers.lives for _ in range(50)]
    ids = [each.partition(" ")[0] for each in workers.first.tasks()]
    assert len(set(ids)) == len(ids) == len(shown[0]) + 100
    assert set(more) <= set(ids)


def test_an_order_in_the_middle_of_which_all_is_forgotten_is_forgotten_too(workers: Workers) -> None:
    for _ in range(3):
        workers.first.order()

    async def order_while_reset() -> int:
        mock = workers.first.mock
        add = mock.store.add

        async def reset_first(*words: object) -> None:
            await workers.second.mock.reset()
            await add(*words)  # type: ignore[arg-type]  # as they came

        mock.store.add = reset_first  # type: ignore[method-assign,assignment]
        answer = await ask(mock, asking("POST", ORDER, BODY))
        mock.store.add = add  # type: ignore[method-assign]
        return answer.status

    assert asyncio.run(order_while_reset()) == 200
    workers.first.tasks()
    for _ in range(8):
        workers.first.order()
    ids = [each.partition(" ")[0] for each in workers.second.tasks()]
    assert len(set(ids)) == len(ids) == 8


def test_what_is_under_way_is_not_told_of_afterwards(workers: Workers) -> None:
    workers.sender.hold(HOOK)
    workers.first.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 3})
    assert workers.sender.arrived.get(timeout=PATIENCE)
    for each in workers.lives:
        each.control("POST", "/reset")
    workers.sender.release()
    workers.settle()
    assert (workers.told, workers.pending) == (["IN_PROGRESS"], 0)
    assert workers.first.control("GET", "/deliveries") == workers.second.control("GET", "/deliveries") == []
    task = workers.second.order(webhook_url=HOOK)
    workers.pass_(3)
    assert workers.first.tasks() == [f"{task} COMPLETED"]
    assert workers.told == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]


def test_counters_begin_anew(workers: Workers) -> None:
    for each in workers.lives:
        each.tasks()
    workers.first.control("POST", "/reset")
    answer = workers.second.ask("GET", Family.KLING3.path)
    assert dict(answer.headers)["x-ratelimit-remaining"] == "299"
