"""Ceiling: what so many tasks would cost at most, in words that say on what that rests."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_openapi.endpoints import Family
from kling3_openapi.prices import PriceTable, shown


def ceiling_words(table: PriceTable, families: Sequence[Family], tasks: int) -> str:
    """Return what tasks of any of these families cost at most, if each is as dear as an order can be."""
    dearest, unknown = table.dearest(families), " and ".join(table.unknown(families))
    if dearest is None:
        return f"of unknown price ({unknown})" if unknown else "of unknown price"
    most = shown(table.currency, dearest.amount * tasks)
    words = f"{most} at most (the dearest order costs {dearest.words}: {dearest.basis.words})"
    return f"{words}; the price of {unknown} is unknown" if unknown else words
