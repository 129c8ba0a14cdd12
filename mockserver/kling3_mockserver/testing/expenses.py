"""Expenses: what the tests of a run would have cost, which were the dearest, and what of it was for nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kling3_mockserver.testing.paid_orders import PaidOrder, of_json
from kling3_openapi import prices
from kling3_openapi.prices import Bill, Price

_DEAREST = 3
_UNKNOWN = "?"
"""The currency of orders of unknown price, where no other order has one."""

_Part = Callable[[PaidOrder], Price | None]
_FOR_NOTHING: Mapping[str, _Part] = {
    "for audio that nobody asked for (generate_audio left out)": lambda each: each.unasked,
    "for tasks that failed": lambda each: each.price if each.failed else None,
    "for orders that repeat an earlier one to the letter": lambda each: each.price if each.repeats else None,
}


@dataclass(slots=True)
class Expenses:
    """Counts orders of all tests; `merge` adds those of another process."""

    orders: Counter[PaidOrder] = field(default_factory=Counter)

    def note(self, orders: Iterable[PaidOrder]) -> None:
        """Count the orders of a test."""
        self.orders.update(orders)

    def to_json(self) -> dict[str, object]:
        """Return the counts as plain values that another process can merge."""
        return {"orders": [[each.to_json(), times] for each, times in self.orders.items()]}

    def merge(self, other: Mapping[str, object]) -> None:
        """Add the counts of another process."""
        found = other["orders"]
        assert isinstance(found, list)  # noqa: S101  (what `to_json` made)
        for values, times in found:
            self.orders[of_json(values)] += times

    def bills(self) -> list[Bill]:
        """Return a bill for each currency, of which a run has one unless its tests have tables of their own."""
        currencies = dict.fromkeys(each.price.currency for each in self.orders if each.price)
        bills = {each: Bill(each) for each in currencies or ([_UNKNOWN] if self.orders else [])}
        for order, times in self.orders.items():
            currency = order.price.currency if order.price else next(iter(bills))
            bills[currency].add(order.price, order.model, times)
        return list(bills.values())

    def lines(self) -> list[str]:
        """Return what a terminal shows at the end of a run: the sum, the dearest tests, and what was for nothing."""
        return [line for bill in self.bills() for line in self._lines(bill)]

    def _lines(self, bill: Bill) -> Iterator[str]:
        yield f"cost: {bill.sentence('task', 'would have cost')}"
        tests = self._by_test(bill.currency)
        if len(tests) > 1:
            dearest = sorted(tests.items(), key=lambda item: (-item[1], item[0]))[:_DEAREST]
            yield from (f"  {prices.shown(bill.currency, amount)} in {test}" for test, amount in dearest if amount)
        for words, part in _FOR_NOTHING.items():
            amount = self._sum(bill.currency, part)
            if amount:
                yield f"  {prices.shown(bill.currency, amount)} {words}"

    def _by_test(self, currency: str) -> dict[str, Decimal]:
        tests: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each, times in self.orders.items():
            if each.price and each.price.currency == currency:
                tests[each.test] += each.price.amount * times
        return tests

    def _sum(self, currency: str, part: _Part) -> Decimal:
        parts = ((part(each), times) for each, times in self.orders.items())
        return sum((price.amount * times for price, times in parts if price and price.currency == currency), Decimal(0))
