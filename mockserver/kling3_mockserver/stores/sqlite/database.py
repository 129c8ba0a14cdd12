"""Database: the SQLite file of a store, its schema, and what is read from it and written to it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.sqlite.changes import Changes, Row, Table
from kling3_mockserver.stores.sqlite.schema import APPLICATION, SCRIPTS

_PUT = {
    Table.TASK: "INSERT OR REPLACE INTO task (number, id, content) VALUES (?, ?, ?)",
    Table.DUE: "INSERT OR REPLACE INTO due (task_number, status, moment, attempt, attempt_at) VALUES (?, ?, ?, ?, ?)",
    Table.DOCUMENT: "INSERT OR REPLACE INTO document (name, content) VALUES (?, ?)",
    Table.RECORD: "INSERT OR REPLACE INTO record (number, kind, content) VALUES (?, ?, ?)",
}
_DROP = {
    Table.TASK: "DELETE FROM task WHERE number = ?",
    Table.DUE: "DELETE FROM due WHERE task_number = ? AND status = ?",
    Table.DOCUMENT: "DELETE FROM document WHERE name = ?",
    Table.RECORD: "DELETE FROM record WHERE number = ?",
}
_ALL = {
    Table.TASK: "SELECT number, id, content FROM task ORDER BY number",
    Table.DUE: "SELECT task_number, status, moment, attempt, attempt_at FROM due ORDER BY moment",
    Table.DOCUMENT: "SELECT name, content FROM document",
    Table.RECORD: "SELECT number, kind, content FROM record ORDER BY number",
}


class Database:
    """One SQLite file, which this process alone has open.

    Raises StoreError, with what to do, for a file that is none of this kind, is open elsewhere or can't be written.
    What is written survives the end of the process however it comes; a machine that loses its power may lose the
    last moments (WAL with synchronous=NORMAL).
    """

    def __init__(self, path: str) -> None:
        self._path = path
        _make_private(path)
        self._identity = _identity(path)
        # One thread at a time: who opens it reads, then the writer writes.
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            with self._told():
                self._take()
                version = self._checked_version()
                # Not before it is known to be ours.
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._upgrade(version)
        except StoreError:
            self._connection.close()
            raise

    def rows(self, table: Table) -> Sequence[Row]:
        """Return all rows of a table in their order, each with its key."""
        with self._told():
            return self._connection.execute(_ALL[table]).fetchall()

    def write(self, changes: Changes) -> None:
        """Write changes, all or none."""
        if _identity(self._path) != self._identity:
            # It would go on in a file without a name, which nobody finds again.
            raise StoreError(f"{self._path} is gone, or is another file by now: end this fake, and begin a new one")
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._apply(changes)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file, which is one again then."""
        self._connection.close()

    def _apply(self, changes: Changes) -> None:
        for each in changes.cleared_tables:
            self._connection.execute(f"DELETE FROM {each.value}")  # noqa: S608  (names of our own)
        for (table, key), row in changes.rows.items():
            if row is None:
                self._connection.execute(_DROP[table], key)
            else:
                self._connection.execute(_PUT[table], (*key, *row))

    def _take(self) -> None:
        """Have the file for this process alone, until it ends."""
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("BEGIN EXCLUSIVE")
        self._connection.execute("COMMIT")

    def _checked_version(self) -> int:
        version, application = self._number("user_version"), self._number("application_id")
        if application != APPLICATION and (application or self._number("schema_version")):
            raise StoreError(f"{self._path} is a database of another program: name a file of its own, or a new one")
        if version > len(SCRIPTS):
            raise StoreError(
                f"{self._path} was written by a newer kling3-mock: got version {version} of its schema, expected "
                f"{len(SCRIPTS)} at most; install the newer one, or name a new file"
            )
        return version

    def _upgrade(self, version: int) -> None:
        for number, script in enumerate(SCRIPTS[version:], version + 1):
            self._connection.executescript(
                f"BEGIN; {script}; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number}; COMMIT"
            )

    def _number(self, pragma: str) -> int:
        return int(self._connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} {_words(error)}") from error


def _make_private(path: str) -> None:
    """Make a new file that its owner alone may read, since keys stand in it; raise StoreError where none can be."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        folder = Path(path).parent
        advice = "" if folder.is_dir() else f": there is no folder {folder}, make it first"
        raise StoreError(f"{path} can't be opened as a store ({error.strerror}){advice}") from error


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells a file from every other one; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  (asked for each transaction)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _words(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "is open in another process: stop that one, or name another file; one file is one fake's"
    if name.startswith("SQLITE_NOTADB"):
        return "is no SQLite database: name another file, or one that is not there yet"
    if name.startswith("SQLITE_FULL"):
        return "can't be written: its disk is full; make room, and it goes on by itself"
    if name.startswith("SQLITE_IOERR"):
        return f"can't be written ({error}): look after its disk, and it goes on by itself"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"can't be written ({error}): let this user write it and the folder that it lies in"
    return f"can't be used ({json.dumps(str(error))[1:-1]}): move it away to begin with a new one"
