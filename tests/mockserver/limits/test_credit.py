"""Each key pays its orders from a pretended balance, and is answered 402 where what is left does not do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kling3_mockserver.errors import ApiError
from kling3_mockserver.limits.credit import Charge, Credit
from kling3_mockserver.mock import Mock
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import control, create, get
from tests.mockserver.wire import KLING3, codes, content, message
from tests.openapi.prices.tables import row, table

NewMock = Callable[..., Mock]
ORDER = 1.96
"""What an order to Kling 3 pro costs, of five seconds with sound, in EUR."""


def paid(credit: Credit, balance: int, key: str = "alpha-key", cost: int = 1) -> bool:
    try:
        credit.pay(key, Charge(cost, balance, "EUR"))
    except ApiError:
        return False
    return True


def test_orders_are_paid_until_too_little_is_left() -> None:
    credit = Credit()
    assert [paid(credit, 5, cost=cost) for cost in (2, 2, 2, 1, 1)] == [True, True, False, True, False]


def test_nothing_is_paid_of_nothing_but_what_costs_nothing() -> None:
    assert (paid(Credit(), 0), paid(Credit(), 0, cost=0)) == (False, True)


def test_a_balance_that_is_raised_gives_room_for_what_was_added() -> None:
    credit = Credit()
    assert [paid(credit, balance) for balance in (1, 1, 3, 3, 3)] == [True, False, True, True, False]


def test_keys_pay_each_for_itself() -> None:
    credit = Credit()
    assert [paid(credit, 1, key) for key in ("a", "b", "a", "b")] == [True, True, False, False]


def test_more_than_ten_thousand_keys_are_not_remembered() -> None:
    credit = Credit()
    for number in range(10_001):
        paid(credit, 1, str(number))
    assert (paid(credit, 1, "0"), paid(credit, 1, "10000")) == (True, False)


def test_by_itself_orders_are_paid_without_end(mock: Mock) -> None:
    assert {create(mock).status for _ in range(20)} == {200}


def test_the_answer_is_402_and_says_what_to_do(new_mock: NewMock) -> None:
    mock = new_mock(balance=2.5)
    answers = [create(mock), create(mock)]
    assert [each.status for each in answers] == [200, 402]
    assert content(answers[1]).keys() == {"message"}
    assert message(answers[1]) == (
        "Payment Required: the credit of this key is used up (this order costs EUR 1.96, and EUR 0.54 of the balance "
        "of EUR 2.50 is left: raise it by PATCH /_mock/settings)"
    )
    assert (codes(answers[1]), mock.journal.exchanges()[-1].reason) == ([], message(answers[1]))
    assert len(content(get(mock, KLING3))["data"]) == 1


def test_a_cheaper_order_is_paid_of_what_is_left(new_mock: NewMock) -> None:
    mock = new_mock(balance=2.5)
    silent = {"duration": "3", "generate_audio": False}  # EUR 0.672
    assert [create(mock).status, create(mock, **silent).status] == [200, 402]
    control(mock, "PATCH", "/settings", balance=2.632)
    assert [create(mock, **silent).status, create(mock, **silent).status] == [200, 402]


def test_a_thousand_sums_do_not_drift(new_mock: NewMock) -> None:
    mock = new_mock(balance=0.224 * 3 * 1000)
    silent = {"duration": "3", "generate_audio": False}
    assert [create(mock, **silent).status for _ in range(1001)] == [200] * 1000 + [402]


def test_only_an_order_that_is_taken_is_paid(new_mock: NewMock) -> None:
    mock = new_mock(balance=ORDER)
    assert [create(mock, duration=5).status, get(mock, KLING3).status, create(mock).status] == [400, 200, 200]


def test_an_order_whose_price_nobody_knows_is_not_paid(new_mock: NewMock) -> None:
    mock = new_mock(balance=0)
    assert [create(mock, Family.TURBO_TEXT).status, create(mock).status] == [200, 402]


def test_a_balance_is_in_the_currency_of_the_table(new_mock: NewMock, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(table(row(model='"video/kling-v3-pro"', per_second="2")), "utf-8")
    mock = new_mock(balance=3, prices=str(tmp_path / "own.toml"))
    assert "(this order costs USD 10.00, and USD 3.00 of the balance of USD 3.00 is left" in message(create(mock))


@pytest.mark.parametrize(
    ("method", "path", "changes", "expected"),
    [
        ("PATCH", "/settings", {"balance": 2 * ORDER}, [200, 402]),
        ("PATCH", "/settings", {"balance": None}, [200, 200]),
        ("POST", "/reset", {}, [200, 402]),
    ],
)
def test_the_balance_is_raised_while_the_fake_runs(
    new_mock: NewMock, method: str, path: str, changes: dict[str, object], expected: list[int]
) -> None:
    mock = new_mock(balance=ORDER)
    assert [create(mock).status for _ in range(2)] == [200, 402]
    control(mock, method, path, **changes)
    assert [create(mock).status for _ in range(2)] == expected
