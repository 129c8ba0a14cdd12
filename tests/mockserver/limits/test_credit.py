"""Each key pays so many orders of a pretended balance, and is answered 402 for those that come then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_mockserver.errors import ApiError
from kling3_mockserver.limits.credit import Credit
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import control, create, get
from tests.mockserver.wire import KLING3, codes, content, message

NewMock = Callable[..., Mock]


def paid(credit: Credit, balance: int, key: str = "alpha-key") -> bool:
    try:
        credit.pay(key, balance)
    except ApiError:
        return False
    return True


def test_as_many_orders_are_paid_as_the_balance_says() -> None:
    credit = Credit()
    assert [paid(credit, 2) for _ in range(4)] == [True, True, False, False]


def test_nothing_is_paid_of_nothing() -> None:
    assert not paid(Credit(), 0)


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
    mock = new_mock(balance=1)
    answers = [create(mock), create(mock)]
    assert [each.status for each in answers] == [200, 402]
    assert content(answers[1]).keys() == {"message"}
    assert message(answers[1]) == (
        "Payment Required: the credit of this key is used up (a balance of 1 order: raise it by PATCH /_mock/settings)"
    )
    assert (codes(answers[1]), mock.journal.exchanges()[-1].reason) == ([], message(answers[1]))
    assert len(content(get(mock, KLING3))["data"]) == 1


def test_only_an_order_that_is_taken_is_paid(new_mock: NewMock) -> None:
    mock = new_mock(balance=1)
    assert [create(mock, duration=5).status, get(mock, KLING3).status, create(mock).status] == [400, 200, 200]


@pytest.mark.parametrize(
    ("method", "path", "changes", "expected"),
    [
        ("PATCH", "/settings", {"balance": 2}, [200, 402]),
        ("PATCH", "/settings", {"balance": None}, [200, 200]),
        ("POST", "/reset", {}, [200, 402]),
    ],
)
def test_the_balance_is_raised_while_the_fake_runs(
    new_mock: NewMock, method: str, path: str, changes: dict[str, object], expected: list[int]
) -> None:
    mock = new_mock(balance=1)
    assert [create(mock).status for _ in range(2)] == [200, 402]
    control(mock, method, path, **changes)
    assert [create(mock).status for _ in range(2)] == expected
