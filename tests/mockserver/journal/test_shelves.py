"""Whoever reads on from a cursor gets each record once, in order, and is told how many were left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.journal.cursor import Cursor
from kling3_mockserver.journal.journal import Journal
from tests.mockserver.samples import a_delivery, an_exchange

Kinds = str
KINDS = st.text("ed", max_size=30)


def filled(kinds: Kinds, most: int = 100, journal: Journal | None = None) -> Journal:
    """Return a journal with an exchange for each `e` and a delivery for each `d`."""
    filling = journal or Journal(most)
    for kind in kinds:
        if kind == "e":
            filling.add_exchange(an_exchange(filling.next_number()))
        else:
            filling.add_delivery(a_delivery(filling.next_number()))
    return filling


def numbers(journal: Journal, cursor: Cursor, most: int) -> tuple[list[int], Cursor]:
    """Return the numbers of all that came since a cursor, read by so many at a time."""
    seen: list[int] = []
    while (portion := journal.since(cursor, most)).records:
        assert (portion.missed, portion.cleared, len(portion.records) <= most) == (0, False, True)
        seen, cursor = [*seen, *(each.number for each in portion.records)], portion.cursor
    return seen, cursor


@given(KINDS, KINDS, st.integers(1, 7))
def test_each_record_is_read_once_in_order_whatever_the_portions(before: Kinds, after: Kinds, most: int) -> None:
    journal = filled(before)
    seen, cursor = numbers(journal, journal.beginning(), most)
    assert seen == list(range(1, len(before) + 1))
    filled(after, journal=journal)
    assert journal.ahead(cursor) == len(after)
    assert numbers(journal, cursor, most)[0] == [len(before) + each for each in range(1, len(after) + 1)]


@given(KINDS, st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_what_is_forgotten_or_left_out_is_counted(kinds: Kinds, kept: int, seen: int, most: int) -> None:
    journal = Journal(kept)
    filled(kinds[:seen], journal=journal)
    cursor = journal.newest(journal.beginning(), 100).cursor
    filled(kinds[seen:], journal=journal)
    portion = journal.newest(cursor, most)
    assert len(portion.records) + portion.missed == journal.ahead(cursor) == len(kinds[seen:])
    assert journal.ahead(portion.cursor) == 0
    held = sorted(each.number for each in [*journal.exchanges(), *journal.deliveries()] if each.number > seen)
    assert [each.number for each in portion.records] == held[max(0, len(held) - most) :]
    assert journal.since(cursor, 100).missed == len(kinds[seen:]) - len(held)


def test_a_number_that_was_given_first_and_added_last_is_not_lost() -> None:
    """Two threads: one has its number, the other one adds before it."""
    journal = Journal(10)
    journal.add_exchange(an_exchange(2))
    cursor = journal.since(journal.beginning(), 10).cursor
    journal.add_exchange(an_exchange(1))
    assert [each.number for each in journal.since(cursor, 10).records] == [1]


def test_after_a_clearing_only_what_came_since_is_read_and_it_is_said() -> None:
    journal = filled("eded")
    cursor = journal.since(journal.beginning(), 10).cursor
    journal.clear()
    filled("e", journal=journal)
    portion = journal.since(cursor, 10)
    assert ([each.number for each in portion.records], portion.cleared, portion.missed) == ([5], True, 0)
    assert (journal.remembers(cursor), journal.remembers(portion.cursor)) == (False, True)


def test_a_clearing_is_noticed_by_who_had_read_all_of_it() -> None:
    journal = Journal(10)
    cursor = journal.beginning()
    journal.clear()
    assert journal.since(cursor, 10).cleared
    assert not journal.since(journal.beginning(), 10).cleared


@pytest.mark.parametrize(
    ("exchanges", "deliveries", "expected"),
    [(2, 0, True), (4, 1, True), (1, 1, False), (5, 1, False), (4, 2, False)],
)
def test_a_cursor_is_remembered_as_long_as_all_that_came_since(
    exchanges: int, deliveries: int, *, expected: bool
) -> None:
    journal = filled("eeeed", most=2)
    cursor = Cursor(journal.beginning().life, exchanges, deliveries)
    assert journal.remembers(cursor) is expected
    assert not journal.remembers(cursor._replace(life="0"))


def test_a_cursor_is_read_back_from_its_text() -> None:
    cursor = filled("eed").newest(Journal(1).beginning(), 9).cursor
    assert Cursor.parse(str(cursor)) == cursor
    assert str(cursor).endswith("-2-1")


@pytest.mark.parametrize("text", ["", "1", "a-1", "a-1-2-3", "a--1-2", "A-1-2", "a-1-2\n", f"a-{'9' * 16}-1", "a-٣-1"])
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.parse(text) is None


def test_who_watches_is_told_of_each_change_until_leaving() -> None:
    journal, rung = Journal(10), list[str]()
    leave, other = journal.watch(lambda: rung.append("first")), journal.watch(lambda: rung.append("second"))
    filled("ed", journal=journal)
    assert rung == ["first", "second"] * 2
    leave()
    journal.clear()
    journal.close()
    assert rung[4:] == ["second"] * 2
    other()
    filled("e", journal=journal)
    assert (len(rung), journal.closed) == (6, True)
