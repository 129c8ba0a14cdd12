"""Of two orders by a key in one millisecond of the clock the later one is refused, where that is set."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_mockserver.errors import ApiError
from kling3_mockserver.limits.collisions import Collisions, OnCollision
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import control, create, get
from tests.mockserver.wire import KLING3, codes, content, message, told

NewMock = Callable[..., Mock]
UNPROCESSABLE = OnCollision.UNPROCESSABLE


def admitted(collisions: Collisions, now: float, key: str = "alpha-key", answer: OnCollision = UNPROCESSABLE) -> bool:
    try:
        collisions.admit(key, now, answer)
    except ApiError:
        return False
    return True


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ((100.0, 100.0, 100.0), [True, False, False]),
        ((100.0, 100.0009), [True, False]),
        ((100.0, 100.0011), [True, True]),
        ((100.0, 101.0, 101.0), [True, True, False]),
    ],
)
def test_orders_of_one_millisecond_collide(moments: tuple[float, ...], expected: list[bool]) -> None:
    collisions = Collisions()
    assert [admitted(collisions, now) for now in moments] == expected


def test_keys_do_not_collide_with_one_another() -> None:
    collisions = Collisions()
    assert [admitted(collisions, 100, key) for key in ("a", "b", "a")] == [True, True, False]


def test_nothing_collides_where_it_is_off() -> None:
    collisions = Collisions()
    assert [admitted(collisions, 100, answer=OnCollision.OFF) for _ in range(2)] == [True, True]


def test_more_than_ten_thousand_keys_are_not_remembered() -> None:
    collisions = Collisions()
    for number in range(10_001):
        admitted(collisions, 100, str(number))
    assert (admitted(collisions, 100, "0"), admitted(collisions, 100, "10000")) == (True, False)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(OnCollision.UNAUTHORIZED, (401, "Invalid API key")), (UNPROCESSABLE, (422, "Unprocessable Entity"))],
)
def test_the_later_order_is_refused_and_told_to_keep_a_distance(
    new_mock: NewMock, answer: OnCollision, expected: tuple[int, str]
) -> None:
    mock = new_mock(collision=answer)
    answers = [create(mock), create(mock)]
    assert answers[0].status == 200
    assert (answers[1].status, message(answers[1]), codes(answers[1])) == (*expected, ["K351"])
    assert "space orders out by some milliseconds" in told(answers[1])[0].message
    mock.clock.advance(0.001)
    assert create(mock).status == 200


def test_by_itself_orders_come_in_one_millisecond(mock: Mock) -> None:
    assert {create(mock).status for _ in range(5)} == {200}


def test_a_collision_costs_nothing_and_what_was_refused_collides_with_nothing(new_mock: NewMock) -> None:
    mock = new_mock(collision=UNPROCESSABLE, balance=3.92)
    assert [create(mock, duration=5).status, create(mock).status, create(mock).status] == [400, 200, 422]
    mock.clock.advance(1)
    assert create(mock).status == 200
    assert len(content(get(mock, KLING3))["data"]) == 2


def test_a_reset_forgets_the_last_order(new_mock: NewMock) -> None:
    mock = new_mock(collision=UNPROCESSABLE)
    create(mock)
    control(mock, "POST", "/reset")
    assert create(mock).status == 200
