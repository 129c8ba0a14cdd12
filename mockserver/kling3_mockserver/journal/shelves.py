"""Shelves: exchanges and deliveries, and what was added to both since a cursor; several threads may ask."""

from __future__ import annotations

import heapq
import os
import threading
from operator import attrgetter

from kling3_mockserver.journal.cursor import Cursor, Portion
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.shelf import Shelf

_number = attrgetter("number")


class Shelves:
    """Holds both shelves, to which nobody adds but with the `lock`."""

    def __init__(self, most: int) -> None:
        self.lock = threading.Lock()
        self.exchanges: Shelf[Exchange] = Shelf(most)
        self.deliveries: Shelf[Delivery] = Shelf(most)
        self._life = _new_life()

    def beginning(self) -> Cursor:
        """Return the cursor before the oldest records that are kept."""
        with self.lock:
            return Cursor(self._life, self.exchanges.first, self.deliveries.first)

    def remembers(self, cursor: Cursor) -> bool:
        """Return whether all that was added since a cursor, which may be anybody's, is still kept."""
        with self.lock:
            return (
                cursor.life == self._life
                and self.exchanges.first <= cursor.exchanges <= self.exchanges.end
                and self.deliveries.first <= cursor.deliveries <= self.deliveries.end
            )

    def ahead(self, cursor: Cursor) -> int:
        """Return how many records were added since a cursor, kept or not."""
        with self.lock:
            exchanges, deliveries = self._places(cursor)
            return self.exchanges.end - exchanges + self.deliveries.end - deliveries

    def since(self, cursor: Cursor, most: int) -> Portion:
        """Return the oldest records that were added since a cursor, at most so many."""
        with self.lock:
            life, places = self._life, self._places(cursor)
            first = max(places[0], self.exchanges.first), max(places[1], self.deliveries.first)
            records = _in_order(self.exchanges.part(first[0], most), self.deliveries.part(first[1], most))[:most]
        asked = sum([isinstance(each, Exchange) for each in records])
        behind = Cursor(life, first[0] + asked, first[1] + len(records) - asked)
        return _portion(cursor, places, behind, records)

    def newest(self, cursor: Cursor, most: int) -> Portion:
        """Return the newest records that were added since a cursor, at most so many, and leave the others out."""
        with self.lock:
            behind, places = Cursor(self._life, self.exchanges.end, self.deliveries.end), self._places(cursor)
            exchanges = self.exchanges.part(max(places[0], self.exchanges.first, behind.exchanges - most), most)
            deliveries = self.deliveries.part(max(places[1], self.deliveries.first, behind.deliveries - most), most)
        records = _in_order(exchanges, deliveries)
        return _portion(cursor, places, behind, records[max(0, len(records) - most) :])

    def clear(self) -> None:
        """Keep nothing, in another life."""
        with self.lock:
            self.exchanges.clear()
            self.deliveries.clear()
            self._life = _new_life()

    def _places(self, cursor: Cursor) -> tuple[int, int]:
        """Return where to read on: after a clearing at the first record since."""
        if cursor.life != self._life:
            return self.exchanges.first, self.deliveries.first
        return cursor.exchanges, cursor.deliveries


def _in_order(exchanges: list[Exchange], deliveries: list[Delivery]) -> list[Exchange | Delivery]:
    # Each of the two stays in the order in which it was added, or a cursor could not count them.
    return list(heapq.merge(exchanges, deliveries, key=_number)) if deliveries else [*exchanges]


def _portion(cursor: Cursor, places: tuple[int, int], behind: Cursor, records: list[Exchange | Delivery]) -> Portion:
    passed = behind.exchanges - places[0] + behind.deliveries - places[1]
    return Portion(behind, records, passed - len(records), cleared=behind.life != cursor.life)


def _new_life() -> str:
    return os.urandom(6).hex()
