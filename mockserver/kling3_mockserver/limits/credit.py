"""Credit: how much each key has paid of a pretended balance, and the refusal when it is used up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from kling3_mockserver.errors import ApiError
from kling3_mockserver.limits.caller import caller
from kling3_openapi import prices

WORDS = "Payment Required: the credit of this key is used up"
"""That the service answers 402 then was seen (confidence C), what its body says was not."""
_MOST_KEYS = 10_000


class Charge(NamedTuple):
    """What an order costs and what balance its key began with, in ten-thousandths of a currency: floats would drift."""

    cost: int
    balance: int
    currency: str


class Credit:
    """Counts what each key has paid, in ten-thousandths; the key that was longest without an order is forgotten first.

    A currency that comes later is counted on with those before it: a fake has one table of prices.
    """

    def __init__(self) -> None:
        self._paid: OrderedDict[str, int] = OrderedDict()

    def pay(self, key: str, charge: Charge) -> None:
        """Pay one order; raise ApiError 402 when what is left of the balance does not do."""
        who = caller(key)
        paid = self._paid.get(who, 0)
        if paid + charge.cost > charge.balance:
            raise used_up(charge, paid)
        self._paid[who] = paid + charge.cost
        self._paid.move_to_end(who)
        if len(self._paid) > _MOST_KEYS:
            self._paid.popitem(last=False)

    def counts(self) -> list[tuple[str, int]]:
        """Return who has paid how many ten-thousandths."""
        return list(self._paid.items())

    def resume(self, counts: Iterable[tuple[str, int]]) -> None:
        """Go on from what was paid before."""
        self._paid.update(dict(counts))

    def clear(self) -> None:
        """Give all keys their whole balance back."""
        self._paid.clear()


def used_up(charge: Charge | None = None, paid: int = 0) -> ApiError:
    """Return the answer to an order for which there is not enough credit, of a balance where one is kept."""
    if charge is None:
        return ApiError(402, WORDS)
    balance, left, cost = (
        prices.shown(charge.currency, prices.of_parts(parts))
        for parts in (charge.balance, charge.balance - paid, charge.cost)
    )
    kept = f"this order costs {cost}, and {left} of the balance of {balance} is left: raise it by PATCH /_mock/settings"
    return ApiError(402, f"{WORDS} ({kept})")
