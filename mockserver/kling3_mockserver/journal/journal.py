"""Journal: every request and every delivery with its findings, bounded by number and by bytes."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence

from kling3_mockserver.journal.cursor import Cursor, Portion
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.keeping import MOST
from kling3_mockserver.journal.shelves import Shelves

Ring = Callable[[], None]


class Journal:
    """Remembers exchanges and deliveries, oldest first, tells a listener of each as it comes, and rings who watches.

    Several threads may add to it and read it.
    """

    def __init__(self, most: int) -> None:
        self._shelves = Shelves(most)
        # Looked up once: each request is added.
        self._adding, self._exchanges, self._deliveries = (
            self._shelves.lock, self._shelves.exchanges, self._shelves.deliveries,
        )  # fmt: skip
        self._numbers = itertools.count(1)
        self._watchers: tuple[Ring, ...] = ()
        self._watching = threading.Lock()
        self.closed = False
        """Whether the fake was closed: who watches need not wait for more."""
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
        with self._adding:
            self._exchanges.add(kept, size)
        if self.on_exchange is not None:
            self.on_exchange(exchange)
        for ring in self._watchers:
            ring()

    def resume(self, record: Exchange | Delivery) -> None:
        """Remember a record of an earlier process, with its number; those that come have higher ones."""
        with self._adding:
            if isinstance(record, Exchange):
                self._exchanges.add(record, record.size)
            else:
                self._deliveries.add(record, record.size)
            self._numbers = itertools.count(record.number + 1)

    def mention(self, exchange: Exchange) -> None:
        """Tell the listener of an exchange that is not to be remembered."""
        if self.on_exchange is not None:
            self.on_exchange(exchange)

    def add_delivery(self, delivery: Delivery) -> None:
        """Remember an attempt to deliver."""
        with self._adding:
            self._deliveries.add(delivery, delivery.size)
        if self.on_delivery is not None:
            self.on_delivery(delivery)
        self._ring()

    def exchanges(self, limit: int | None = None) -> Sequence[Exchange]:
        """Return the remembered exchanges, oldest first; with `limit`, only the newest so many."""
        return self._exchanges.newest(limit)

    def deliveries(self, limit: int | None = None) -> Sequence[Delivery]:
        """Return the remembered attempts, oldest first; with `limit`, only the newest so many."""
        return self._deliveries.newest(limit)

    def beginning(self) -> Cursor:
        """Return the cursor before the oldest remembered records."""
        return self._shelves.beginning()

    def remembers(self, cursor: Cursor) -> bool:
        """Return whether all that was added since a cursor, which may be anybody's, is still remembered."""
        return self._shelves.remembers(cursor)

    def ahead(self, cursor: Cursor) -> int:
        """Return how many records were added since a cursor, remembered or not."""
        return self._shelves.ahead(cursor)

    def since(self, cursor: Cursor, most: int) -> Portion:
        """Return the oldest records that were added since a cursor, at most so many."""
        return self._shelves.since(cursor, most)

    def newest(self, cursor: Cursor, most: int) -> Portion:
        """Return the newest records that were added since a cursor, at most so many, and leave the others out."""
        return self._shelves.newest(cursor, most)

    def watch(self, ring: Ring) -> Ring:
        """Have something called after each change, in whatever thread that comes about; return what ends it."""
        with self._watching:
            self._watchers = (*self._watchers, ring)

        def leave() -> None:
            with self._watching:
                self._watchers = tuple(each for each in self._watchers if each is not ring)

        return leave

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._shelves.clear()
        self._ring()

    def close(self) -> None:
        """Tell those who watch that the fake was closed."""
        self.closed = True
        self._ring()

    def _ring(self) -> None:
        for ring in self._watchers:
            ring()
