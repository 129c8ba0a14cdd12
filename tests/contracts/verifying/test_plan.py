"""A plan tells what would be sent, how long that takes and what it costs at most, and asks nothing of anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kling3_contracts.enforcement import count_of_readings, probes
from kling3_contracts.options import Options, Phase
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.pace import DEFAULT_RATE, Rate
from kling3_contracts.sending.spending import Spending
from kling3_contracts.verifying.plan import VOLUMES, plan_of
from kling3_openapi.endpoints import Family
from kling3_openapi.prices import price_table
from tests.contracts.sending.counting import CountingTarget
from tests.contracts.sending.test_budget import GOOD

OPTIONS = Options(GOOD, phases=(Phase.KEYS, Phase.COVERAGE, Phase.WALK))
CREATING_ANY = Creating([GOOD])


def target(*, paid: bool = True) -> CountingTarget:
    made = CountingTarget()
    made.paid = paid
    return made


def test_a_plan_sends_nothing_and_writes_no_ledger(tmp_path: Path) -> None:
    server = target()
    plan_of(server, OPTIONS, Spending(3, tmp_path), price_table()).text()
    assert (server.requests, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize(
    ("paid", "most", "expected"),
    [
        (True, None, 0),
        (True, 3, 3),
        (False, 3, 3),
        (False, 0, 0),
    ],
)
def test_what_is_created_at_most_is_what_was_allowed(expected: int, most: int | None, *, paid: bool) -> None:
    plan = plan_of(target(paid=paid), OPTIONS, Spending(most), price_table())
    assert (plan.most, plan.creations) == (expected, expected)


def test_where_orders_are_free_all_of_them_count() -> None:
    plan = plan_of(target(paid=False), OPTIONS, Spending(), price_table())
    assert plan.creations == sum(each.orders for each in plan.phases)
    assert plan.requests == sum(each.requests for each in plan.phases)


def test_orders_that_may_not_be_sent_are_no_requests() -> None:
    phases = (Phase.RULES, Phase.FUZZING)
    plan = plan_of(target(), Options(GOOD, phases=phases, max_examples=100), Spending(2), price_table())
    free = sum(each.requests - each.orders for each in plan.phases)
    assert plan.requests == free + 2


def test_phases_are_those_of_the_run_and_grow_with_the_examples() -> None:
    few, many = (
        plan_of(
            target(), Options(GOOD, phases=(Phase.FUZZING, Phase.KEYS), max_examples=number), Spending(), price_table()
        )
        for number in (1, 50)
    )
    assert [each.phase for each in few.phases] == [Phase.KEYS, Phase.FUZZING]
    assert few.phases[0] == many.phases[0]
    assert many.phases[1].requests == 50 * few.phases[1].requests


def test_a_server_that_is_held_to_fewer_families_is_sent_less() -> None:
    chosen = Options(GOOD, phases=(Phase.KEYS, Phase.RULES, Phase.WALK), families=(Family.KLING3,))
    some, whole = (
        plan_of(target(paid=False), options, Spending(), price_table()).phases
        for options in (chosen, replace(chosen, families=()))
    )
    assert all(few.requests < many.requests / 2 for few, many in zip(some, whole, strict=True))
    assert all(few.orders <= many.orders for few, many in zip(some, whole, strict=True))


def test_where_orders_are_counted_the_walk_follows_one_task() -> None:
    walk = Options(GOOD, phases=(Phase.WALK,), max_examples=100)
    free, limited = (plan_of(target(paid=False), walk, Spending(most), price_table()).phases[0] for most in (None, 3))
    assert (limited.orders, limited.requests < free.requests) == (1, True)


def test_every_phase_has_a_volume_and_no_more_orders_than_requests() -> None:
    assert {*VOLUMES, Phase.RULES} == set(Phase)
    assert all(each.requests(20) > each.orders(20) for each in VOLUMES.values())


DEAREST = (
    "(the dearest order costs EUR 16.80: measured 2026-05-06 by one operator, confidence C; the provider prints none); "
    "the price of kling-v3-turbo-720p and kling-v3-turbo-1080p is unknown"
)


TWO_TASKS = "cost: 2 tasks at most, EUR 33.60 at most"


def text_of(spend: int | None, rate: Rate | None, *, paid: bool = True) -> list[str]:
    options = Options(GOOD, phases=(Phase.FUZZING,), max_examples=100)
    return plan_of(target(paid=paid), options, Spending(spend, rate=rate), price_table()).text().splitlines()


def test_the_text_names_the_limit_the_time_and_the_cost() -> None:
    assert text_of(1, DEFAULT_RATE) == [
        "plan for https://api.example.com",
        "  phase       requests    of them orders",
        "  fuzzing        2,800             1,300",
        "orders, which could create a task, are not sent beyond --spend 1: they cost money",
        "requests: about 1,501, 37 min at 40/m",
        f"cost: 1 task at most, EUR 16.80 at most {DEAREST}",
    ]


@pytest.mark.parametrize(
    ("spend", "rate", "paid", "expected"),
    [
        (None, None, True, ["requests: about 1,500, 37 min at 40/m", "cost: nothing, no task is created"]),
        (2, Rate(50, 1), True, ["requests: about 1,502, 30 s at 50/s", f"{TWO_TASKS} {DEAREST}"]),
        (0, Rate(500, 3600), True, ["requests: about 1,500, 2.0 h at 500/h", "cost: nothing, no task is created"]),
        (
            None, None, False,
            [
                "requests: about 2,800",
                "cost: nothing is limited; about 1,300 tasks are created (limit them with --spend N)",
            ],
        ),
    ],
)  # fmt: skip
def test_the_last_two_lines_fit_the_limits(
    spend: int | None, rate: Rate | None, expected: list[str], *, paid: bool
) -> None:
    assert text_of(spend, rate, paid=paid)[-2:] == expected


def test_the_rules_are_counted_request_by_request_and_fewer_where_they_cost_money() -> None:
    options = Options(GOOD, phases=(Phase.RULES,))
    here, there = (plan_of(target(paid=paid), options, Spending(), price_table()).phases[0] for paid in (False, True))
    table = probes(options.strictness, options.seed)
    assert here.requests == len(table) + sum(each.twice for each in table) + count_of_readings(brief=False)
    assert here.orders == sum(CREATING_ANY.could(each.request(GOOD)) for each in table)
    assert there.requests < here.requests / 2
