"""Changes are written together, those that can't be wait for better days, and who waits is told either way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.sqlite.changes import Changes, Table
from kling3_mockserver.stores.sqlite.writer import Writer

PATIENCE = 10.0
"""Seconds after which something that should happen is held not to."""


class Paper:
    """What is written to; it takes nothing while it has a `trouble`."""

    def __init__(self, trouble: str = "") -> None:
        self.written: list[dict[str, object]] = []
        self.trouble = trouble
        self.open, self.asked = Event(), Event()
        self.open.set()

    def write(self, changes: Changes) -> None:
        self.asked.set()
        assert self.open.wait(PATIENCE)
        if self.trouble:
            raise StoreError(self.trouble)
        self.written.append({str(key[0]): row for (_, key), row in changes.rows.items()})


def task(name: str) -> Callable[[Changes], None]:
    return lambda changes: changes.put(Table.TASK, (name,), ("content",))


def begun(paper: Paper) -> Writer:
    writer = Writer(paper, lambda _changes: None)
    writer.start()
    return writer


def test_what_several_wait_for_is_written_together() -> None:
    paper = Paper()
    writer = begun(paper)

    async def add(name: str) -> None:
        writer.note(task(name))
        await writer.written()

    async def crowd() -> None:
        paper.open.clear()
        first = asyncio.create_task(add("first"))
        await asyncio.to_thread(paper.asked.wait, PATIENCE)
        others = [asyncio.create_task(add(f"other {number}")) for number in range(9)]
        await asyncio.sleep(0)
        paper.open.set()
        await asyncio.gather(first, *others)

    asyncio.run(crowd())
    writer.stop()
    assert [len(each) for each in paper.written] == [1, 9]


def test_who_waits_is_told_that_it_can_not_be_written_and_others_at_once() -> None:
    paper = Paper("is full")
    writer = begun(paper)
    writer.note(task("one"))
    for _ in range(2):
        with pytest.raises(StoreError, match=r"^is full$"):
            asyncio.run(writer.written())
    writer.stop()
    assert (writer.trouble, paper.written) == ("is full", [])


def test_what_could_not_be_written_is_written_later_and_both_are_told() -> None:
    paper, told, over = Paper("is full"), list[str](), Event()
    writer = Writer(paper, lambda _changes: None)

    def heard(trouble: str) -> None:
        told.append(trouble)
        if trouble:
            writer.note(task("two"))
            paper.trouble = ""
        else:
            over.set()

    writer.on_trouble = heard
    writer.note(task("one"))
    writer.start()
    assert over.wait(PATIENCE)
    writer.stop()
    assert (told, len(paper.written)) == (["is full", ""], 1)
    assert paper.written[0].keys() == {"one", "two", "probe"}


def test_it_goes_again_only_when_something_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was refused is taken back, and a transaction of nothing succeeds on a full disk too."""
    paper, over = Paper("is full"), Event()
    writer = Writer(paper, lambda _changes: None)
    writer.on_trouble = lambda trouble: None if trouble else over.set()
    monkeypatch.setattr(paper, "write", lambda changes: Paper.write(paper, changes) if changes.rows else None)
    writer.note(task("one"))
    writer.start()
    with pytest.raises(StoreError):
        asyncio.run(writer.written())
    writer.note(lambda changes: changes.rows.clear())
    assert paper.asked.wait(PATIENCE)
    paper.asked.clear()
    assert paper.asked.wait(PATIENCE)
    assert not over.is_set()
    paper.trouble = ""
    assert over.wait(PATIENCE)
    writer.stop()


def test_a_defect_of_our_own_keeps_nobody_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_changes: Changes) -> None:
        raise KeyError("clock")

    writer = Writer(Paper(), broken)
    writer.start()
    with pytest.raises(StoreError, match=r"^can't be written, by a defect of kling3-mock \(KeyError: 'clock'\)$"):
        asyncio.run(writer.written())
    writer.stop()
    assert "KeyError: 'clock'" in capsys.readouterr().err


def test_the_end_writes_what_nobody_waited_for_and_what_is_looked_up() -> None:
    paper = Paper()
    writer = Writer(paper, lambda changes: changes.put(Table.DOCUMENT, ("clock",), ("7",)))
    writer.note(task("one"))
    writer.start()
    writer.stop()
    assert {name: row for each in paper.written for name, row in each.items()} == {"one": ("content",), "clock": ("7",)}


def test_who_asks_after_the_end_is_told_so_at_once() -> None:
    writer = begun(Paper())
    writer.stop()
    with pytest.raises(StoreError, match=r"^is closed, with the fake that it was of$"):
        asyncio.run(asyncio.wait_for(writer.written(), PATIENCE))


def test_a_listener_that_fails_ends_nothing() -> None:
    paper = Paper("is full")
    writer = Writer(paper, lambda _changes: None)

    def closed(_trouble: str) -> None:
        raise ValueError("I/O operation on closed file")

    writer.on_trouble = closed
    writer.note(task("one"))
    writer.start()
    with pytest.raises(StoreError, match=r"^is full$"):
        asyncio.run(writer.written())
    paper.trouble = ""
    writer.stop()
    assert paper.written[0].keys() >= {"one"}


def test_a_loop_that_was_closed_keeps_nobody_from_being_told() -> None:
    paper = Paper()
    writer = begun(paper)
    paper.open.clear()
    closed = asyncio.new_event_loop()
    left = closed.create_task(writer.written())
    closed.run_until_complete(asyncio.sleep(0))
    left.cancel()
    closed.run_until_complete(asyncio.gather(left, return_exceptions=True))
    closed.close()
    paper.open.set()
    asyncio.run(writer.written())
    writer.stop()
