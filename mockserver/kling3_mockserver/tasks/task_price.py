"""TaskPrice: what a task costs, what all of them do, and what an order takes of a balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from kling3_mockserver.limits.credit import Charge
from kling3_openapi import prices

if TYPE_CHECKING:
    from kling3_mockserver.tasks.order import VideoOrder
    from kling3_mockserver.tasks.task import Task
    from kling3_openapi.prices import Bill, Price, PriceTable

MOST_TASKS = 1_000_000
"""Of which a program that ends tells what they would have cost."""


def task_price(task: Task | VideoOrder, table: PriceTable) -> Price | None:
    """Return what a task costs, or an order that may become one; None where no price is known."""
    return table.price(task.family, task.tier, seconds=task.video.seconds, sound=task.video.audio)


def bill_of(tasks: Iterable[Task], table: PriceTable) -> Bill:
    """Return what tasks cost together."""
    bill, kinds = prices.Bill(table.currency), Counter((each.family, each.tier, each.video) for each in tasks)
    for (family, tier, video), times in kinds.items():
        price = table.price(family, tier, seconds=video.seconds, sound=video.audio)
        bill.add(price, family.model(tier), times)
    return bill


def charge_of(order: VideoOrder, balance: float, table: PriceTable) -> Charge | None:
    """Return what an order takes of a balance; None for one of unknown price, which nobody pays."""
    price = task_price(order, table)
    if price is None:
        return None
    return Charge(prices.in_parts(price.amount), prices.in_parts(Decimal(str(balance))), table.currency)
