"""Schema: the tables of an SQLite store, as the scripts that bring a file from each version to the next."""

from __future__ import annotations

from collections.abc import Sequence

APPLICATION = 0x6B6C6733
"""By this number a file of this kind is known (SQLite's application_id)."""

SCRIPTS: Sequence[str] = (
    """
    CREATE TABLE task (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, content TEXT NOT NULL);
    CREATE TABLE due (
        task_id TEXT NOT NULL, status TEXT NOT NULL, moment REAL NOT NULL,
        attempt INTEGER NOT NULL, attempt_at REAL NOT NULL, PRIMARY KEY (task_id, status)
    ) WITHOUT ROWID;
    CREATE TABLE document (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE record (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, content TEXT NOT NULL)
    """,
    # New rows lie side by side by their numbers: an index of ids, which come in no order, costs more than the rows.
    """
    CREATE TABLE numbered (number INTEGER PRIMARY KEY, id TEXT NOT NULL, content TEXT NOT NULL);
    INSERT INTO numbered SELECT number, id, content FROM task;
    CREATE TABLE due_by_number (
        task_number INTEGER NOT NULL, status TEXT NOT NULL, moment REAL NOT NULL,
        attempt INTEGER NOT NULL, attempt_at REAL NOT NULL, PRIMARY KEY (task_number, status)
    ) WITHOUT ROWID;
    INSERT INTO due_by_number
        SELECT number, status, moment, attempt, attempt_at FROM due JOIN task ON task.id = due.task_id;
    DROP TABLE task;
    DROP TABLE due;
    ALTER TABLE numbered RENAME TO task;
    ALTER TABLE due_by_number RENAME TO due
    """,
)
"""The first makes version 1 of an empty file; one that is added makes the next version of the one before it."""
