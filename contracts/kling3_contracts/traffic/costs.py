"""Costs: what the orders of a recording have cost, and what of that was for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kling3_contracts.traffic.lives import Lives
from kling3_contracts.traffic.memory import Memory
from kling3_contracts.traffic.recorded import Recorded
from kling3_contracts.traffic.told import tasks_told
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Endpoint, Kind, Tier
from kling3_openapi.prices import Bill, Ordered, Price, PriceTable, order_price, ordered
from kling3_openapi.strict_json import StrictJsonError, parse

_AUDIO = "for audio that nobody asked for (generate_audio left out)"
_FAILED = "for tasks that failed"
_REPEATED = "for orders that repeat an earlier one to the letter"

_Order = tuple[str, str, int]


class Costs:
    """Adds up orders that were answered with a task; of which failed is known of the last 10,000."""

    def __init__(self, table: Callable[[], PriceTable], edition: Edition) -> None:
        self._new_table, self._edition = table, edition
        self._bill: Bill | None = None
        self._wasted: dict[str, Bill] = {}
        self._prices: Memory[str, Price] = Memory()
        self._orders: Memory[_Order, bool] = Memory()

    def look(self, endpoint: Endpoint, recorded: Recorded) -> None:
        """Add an order, if an exchange is one that became a task."""
        if endpoint.kind is not Kind.CREATE:
            return
        created = next(tasks_told(endpoint, recorded.exchange), None)
        if created is None:
            return
        table = self._new_table()
        bill = self._bill = self._bill or Bill(table.currency)
        order = _order_of(endpoint, recorded, self._edition)
        price = None if order is None else order_price(table, endpoint, order)
        bill.add(price, endpoint.model)
        if order is not None and price is not None:
            self._prices.put(created.task_id, price)
            if order.unasked_sound:
                self._waste(
                    _AUDIO, table.sound_price(endpoint.family, endpoint.tier or Tier.PRO, seconds=order.seconds)
                )
            if self._repeats(endpoint, recorded):
                self._waste(_REPEATED, price)

    def note(self, lives: Lives) -> str:
        """Return what is told of the costs at the end, of which the lives know whose tasks failed; or nothing."""
        if self._bill is None:
            return ""
        for task_id, price in self._prices.items():
            if _has_failed(lives, task_id):
                self._waste(_FAILED, price)
        wasted = [f"{bill.figure} of it {words}" for words, bill in self._wasted.items()]
        return "; ".join([self._bill.sentence("order", "cost"), *wasted])

    def _waste(self, words: str, price: Price | None) -> None:
        if price is not None:
            self._wasted.setdefault(words, Bill(price.currency)).add(price, "")

    def _repeats(self, endpoint: Endpoint, recorded: Recorded) -> bool:
        request = recorded.exchange.request
        order = (request.key, endpoint.operation_id, hash(request.body))
        before = self._orders.get(order) or False
        self._orders.put(order, True)  # noqa: FBT003  (a value)
        return before


def _order_of(endpoint: Endpoint, recorded: Recorded, edition: Edition) -> Ordered | None:
    if not recorded.body_known:
        return None
    try:
        body = parse(recorded.exchange.request.body).value
    except StrictJsonError:
        return None
    return ordered(endpoint, body, edition) if isinstance(body, Mapping) else None


def _has_failed(lives: Lives, task_id: str) -> bool:
    life = lives.of(task_id)
    return life is not None and life.status == "FAILED"
