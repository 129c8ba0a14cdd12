"""Telling: what one reader of events is told of a journal, as the text of events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kling3_mockserver.control.allowance import Allowance
from kling3_mockserver.control.event_text import event_text
from kling3_mockserver.journal.cursor import Cursor, Portion
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.rows import row_of

if TYPE_CHECKING:
    from kling3_mockserver.journal.views import JsonObject

MOST_ROWS = 200
"""In one event."""
ROWS_A_SECOND = 500
"""More than this nobody reads as they pass; what is left out stays remembered."""


class Telling:
    """Tells first what is remembered, or what a reader that was here `before` missed, and then what comes.

    It holds no records: whoever reads slowly has less told, and costs no memory. `now` is in seconds of any clock.
    """

    def __init__(
        self, journal: Journal, known: Callable[[], tuple[str, ...]], before: Cursor | None, now: float
    ) -> None:
        self._journal, self._known = journal, known
        self._allowance = Allowance(ROWS_A_SECOND, ROWS_A_SECOND, now)
        resumed = before is not None and journal.remembers(before)
        self.resumed = resumed
        self._cursor = before if before is not None and resumed else journal.beginning()
        self._remembered = journal.ahead(self._cursor)

    def hello(self, state: JsonObject) -> bytes:
        """Return the event with which every stream begins."""
        content = {"life": self._cursor.life, "resumed": self.resumed, "state": state}
        return event_text("hello", content, self._cursor)

    def remembered(self) -> bytes:
        """Return the next part of what was there at the beginning, or nothing when all of it was told."""
        if not self._remembered:
            return b""
        portion = self._journal.since(self._cursor, min(MOST_ROWS, self._remembered))
        told = portion.missed + len(portion.records)
        self._remembered = 0 if portion.cleared else max(0, self._remembered - told)
        return self._told(portion)

    def news(self, now: float) -> bytes:
        """Return what came since, as far as it may be told now; of more than that the newest."""
        allowed = self._allowance.left(now)
        if not allowed:
            return b""
        most = min(allowed, MOST_ROWS)
        read = self._journal.since if self._journal.ahead(self._cursor) <= allowed else self._journal.newest
        portion = read(self._cursor, most)
        self._allowance.spend(len(portion.records))
        return self._told(portion)

    @property
    def is_behind(self) -> bool:
        """Whether there is more to tell."""
        return self._journal.ahead(self._cursor) > 0

    def _told(self, portion: Portion) -> bytes:
        self._cursor = portion.cursor
        told = [event_text("cleared", {}, self._cursor)] if portion.cleared else []
        if portion.missed:
            told.append(event_text("gap", {"count": portion.missed}))
        if portion.records:
            known = self._known()
            told.append(event_text("records", [row_of(each, known) for each in portion.records], self._cursor))
        return b"".join(told)
