"""JournalRows: what of the journal is new or forgotten since the file was last written to, as changes of rows."""

from __future__ import annotations

from collections import deque

from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.stores.changes import Changes, Row, Table
from kling3_mockserver.stores.forms import delivery_of, delivery_text, exchange_of, exchange_text

_EXCHANGE, _DELIVERY = "exchange", "delivery"


class JournalRows:
    """Follows a journal: of what comes faster than it is looked at only what is remembered costs anything."""

    def __init__(self, journal: Journal, most: int) -> None:
        self._journal, self._most = journal, 2 * most
        self._cursor = journal.beginning()
        self._held: deque[int] = deque()

    def resume(self, rows: list[Row]) -> None:
        """Give the journal the records that the file holds."""
        for number, kind, text in rows:
            of = exchange_of if kind == _EXCHANGE else delivery_of
            self._journal.resume(of(int(number), str(text)))
            self._held.append(int(number))
        self._cursor = self._journal.newest(self._journal.beginning(), 0).cursor

    def note(self, changes: Changes) -> None:
        """Put what is new among the changes, and drop what is more than is remembered."""
        portion = self._journal.newest(self._cursor, self._most)
        self._cursor = portion.cursor
        if portion.cleared:
            self._drop(changes, len(self._held))
        for each in portion.records:
            changes.put(Table.RECORD, (each.number,), _row(each))
            self._held.append(each.number)
        self._drop(changes, len(self._held) - self._most)

    def _drop(self, changes: Changes, count: int) -> None:
        for _ in range(count):
            changes.drop(Table.RECORD, (self._held.popleft(),))


def _row(record: object) -> Row:
    if isinstance(record, Exchange):
        return _EXCHANGE, exchange_text(record)
    return _DELIVERY, delivery_text(record)  # type: ignore[arg-type]  # there are these two
