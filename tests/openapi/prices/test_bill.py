"""A sum names its currency, its dates and its confidence, and never takes an unknown price for nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling3_openapi.prices import Basis, Bill, Price, in_parts, of_parts, shown

MEASURED = Basis("measured", "2026-05-06", "one operator", "B", "the provider prints none")


def a_price(amount: str = "1.54", basis: Basis = MEASURED, *, assumed: bool = False) -> Price:
    return Price(Decimal(amount), "EUR", basis, assumed)


def said(*prices: Price | None) -> str:
    bill = Bill("EUR")
    for price in prices:
        bill.add(price, "kling-v3-std" if price else "kling-v3-turbo-720p")
    return bill.sentence("task", "would have cost")


def test_a_sum_names_date_and_confidence() -> None:
    assert said(*[a_price()] * 12) == (
        "12 tasks would have cost EUR 18.48 "
        "(measured 2026-05-06 by one operator, confidence B; the provider prints none)"
    )


def test_one_task_is_one() -> None:
    assert said(a_price()).startswith("1 task would have cost EUR 1.54 (")


def test_an_unknown_price_is_named_beside_the_known() -> None:
    assert said(a_price(), None, None).endswith(
        "; the provider prints none); the price of 2 more is unknown (kling-v3-turbo-720p)"
    )


def test_where_no_price_is_known_no_figure_is_said() -> None:
    assert said(None) == "the price of 1 task is unknown (kling-v3-turbo-720p)"


def test_of_many_models_without_a_price_three_are_named() -> None:
    bill = Bill("EUR")
    for name in "abcde":
        bill.add(None, name)
    assert bill.sentence("order", "cost") == "the price of 5 orders is unknown (a, b, c and 2 more)"


def test_a_sum_with_an_assumption_in_it_is_about_that_much() -> None:
    assert "cost about EUR 2.88 (" in said(a_price(), a_price("1.34", assumed=True))


def test_words_of_one_source_stand_together_and_those_of_others_apart() -> None:
    later = MEASURED._replace(date="2026-07-01", confidence="C")
    agreed = Basis("agreed", "2026-09-01", "our contract", "A")
    assert said(a_price(), a_price(basis=later), a_price(basis=agreed)).endswith(
        "(agreed 2026-09-01 by our contract, confidence A; measured 2026-05-06 and 2026-07-01 by one operator, "
        "confidence B and C; the provider prints none)"
    )


def test_equal_orders_are_added_at_once() -> None:
    bill = Bill("EUR")
    bill.add(a_price(), "kling-v3-std", times=3)
    bill.add(None, "kling-v3-turbo-720p", times=2)
    assert (bill.orders, bill.unknown, bill.count, bill.figure) == (3, 2, 5, "EUR 4.62")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("1.540", "EUR 1.54"), ("2", "EUR 2.00"), ("0.672", "EUR 0.672"), ("0", "EUR 0.00"), ("100", "EUR 100.00")],
)
def test_an_amount_has_two_decimals_and_more_where_it_needs_them(amount: str, expected: str) -> None:
    assert shown("EUR", Decimal(amount)) == expected


@pytest.mark.parametrize(("amount", "parts"), [("1.54", 15_400), ("0.0001", 1), ("0", 0)])
def test_an_amount_is_so_many_ten_thousandths(amount: str, parts: int) -> None:
    assert (in_parts(Decimal(amount)), of_parts(parts)) == (parts, Decimal(amount))
