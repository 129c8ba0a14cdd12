"""Costs: what the orders of a recording have cost, and what of that was for nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kling3_contracts.traffic.lives import Lives
from kling3_contracts.traffic.memory import Memory
from kling3_contracts.traffic.recorded import Recorded
from kling3_contracts.traffic.told import tasks_told
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Kind, Tier
from kling3_openapi.prices import Bill, Ordered, Price, PriceTable, order_price, ordered

_ORDERS: Mapping[str, Endpoint] = {each.path: each for each in ENDPOINTS if each.kind is Kind.CREATE}
_AUDIO = "for audio that nobody asked for (generate_audio left out)"
_FAILED = "for tasks that failed"
_REPEATED = "for orders that repeat an earlier one to the letter"


class _Priced(NamedTuple):
    """What has one price; no order where none can be read."""

    path: str
    order: Ordered | None


class Costs:
    """Counts orders that were answered with a task, by what their prices depend on.

    Which have failed is known of the last 10,000.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._orders: Counter[_Priced] = Counter()
        self._repeated: Counter[_Priced] = Counter()
        self._of_tasks: Memory[str, _Priced] = Memory()
        self._letters: Memory[tuple[str, str, int], bool] = Memory()

    def look(self, endpoint: Endpoint, recorded: Recorded) -> None:
        """Count an order, if an exchange is one that became a task."""
        if endpoint.kind is not Kind.CREATE:
            return
        created = next(tasks_told(endpoint, recorded.exchange), None)
        if created is None:
            return
        priced = _Priced(endpoint.path, _order_of(endpoint, recorded, self._edition))
        self._orders[priced] += 1
        self._of_tasks.put(created.task_id, priced)
        if priced.order is not None and self._repeats(endpoint, recorded):
            self._repeated[priced] += 1

    def note(self, lives: Lives, table: Callable[[], PriceTable]) -> str:
        """Return what is told of the costs at the end, of which the lives know whose tasks failed; or nothing."""
        if not self._orders:
            return ""
        prices = table()
        bill = _bill(self._orders, prices, _price)
        failed = Counter(priced for task_id, priced in self._of_tasks.items() if _has_failed(lives, task_id))
        wasted = {
            _AUDIO: _bill(self._orders, prices, _audio_price),
            _FAILED: _bill(failed, prices, _price),
            _REPEATED: _bill(self._repeated, prices, _price),
        }
        told = [f"{each.figure} of it {words}" for words, each in wasted.items() if each.orders]
        return "; ".join([bill.sentence("order", "cost"), *told])

    def _repeats(self, endpoint: Endpoint, recorded: Recorded) -> bool:
        request = recorded.exchange.request
        letter = (request.key, endpoint.operation_id, hash(request.body))
        before = self._letters.get(letter) or False
        self._letters.put(letter, True)  # noqa: FBT003  (a value)
        return before


def _order_of(endpoint: Endpoint, recorded: Recorded, edition: Edition) -> Ordered | None:
    if not recorded.body_known:
        return None
    try:
        # Whether it is as the strictest reader wants it is judged elsewhere.
        body = json.loads(recorded.exchange.request.body)
    except (ValueError, RecursionError):
        return None
    return ordered(endpoint, body, edition) if isinstance(body, dict) else None


def _bill(
    orders: Mapping[_Priced, int], table: PriceTable, price_of: Callable[[_Priced, PriceTable], Price | None]
) -> Bill:
    bill = Bill(table.currency)
    for priced, times in orders.items():
        bill.add(price_of(priced, table), _ORDERS[priced.path].model, times)
    return bill


def _price(priced: _Priced, table: PriceTable) -> Price | None:
    return None if priced.order is None else order_price(table, _ORDERS[priced.path], priced.order)


def _audio_price(priced: _Priced, table: PriceTable) -> Price | None:
    if priced.order is None or not priced.order.unasked_sound:
        return None
    endpoint = _ORDERS[priced.path]
    return table.sound_price(endpoint.family, endpoint.tier or Tier.PRO, seconds=priced.order.seconds)


def _has_failed(lives: Lives, task_id: str) -> bool:
    life = lives.of(task_id)
    return life is not None and life.status == "FAILED"
