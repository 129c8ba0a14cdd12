"""Bill: what several orders cost together, in a sentence that names date and confidence, and what has no price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from kling3_openapi.prices.price import Basis, Price, basis_words, figure

_NOTHING = Decimal(0)
_MOST_NAMED = 3


@dataclass(slots=True)
class Bill:
    """Adds up prices of one currency; orders of unknown price are counted apart, with the names of their models."""

    currency: str
    orders: int = 0
    """How many have a price."""
    amount: Decimal = _NOTHING
    assumed: bool = False
    """Whether the seconds of some are assumed."""
    unknown: int = 0
    unknown_models: set[str] = field(default_factory=set)
    bases: set[Basis] = field(default_factory=set)

    def add(self, price: Price | None, model: str, times: int = 1) -> None:
        """Add the price of an order to a model, or so many times the same."""
        if price is None:
            self.unknown += times
            self.unknown_models.add(model)
            return
        self.orders += times
        self.amount += price.amount * times
        self.assumed = self.assumed or price.assumed
        self.bases.add(price.basis)

    @property
    def count(self) -> int:
        """How many orders were added."""
        return self.orders + self.unknown

    @property
    def figure(self) -> str:
        """`EUR 1.54`, with `about` before it where some seconds are assumed."""
        return figure(self.currency, self.amount, assumed=self.assumed)

    @property
    def basis(self) -> str:
        """On what the sum rests."""
        return basis_words(self.bases)

    def to_json(self) -> dict[str, object]:
        """Return the sum as JSON values, for programs."""
        return {
            "orders": self.orders,
            "amount": float(self.amount),
            "currency": self.currency,
            "assumed": self.assumed,
            "unknown": self.unknown,
            "basis": self.basis,
        }

    def sentence(self, noun: str, verb: str) -> str:
        """Return `12 tasks would have cost EUR 18.48 (measured ...)`, and how many have no price; without a stop."""
        if not self.orders:
            return f"the price of {_counted(self.unknown, noun)} is unknown ({_named(self.unknown_models)})"
        known = f"{_counted(self.orders, noun)} {verb} {self.figure} ({self.basis})"
        if not self.unknown:
            return known
        return f"{known}; the price of {self.unknown} more is unknown ({_named(self.unknown_models)})"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _named(models: Iterable[str]) -> str:
    names = sorted(models)
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
