"""Journal: every request and every delivery with its findings, bounded by number and by bytes."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.keeping import MOST

_MOST_BYTES = 32 * 1024 * 1024
_USUAL = 4 * 1024
"""Bytes, more than a usual record takes: whoever asks for very many shall have so many usual ones."""


Record = TypeVar("Record", Exchange, Delivery)


class _Shelf(Generic[Record]):
    """Keeps the newest records within a number and a sum of bytes."""

    def __init__(self, most: int) -> None:
        self._records: deque[Record] = deque()
        self._sizes: deque[int] = deque()
        self._most, self._bytes = most, 0
        self._most_bytes = max(_MOST_BYTES, most * _USUAL)

    def add(self, record: Record, size: int) -> None:
        self._records.append(record)
        self._sizes.append(size)
        self._bytes += size
        while self._bytes > self._most_bytes or len(self._sizes) > self._most:
            self._records.popleft()
            self._bytes -= self._sizes.popleft()

    def newest(self, limit: int | None = None) -> list[Record]:
        records = list(self._records)
        return records if limit is None else records[max(0, len(records) - limit) :]

    def clear(self) -> None:
        self._records.clear()
        self._sizes.clear()
        self._bytes = 0


class Journal:
    """Remembers exchanges and deliveries, oldest first, and tells a listener of each as it comes."""

    def __init__(self, most: int) -> None:
        self._exchanges: _Shelf[Exchange] = _Shelf(most)
        self._deliveries: _Shelf[Delivery] = _Shelf(most)
        self._numbers = itertools.count(1)
        self.on_exchange: Callable[[Exchange], None] | None = None
        self.on_delivery: Callable[[Delivery], None] | None = None

    def next_number(self) -> int:
        """Return the number of the next record; numbers rise over exchanges and deliveries together."""
        return next(self._numbers)

    def add_exchange(self, exchange: Exchange) -> None:
        """Remember an exchange, cut where it is long."""
        kept, size = exchange, exchange.size
        if size > MOST:
            kept = exchange.shortened
            size = kept.size
        self._exchanges.add(kept, size)
        if self.on_exchange is not None:
            self.on_exchange(exchange)

    def mention(self, exchange: Exchange) -> None:
        """Tell the listener of an exchange that is not to be remembered."""
        if self.on_exchange is not None:
            self.on_exchange(exchange)

    def add_delivery(self, delivery: Delivery) -> None:
        """Remember an attempt to deliver."""
        self._deliveries.add(delivery, delivery.size)
        if self.on_delivery is not None:
            self.on_delivery(delivery)

    def exchanges(self, limit: int | None = None) -> Sequence[Exchange]:
        """Return the remembered exchanges, oldest first; with `limit`, only the newest so many."""
        return self._exchanges.newest(limit)

    def deliveries(self, limit: int | None = None) -> Sequence[Delivery]:
        """Return the remembered attempts, oldest first; with `limit`, only the newest so many."""
        return self._deliveries.newest(limit)

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._exchanges.clear()
        self._deliveries.clear()
