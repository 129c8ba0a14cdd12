"""Money: an amount as people read it, and in whole parts that can be added up anywhere without a rounding."""

from __future__ import annotations

from decimal import Decimal

PARTS = 10_000
"""Into how many parts one of a currency is divided: prices have four decimals at most."""
_CENT = Decimal("0.01")


def shown(currency: str, amount: Decimal) -> str:
    """Return `EUR 1.54`: two decimals, and more where an amount has them."""
    return f"{currency} {plain(amount)}"


def plain(amount: Decimal) -> str:
    """Return the same without the currency."""
    short = amount.quantize(_CENT)
    return f"{short if short == amount else amount.normalize():f}"


def in_parts(amount: Decimal) -> int:
    """Return an amount in ten-thousandths."""
    return int(amount * PARTS)


def of_parts(parts: int) -> Decimal:
    """Return the amount of so many ten-thousandths."""
    return Decimal(parts) / PARTS
