"""Changes: what is to be written, the last word on each row alone, so that it is bounded by what is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

Column = str | float | int
Key = tuple[Column, ...]
Row = tuple[Column, ...]


class Table(Enum):
    """The tables of a store; each value is its name."""

    # A member is equal to itself alone, and by its identity it is found in a table four times as fast.
    __hash__ = object.__hash__

    TASK = "task"
    """Tasks by number, from the first that was ordered on."""
    DUE = "due"
    """What is still to be told of a task, by its number and the status."""
    DOCUMENT = "document"
    """Everything else but the journal, by name: queues, clock, counters, changed settings."""
    RECORD = "record"
    """The journal, by number."""


_OF_TASKS = (Table.TASK, Table.DUE)
"""What is gone when the tasks are forgotten."""


@dataclass(slots=True)
class Changes:
    """Rows by their table and key; None takes a row away. `cleared` takes all others of tasks away before."""

    rows: dict[tuple[Table, Key], Row | None] = field(default_factory=dict)
    cleared: bool = False

    def put(self, table: Table, key: Key, row: Row) -> None:
        """Note that a row is, from now on, this one."""
        self.rows[table, key] = row

    def drop(self, table: Table, key: Key) -> None:
        """Note that a row is no more."""
        self.rows[table, key] = None

    def forget(self, table: Table, key: Key) -> None:
        """Note that a row, which is only ever written once, is no more: one not yet written leaves no trace."""
        if self.rows.pop((table, key), None) is None:
            self.rows[table, key] = None

    def clear(self) -> None:
        """Note that there are no tasks any more, and nothing to be told of them."""
        self.rows = {key: row for key, row in self.rows.items() if key[0] not in _OF_TASKS}
        self.cleared = True

    def __bool__(self) -> bool:
        return self.cleared or bool(self.rows)

    def follow(self, later: Changes) -> None:
        """Add later changes to these, which were not written."""
        if later.cleared:
            self.clear()
        for (table, key), row in later.rows.items():
            if row is None and table is Table.RECORD:
                self.forget(table, key)
            else:
                self.rows[table, key] = row

    @property
    def cleared_tables(self) -> tuple[Table, ...]:
        """The tables of which all rows go before."""
        return _OF_TASKS if self.cleared else ()
