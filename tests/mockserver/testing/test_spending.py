"""A test says what its orders may cost, and fails with words that name them and what to do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling3_mockserver.errors import MockError, SettingsError
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.spending import Budget
from kling3_mockserver.testing.tenant import Kling3
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import create
from tests.mockserver.samples import BASIS


def refusal(kling3: Kling3, below: float | str) -> list[str]:
    with pytest.raises(ExpectationError) as caught:
        kling3.assert_cost(below=below)
    return str(caught.value).splitlines()


def test_the_cost_is_that_of_the_tasks_so_far(kling3: Kling3) -> None:
    costs = [kling3.cost]
    create(kling3.mock)
    costs.append(kling3.cost)
    create(kling3.mock, Family.OMNI, duration="10")
    create(kling3.mock, Family.TURBO_TEXT)
    assert [*costs, kling3.cost] == [Decimal(0), Decimal("1.96"), Decimal("4.20")]


def test_a_refused_order_costs_nothing(kling3: Kling3) -> None:
    create(kling3.mock, duration=5)
    kling3.assert_cost(below="0.0001")
    assert kling3.cost == 0


@pytest.mark.parametrize("below", [1.97, "1.9601", Decimal(2), 2])
def test_orders_that_cost_less_are_well(kling3: Kling3, below: Decimal | float | str) -> None:
    create(kling3.mock)
    kling3.assert_cost(below=below)


def test_orders_that_cost_as_much_are_not_below(kling3: Kling3) -> None:
    create(kling3.mock)
    create(kling3.mock, generate_audio=False)
    create(kling3.mock, generate_audio=False)
    assert refusal(kling3, 4.2) == [
        f"expected a cost below 4.20, got: 3 orders would have cost EUR 4.20 ({BASIS})",
        "  EUR 1.96: kling-v3-pro, 5 s with audio, EUR 0.84 of it for audio that the order does not ask for",
        "  EUR 1.12: kling-v3-pro, 5 s without audio",
        "  EUR 1.12: kling-v3-pro, 5 s without audio, the same as one before",
        'say "generate_audio": false in orders that need no audio',
    ]


def test_of_many_orders_the_dearest_are_named(kling3: Kling3) -> None:
    for seconds in range(3, 10):
        create(kling3.mock, duration=str(seconds), generate_audio=True)
    assert refusal(kling3, 1)[1:] == [
        *(f"  EUR {Decimal('0.392') * seconds}: kling-v3-pro, {seconds} s with audio" for seconds in (9, 8, 7, 6)),
        "  EUR 1.96: kling-v3-pro, 5 s with audio",
        "  and 2 more",
    ]


def test_an_order_of_unknown_price_is_below_nothing(kling3: Kling3) -> None:
    create(kling3.mock, Family.TURBO_TEXT)
    mend = "give its model one in a table of yours, by the setting prices (docs/cost.md)"
    assert refusal(kling3, 1000) == [
        "expected a cost below 1000.00, got: the price of 1 order is unknown (kling-v3-turbo-720p)",
        "  price unknown: kling-v3-turbo-720p, 5 s without audio",
        f"an unknown price is below nothing: {mend}",
    ]


@pytest.mark.parametrize("below", ["much", float("nan"), -1, True])
def test_what_is_no_amount_is_refused(kling3: Kling3, below: float | str) -> None:
    with pytest.raises(MockError) as caught:
        kling3.assert_cost(below=below)
    assert str(caught.value) == f"got below={below!r}, expected an amount of 0 or more, as in 20.0"


@pytest.mark.parametrize("words", ["nan", "inf", "-1", "ten"])
def test_a_budget_that_is_no_amount_is_refused(words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Budget.of(words)
    assert str(caught.value) == f"kling3_budget: got {words}, expected an amount of 0 or more, as in 20.0"


def test_a_task_has_failed_when_it_has_and_not_before(kling3: Kling3) -> None:
    kling3.next("fail")
    create(kling3.mock)
    before = [each.failed for each in kling3.paid_orders()]
    kling3.run_to_end()
    assert (before, [each.failed for each in kling3.paid_orders()]) == ([False], [True])


def test_orders_of_two_keys_do_not_repeat_one_another(kling3: Kling3) -> None:
    for key in ("alpha-key", "beta-key", "alpha-key"):
        create(kling3.mock, key=key)
    assert [each.repeats for each in kling3.paid_orders()] == [False, False, True]
