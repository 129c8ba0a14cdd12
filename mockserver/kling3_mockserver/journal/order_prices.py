"""OrderPrices: what the orders that the journal tells of cost, each kind of video looked up once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.tasks.task import Video
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Tier

if TYPE_CHECKING:
    from kling3_openapi.prices import PriceTable

_ORDERS: Mapping[str, Endpoint] = {each.path: each for each in ENDPOINTS if each.tier is not None}


class PriceWords(NamedTuple):
    """A price as the log has it: `figure` is `EUR 1.54`, `basis` on what it rests; `amount` is None where unknown."""

    figure: str
    amount: float | None
    currency: str
    basis: str


class OrderPrices:
    """Knows what orders cost by a table, which is asked for when the first one comes."""

    def __init__(self, table: Callable[[], PriceTable]) -> None:
        self._table = table
        # No more than there are models, times lengths, times ratios.
        self._known: dict[tuple[str, Video], PriceWords] = {}

    def of(self, exchange: Exchange) -> PriceWords | None:
        """Return the price of an order that became a task; None for what is no such order."""
        if exchange.video is None:
            return None
        kind = (exchange.request.path, exchange.video)
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = _words(self._table(), *kind)
        return known


def _words(table: PriceTable, path: str, video: Video) -> PriceWords:
    endpoint = _ORDERS[path]
    price = table.price(endpoint.family, endpoint.tier or Tier.PRO, seconds=video.seconds, sound=video.audio)
    if price is None:
        return PriceWords("price unknown", None, table.currency, "")
    return PriceWords(price.words, float(price.amount), table.currency, price.basis.words)
