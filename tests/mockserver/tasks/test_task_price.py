"""A task costs what the table says of its model, its seconds and its sound; equal tasks are added at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.task_price import bill_of, task_price
from kling3_openapi.endpoints import Family
from kling3_openapi.prices import price_table
from tests.mockserver.asking import at_once, create


@pytest.mark.parametrize(
    ("family", "fields", "expected"),
    [
        (Family.KLING3, {}, "EUR 1.96"),
        (Family.KLING3, {"generate_audio": False, "duration": "10"}, "EUR 2.24"),
        (Family.MOTION_STD, {}, "about EUR 1.34"),
        (Family.TURBO_TEXT, {}, None),
    ],
)
def test_a_task_costs_what_it_was_ordered_as(
    mock: Mock, family: Family, fields: dict[str, object], expected: str | None
) -> None:
    create(mock, family, **fields)
    (task,) = at_once(mock.store.all(9))
    price = task_price(task, price_table())
    assert (price and price.words) == expected


def test_motion_control_costs_by_the_seconds_that_a_look_at_its_video_found(mock: Mock) -> None:
    create(mock, Family.MOTION_STD)
    (task,) = at_once(mock.store.all(9))
    price = task_price(task._replace(video=task.video._replace(seconds=12)), price_table())
    assert (price and price.words) == "about EUR 3.216"


def test_a_bill_adds_up_known_prices_and_counts_the_others(mock: Mock) -> None:
    for family in (Family.KLING3, Family.KLING3, Family.UHD_TEXT, Family.TURBO_TEXT):
        create(mock, family)
    bill = bill_of(at_once(mock.store.all(9)), price_table())
    assert (bill.orders, bill.amount, bill.unknown) == (3, Decimal("9.52"), 1)
    assert bill.unknown_models == {"kling-v3-turbo-720p"}


def test_a_fake_reads_no_prices_before_one_is_asked(mock: Mock) -> None:
    create(mock)
    assert "prices" not in vars(mock)
