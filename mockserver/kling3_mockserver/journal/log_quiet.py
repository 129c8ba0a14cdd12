"""Quiet: of all that a log is given only what went wrong, the same thing once."""

from __future__ import annotations

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.notices import Notice

_REFUSED = 400
_MOST_KEPT = 10_000
"""Enough for a person, who has read nothing like so many; what comes new after these is left out."""


class Quiet:
    """Remembers what was said, so that a thousand requests with one mistake are one line."""

    def __init__(self) -> None:
        self._said: set[tuple[object, ...]] = set()

    def rest(self, record: Exchange | Delivery | Notice) -> Exchange | Delivery | Notice | None:
        """Return what of a record is worth saying now, or None."""
        if isinstance(record, Notice):
            return record
        if isinstance(record, Delivery):
            return self._of_delivery(record)
        return self._of_exchange(record)

    def _of_delivery(self, delivery: Delivery) -> Delivery | None:
        wrong = not delivery.delivered or delivery.fault
        key = (delivery.message.url, delivery.status, delivery.error, delivery.fault)
        return delivery if wrong and self._is_new(*key) else None

    def _of_exchange(self, exchange: Exchange) -> Exchange | None:
        if exchange.findings:
            fresh = tuple(each for each in exchange.findings if self._is_new(each.code, each.pointer))
            return exchange._replace(findings=fresh) if fresh else None
        status = exchange.response.status
        wrong = exchange.fault or exchange.reason or status >= _REFUSED or not status
        return exchange if wrong and self._is_new(status, exchange.reason, exchange.fault, exchange.stopped) else None

    def _is_new(self, *key: object) -> bool:
        if key in self._said or len(self._said) >= _MOST_KEPT:
            return False
        self._said.add(key)
        return True
