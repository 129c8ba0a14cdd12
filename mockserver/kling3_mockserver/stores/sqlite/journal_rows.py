"""JournalRows: what of the journal is new or forgotten since the file was last written to, as changes of rows."""

from __future__ import annotations

from collections import deque

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.stores.forms import delivery_of, delivery_text, exchange_of, exchange_text
from kling3_mockserver.stores.sqlite.changes import Changes, Row, Table

_EXCHANGE, _DELIVERY = "exchange", "delivery"


class JournalRows:
    """Follows a journal: of what comes faster than it is looked at only what is remembered costs anything."""

    def __init__(self, journal: Journal, most: int) -> None:
        self._journal, self._most = journal, most
        self._cursor = journal.beginning()
        self._held: dict[str, deque[int]] = {_EXCHANGE: deque(), _DELIVERY: deque()}

    def resume(self, rows: list[Row]) -> None:
        """Give the journal the records that the file holds."""
        for number, kind, text in rows:
            of = exchange_of if kind == _EXCHANGE else delivery_of
            self._journal.resume(of(int(number), str(text)))
            self._held[str(kind)].append(int(number))
        self._cursor = self._journal.newest(self._journal.beginning(), 0).cursor

    def note(self, changes: Changes) -> None:
        """Put what is new among the changes, and drop what is more than is remembered."""
        portion = self._journal.newest(self._cursor, 2 * self._most)
        self._cursor = portion.cursor
        if portion.cleared:
            self._leave(changes, 0)
        for each in portion.records:
            kind, text = _row(each)
            changes.put(Table.RECORD, (each.number,), (kind, text))
            self._held[kind].append(each.number)
        self._leave(changes, self._most)

    def _leave(self, changes: Changes, most: int) -> None:
        """Drop all but the newest so many of each kind."""
        for numbers in self._held.values():
            while len(numbers) > most:
                changes.forget(Table.RECORD, (numbers.popleft(),))


def _row(record: Exchange | Delivery) -> tuple[str, str]:
    if isinstance(record, Exchange):
        return _EXCHANGE, exchange_text(record)
    return _DELIVERY, delivery_text(record)
