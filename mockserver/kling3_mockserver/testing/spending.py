"""Spending: what a test, or a whole run, may cost, and the words for what costs more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kling3_mockserver.errors import MockError, SettingsError
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.expenses import Expenses
from kling3_mockserver.testing.paid_orders import PaidOrder
from kling3_openapi.prices import Bill, plain, shown

_SHOWN = 5
_KEY = "kling3_budget"
_EXPECTED = "expected an amount of 0 or more, as in 20.0"
_SILENT = 'say "generate_audio": false in orders that need no audio'
_PRICES = "give its model one in a table of yours, by the setting prices (docs/cost.md)"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may cost, in the currency of its prices."""

    most: Decimal

    @classmethod
    def of(cls, value: object) -> Budget:
        """Return the budget that a number, or its text, stands for; raise SettingsError."""
        amount = _amount(value)
        if amount is None:
            raise SettingsError(_KEY, f"got {value}, {_EXPECTED}")
        return cls(amount)

    def missed(self, expenses: Expenses) -> list[str]:
        """Return a sentence for each currency in which a run went beyond."""
        return [self._sentence(bill) for bill in expenses.bills() if bill.amount > self.most]

    def _sentence(self, bill: Bill) -> str:
        most = shown(bill.currency, self.most)
        return f"the orders would have cost {bill.figure}, and {_KEY} is {most}: order less, or raise it"


def check_cost(orders: Sequence[PaidOrder], below: object) -> None:
    """Return where orders cost less than an amount; raise ExpectationError, MockError for what is no amount."""
    __tracebackhide__ = True
    most = _amount(below)
    if most is None:
        raise MockError(f"got below={below!r:.40}, {_EXPECTED}")
    bill = _bill(orders)
    if bill.amount >= most or bill.unknown:
        raise ExpectationError("\n".join(_explanation(orders, bill, most)))


def _explanation(orders: Sequence[PaidOrder], bill: Bill, most: Decimal) -> Iterable[str]:
    yield f"expected a cost below {plain(most)}, got: {bill.sentence('order', 'would have cost')}"
    dearest = sorted(orders, key=lambda each: -_cost(each))
    yield from (f"  {_line(each)}" for each in dearest[:_SHOWN])
    if len(orders) > _SHOWN:
        yield f"  and {len(orders) - _SHOWN} more"
    if any(each.unasked for each in orders):
        yield _SILENT
    if bill.unknown:
        yield f"an unknown price is below nothing: {_PRICES}"


def _line(order: PaidOrder) -> str:
    sound = "with audio" if order.sound else "without audio"
    price = order.price.words if order.price else "price unknown"
    unasked = f", {order.unasked.words} of it for audio that the order does not ask for" if order.unasked else ""
    again = ", the same as one before" if order.repeats else ""
    return f"{price}: {order.model}, {order.seconds} s {sound}{unasked}{again}"


def _bill(orders: Sequence[PaidOrder]) -> Bill:
    bill = Bill(next((each.price.currency for each in orders if each.price), ""))
    for each in orders:
        bill.add(each.price, each.model)
    return bill


def _cost(order: PaidOrder) -> Decimal:
    return order.price.amount if order.price else Decimal(0)


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (Decimal, float, int, str)):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None
