"""Credit: how many orders each key has paid of a pretended balance, and the refusal when it is used up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from kling3_mockserver.errors import ApiError
from kling3_mockserver.limits.caller import caller

WORDS = "Payment Required: the credit of this key is used up"
"""That the service answers 402 then was seen (confidence C), what its body says was not."""
_MOST_KEYS = 10_000


class Credit:
    """Counts the orders that each key has paid; the key that was longest without one is forgotten first."""

    def __init__(self) -> None:
        self._paid: OrderedDict[str, int] = OrderedDict()

    def pay(self, key: str, balance: int) -> None:
        """Pay one order of a balance of so many; raise ApiError 402 when that many are paid already."""
        who = caller(key)
        paid = self._paid.get(who, 0)
        if paid >= balance:
            raise used_up(balance)
        self._paid[who] = paid + 1
        self._paid.move_to_end(who)
        if len(self._paid) > _MOST_KEYS:
            self._paid.popitem(last=False)

    def counts(self) -> list[tuple[str, int]]:
        """Return who has paid how many orders."""
        return list(self._paid.items())

    def resume(self, counts: Iterable[tuple[str, int]]) -> None:
        """Go on from what was paid before."""
        self._paid.update(dict(counts))

    def clear(self) -> None:
        """Give all keys their whole balance back."""
        self._paid.clear()


def used_up(balance: int | None = None) -> ApiError:
    """Return the answer to an order for which there is no credit left, of a balance where one is kept."""
    if balance is None:
        return ApiError(402, WORDS)
    kept = f"a balance of {balance} order{'' if balance == 1 else 's'}: raise it by PATCH /_mock/settings"
    return ApiError(402, f"{WORDS} ({kept})")
