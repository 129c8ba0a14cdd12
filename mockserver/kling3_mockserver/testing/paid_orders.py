"""PaidOrders: what each order of a test would have cost, and what of that was for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.tasks.task_price import task_price
from kling3_openapi.prices import Basis, Price

if TYPE_CHECKING:
    from kling3_openapi.prices import PriceTable

TestOf = Callable[[Exchange | None], str]
"""Says of which test an order is; None stands for one that is no longer remembered."""


class PaidOrder(NamedTuple):
    """One order: of which test and model, at what price, None where that is unknown, and what speaks against it."""

    test: str
    model: str
    seconds: int
    sound: bool
    price: Price | None
    unasked: Price | None
    """What of it is for sound, where the order says nothing of sound."""
    failed: bool
    """Whether its task has failed."""
    repeats: bool
    """Whether an order before it was the same to the letter."""

    def to_json(self) -> list[object]:
        """Return it as plain values, from which `of_json` makes it again."""
        prices = [None if each is None else _price_json(each) for each in (self.price, self.unasked)]
        return [self.test, self.model, self.seconds, self.sound, *prices, self.failed, self.repeats]


def paid_orders(
    tasks: Iterable[Task], exchanges: Iterable[Exchange], table: PriceTable, now: float, test_of: TestOf
) -> Iterator[PaidOrder]:
    """Yield what tasks would have cost, oldest first, as they are at a moment."""
    orders = {each.task_id: each for each in exchanges if each.video is not None}
    seen: set[tuple[str, str, bytes]] = set()
    for task in tasks:
        order = orders.get(task.id)
        letter = (task.key, order.request.path, order.request.body) if order else None
        yield PaidOrder(
            test_of(order),
            task.family.model(task.tier), task.video.seconds, task.video.audio,
            task_price(task, table),
            _unasked(task, order, table),
            task.status(now) is Status.FAILED,
            letter in seen,
        )  # fmt: skip
        seen.update([letter] if letter else ())


def of_json(values: list[Any]) -> PaidOrder:
    """Return the order of such plain values."""
    test, model, seconds, sound, price, unasked, failed, repeats = values
    return PaidOrder(test, model, seconds, sound, _price_of(price), _price_of(unasked), failed, repeats)


def _unasked(task: Task, order: Exchange | None, table: PriceTable) -> Price | None:
    if order is None or not task.video.audio or "generate_audio" in _body(order):
        return None
    return table.sound_price(task.family, task.tier, seconds=task.video.seconds)


def _body(order: Exchange) -> Mapping[str, object]:
    try:
        body = json.loads(order.request.body)
    except ValueError:
        # Cut, since it was long: nothing can be said of it.
        return {"generate_audio": None}
    return body if isinstance(body, dict) else {}


def _price_json(price: Price) -> list[object]:
    return [str(price.amount), price.currency, list(price.basis), price.assumed]


def _price_of(values: list[Any] | None) -> Price | None:
    if values is None:
        return None
    amount, currency, basis, assumed = values
    return Price(Decimal(str(amount)), str(currency), Basis(*basis), bool(assumed))
