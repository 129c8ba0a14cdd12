"""A file is one fake's, of its version, and keeps all of a transaction or nothing."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.sqlite import schema
from kling3_mockserver.stores.sqlite.changes import Changes, Table
from kling3_mockserver.stores.sqlite.database import Database


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "kling3.db")


def written(path: str, *changes: Changes) -> None:
    database = Database(path)
    for each in changes:
        database.write(each)
    database.close()


def read(path: str, table: Table) -> list[object]:
    database = Database(path)
    rows = [*database.rows(table)]
    database.close()
    return rows


def of_tasks(**texts: str | None) -> Changes:
    """Change tasks by their names, of which each is a letter that stands for a number."""
    return Changes({(Table.TASK, (ord(name),)): None if text is None else (name, text) for name, text in texts.items()})


def test_what_was_written_is_there_for_who_opens_it_next(path: str) -> None:
    written(path, of_tasks(b="1", a="2"), of_tasks(c="3", b=None, a="4"))
    assert read(path, Table.TASK) == [(97, "a", "4"), (99, "c", "3")]


def test_a_row_that_is_changed_keeps_its_place(path: str) -> None:
    written(path, of_tasks(a="1"), of_tasks(b="1"), of_tasks(a="2"))
    assert read(path, Table.TASK) == [(97, "a", "2"), (98, "b", "1")]


def test_of_what_is_cleared_the_queues_and_the_journal_stay(path: str) -> None:
    kept, cleared = of_tasks(a="1"), of_tasks(b="1")
    kept.put(Table.DOCUMENT, ("clock",), ("7",))
    kept.put(Table.RECORD, (3,), ("exchange", "[]"))
    kept.put(Table.DUE, (97, "FAILED"), (7.5, 1, 0.0))
    cleared.clear()
    cleared.put(Table.TASK, (99,), ("c", "1"))
    written(path, kept, cleared)
    assert [read(path, each) for each in Table] == [[(99, "c", "1")], [], [("clock", "7")], [(3, "exchange", "[]")]]


def test_later_changes_come_behind_those_that_could_not_be_written() -> None:
    first, second = of_tasks(a="1", b="1"), of_tasks(b="2", c=None)
    first.follow(second)
    assert first.rows == of_tasks(a="1", b="2", c=None).rows
    second.clear()
    first.follow(second)
    assert (first.rows, first.cleared) == ({}, True)


def test_of_a_record_that_was_forgotten_before_it_was_written_nothing_is_left() -> None:
    first, second = Changes(), Changes()
    first.put(Table.RECORD, (1,), ("exchange", "[]"))
    second.forget(Table.RECORD, (1,))
    second.forget(Table.RECORD, (0,))
    first.follow(second)
    assert first.rows == {(Table.RECORD, (0,)): None}


def test_a_file_is_its_owners_alone(path: str) -> None:
    written(path)
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600


def test_a_file_that_is_open_is_refused_to_a_second_fake(path: str) -> None:
    first = Database(path)
    with pytest.raises(StoreError) as refused:
        Database(path)
    assert str(refused.value) == (
        f"{path} is open in another process: stop that one, or name another file; one file is one fake's"
    )
    first.close()
    Database(path).close()


def test_a_transaction_that_fails_changes_nothing(path: str) -> None:
    database = Database(path)
    changes = of_tasks(a="1")
    changes.rows[Table.TASK, (98,)] = ("b", None)  # type: ignore[assignment]  # what no column takes
    with pytest.raises(StoreError, match=r"can't be used \(NOT NULL constraint failed"):
        database.write(changes)
    database.write(of_tasks(c="1"))
    assert database.rows(Table.TASK) == [(99, "c", "1")]
    database.close()


def test_a_file_that_was_taken_away_is_told_of(path: str) -> None:
    database = Database(path)
    Path(path).unlink()
    with pytest.raises(StoreError, match="is gone, or is another file by now: end this fake, and begin a new one"):
        database.write(of_tasks(a="1"))
    database.close()


def test_a_file_that_is_no_database_is_left_as_it_is(path: str) -> None:
    Path(path).write_text("a letter of some length, but no database\n" * 9)
    with pytest.raises(StoreError, match="is no SQLite database: name another file, or one that is not there yet"):
        Database(path)
    assert Path(path).read_text().startswith("a letter")


def test_a_database_of_another_program_is_left_as_it_is(path: str) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE task (id)")
    other.close()
    before = Path(path).read_bytes()
    with pytest.raises(StoreError, match="is a database of another program: name a file of its own, or a new one"):
        Database(path)
    assert Path(path).read_bytes() == before


def test_a_file_of_a_newer_version_is_refused(path: str) -> None:
    written(path)
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 7")
    newer.close()
    with pytest.raises(StoreError, match="written by a newer kling3-mock: got version 7 of its schema, expected 2 at"):
        Database(path)


def test_a_file_of_the_first_version_is_brought_to_this_one(path: str) -> None:
    with sqlite3.connect(path) as older:
        older.executescript(schema.SCRIPTS[0])
        older.execute(f"PRAGMA application_id = {schema.APPLICATION}")
        older.execute("PRAGMA user_version = 1")
        older.executemany("INSERT INTO task (id, content) VALUES (?, ?)", [("b", "1"), ("a", "2")])
        older.executemany("INSERT INTO due VALUES (?, ?, 7.5, 2, 9.5)", [("a", "FAILED"), ("gone", "FAILED")])
        older.execute("INSERT INTO document VALUES ('clock', '7')")
    older.close()
    assert read(path, Table.TASK) == [(1, "b", "1"), (2, "a", "2")]
    assert read(path, Table.DUE) == [(2, "FAILED", 7.5, 2, 9.5)]
    assert read(path, Table.DOCUMENT) == [("clock", "7")]
    with sqlite3.connect(path) as newer:
        assert newer.execute("PRAGMA user_version").fetchone() == (2,)
    newer.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        Database(str(tmp_path / "nowhere" / "kling3.db"))
    told = f"(No such file or directory): there is no folder {tmp_path / 'nowhere'}, make it first"
    assert str(refused.value).endswith(f"can't be opened as a store {told}")
