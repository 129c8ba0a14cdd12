"""Orders: what the body of an order asks for that costs money, and the price of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Endpoint, Tier
from kling3_openapi.prices.price import Price
from kling3_openapi.prices.table import PriceTable
from kling3_openapi.rules.asked import fields_of, seconds_asked, sound_asked


class Ordered(NamedTuple):
    """What of an order its price depends on; `unasked_sound` is whether it has sound of which it says nothing."""

    seconds: int
    sound: bool
    unasked_sound: bool


def ordered(endpoint: Endpoint, body: Mapping[str, object], edition: Edition = FIRST) -> Ordered | None:
    """Return what a body asks for; None for one whose duration no rule would let pass."""
    fields = fields_of(endpoint.family, edition)
    try:
        seconds = seconds_asked(fields, body)
    except (ValueError, OverflowError):
        return None
    sound = sound_asked(fields, body)
    return Ordered(seconds, sound, sound and "generate_audio" not in body)


def order_price(table: PriceTable, endpoint: Endpoint, order: Ordered) -> Price | None:
    """Return what an order to an endpoint costs; None where no price is known."""
    return table.price(endpoint.family, endpoint.tier or Tier.PRO, seconds=order.seconds, sound=order.sound)
