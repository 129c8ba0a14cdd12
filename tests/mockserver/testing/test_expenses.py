"""What tests would have cost is added over tests and processes, each currency for itself."""

from __future__ import annotations

import json
from decimal import Decimal

from kling3_mockserver.testing.expenses import Expenses
from kling3_mockserver.testing.paid_orders import PaidOrder
from kling3_mockserver.testing.spending import Budget
from kling3_openapi.prices import Basis, Price
from tests.mockserver.samples import BASIS

MEASURED = Basis("measured", "2026-05-06", "one operator", "B", "the provider prints none")
AGREED = Basis("agreed", "2026-09-01", "our contract", "A")
TURBO = PaidOrder("test_c", "kling-v3-turbo-720p", 5, False, None, None, False, False)  # noqa: FBT003  (a row)


def an_order(test: str, amount: str, *, currency: str = "EUR", failed: bool = False) -> PaidOrder:
    basis = MEASURED if currency == "EUR" else AGREED
    price = Price(Decimal(amount), currency, basis)
    return PaidOrder(test, "kling-v3-std", 5, True, price, None, failed, False)  # noqa: FBT003  (a row)


def expenses(*orders: PaidOrder) -> Expenses:
    found = Expenses()
    found.note(orders)
    return found


def test_counts_of_two_processes_are_added() -> None:
    unasked = an_order("test_b", "3")._replace(unasked=Price(Decimal("1.4"), "EUR", MEASURED, assumed=True))
    first, second = expenses(an_order("test_a", "1.54")), expenses(an_order("test_a", "1.54"), unasked, TURBO)
    first.merge(json.loads(json.dumps(second.to_json())))
    assert first.orders == expenses(*[an_order("test_a", "1.54")] * 2, unasked, TURBO).orders


def test_each_currency_is_summed_for_itself() -> None:
    found = expenses(an_order("test_a", "1"), an_order("test_b", "2", currency="USD", failed=True), TURBO)
    assert found.lines() == [
        f"cost: 1 task would have cost EUR 1.00 ({BASIS}); the price of 1 more is unknown (kling-v3-turbo-720p)",
        "cost: 1 task would have cost USD 2.00 (agreed 2026-09-01 by our contract, confidence A)",
        "  USD 2.00 for tasks that failed",
    ]


def test_the_three_dearest_tests_are_named_and_those_of_one_price_by_their_names() -> None:
    found = expenses(*(an_order(f"test_{name}", amount) for name, amount in zip("dcba", "1223", strict=True)))
    assert found.lines()[1:] == ["  EUR 3.00 in test_a", "  EUR 2.00 in test_b", "  EUR 2.00 in test_c"]


def test_equal_orders_count_each() -> None:
    found = expenses(*[an_order("test_a", "1", failed=True)] * 3, an_order("test_b", "2"))
    assert found.lines() == [
        f"cost: 4 tasks would have cost EUR 5.00 ({BASIS})",
        "  EUR 3.00 in test_a",
        "  EUR 2.00 in test_b",
        "  EUR 3.00 for tasks that failed",
    ]


def test_a_budget_holds_each_currency() -> None:
    found = expenses(an_order("test_a", "1"), an_order("test_b", "2", currency="USD"))
    assert [each.partition(",")[0] for each in Budget.of("0.5").missed(found)] == [
        "the orders would have cost EUR 1.00",
        "the orders would have cost USD 2.00",
    ]
    assert Budget.of(2.0).missed(found) == []


def test_without_an_order_nothing_is_said() -> None:
    assert (Expenses().lines(), Budget.of(0).missed(Expenses())) == ([], [])
