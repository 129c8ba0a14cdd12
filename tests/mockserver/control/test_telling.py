"""A reader of events is told what is remembered, then what comes, and how many records were too many to tell."""

from __future__ import annotations

from typing import Any

from kling3_mockserver.control.telling import Telling
from kling3_mockserver.journal.cursor import Cursor
from kling3_mockserver.journal.journal import Journal
from tests.mockserver.samples import a_delivery, an_exchange
from tests.mockserver.streaming import Event, events_of


def journal_of(count: int, most: int = 2_000) -> Journal:
    journal = Journal(most)
    add(journal, count)
    return journal


def add(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.add_exchange(an_exchange(journal.next_number()))


def telling_of(journal: Journal, before: Cursor | None = None) -> Telling:
    return Telling(journal, tuple, before, 0.0)


def events(text: bytes) -> list[Event]:
    return list(events_of(iter(text.decode().splitlines())))


def told(text: bytes) -> list[tuple[str, Any]]:
    """Return the names of events, each with the numbers of its rows or what else it says."""
    return [
        (each.name, [row["number"] for row in each.content] if each.name == "records" else each.content)
        for each in events(text)
    ]


def remembered(telling: Telling) -> list[tuple[str, Any]]:
    """Return all that is told of the time before."""
    seen = []
    while part := telling.remembered():
        seen += told(part)
    return seen


def span(first: int, last: int) -> list[int]:
    return list(range(first, last + 1))


def test_what_is_remembered_comes_first_oldest_first_by_two_hundred() -> None:
    telling = telling_of(journal_of(450))
    (hello,) = events(telling.hello({"tasks": 1}))
    assert (hello.name, hello.content["resumed"], hello.content["state"]) == ("hello", False, {"tasks": 1})
    assert hello.place == f"{hello.content['life']}-0-0"
    expected = [span(1, 200), span(201, 400), span(401, 450)]
    assert remembered(telling) == [("records", each) for each in expected]
    assert not telling.is_behind


def test_requests_and_webhooks_come_in_one_order() -> None:
    journal = journal_of(1)
    journal.add_delivery(a_delivery(journal.next_number()))
    add(journal, 1)
    telling = telling_of(journal)
    (event,) = events(telling.remembered())
    assert [row["type"] for row in event.content] == ["request", "delivery", "request"]
    assert event.place.endswith("-2-1")


def test_who_was_cut_off_gets_what_came_since_alone() -> None:
    journal = journal_of(3)
    first = telling_of(journal)
    (before,) = events(first.remembered())
    add(journal, 2)
    telling = telling_of(journal, Cursor.parse(before.place))
    (hello,) = events(telling.hello({}))
    assert (hello.content["resumed"], hello.place) == (True, before.place)
    assert remembered(telling) == [("records", [4, 5])]


def test_who_missed_what_is_forgotten_begins_anew() -> None:
    journal = journal_of(1, most=2)
    before = journal.since(journal.beginning(), 9).cursor
    add(journal, 3)
    telling = telling_of(journal, before)
    assert not telling.resumed
    assert remembered(telling) == [("records", [3, 4])]


def test_what_comes_is_told_once() -> None:
    journal = journal_of(1)
    telling = telling_of(journal)
    assert remembered(telling) == [("records", [1])]
    assert telling.news(0.0) == b""
    add(journal, 2)
    assert telling.is_behind
    assert told(telling.news(0.0)) == [("records", [2, 3])]
    assert telling.news(0.0) == b""


def test_of_what_comes_faster_than_anybody_reads_the_newest_is_told_and_the_rest_counted() -> None:
    journal = journal_of(0)
    telling = telling_of(journal)
    add(journal, 600)
    assert told(telling.news(0.0)) == [("gap", {"count": 400}), ("records", span(401, 600))]
    add(journal, 300)
    assert told(telling.news(0.0)) == [("records", span(601, 800))]
    assert told(telling.news(0.0)) == [("records", span(801, 900))]
    add(journal, 10)
    assert telling.news(0.0) == b""
    assert told(telling.news(0.01)) == [("gap", {"count": 5}), ("records", span(906, 910))]


def test_what_was_forgotten_before_it_could_be_told_is_counted_too() -> None:
    journal = journal_of(1, most=5)
    telling = telling_of(journal)
    add(journal, 9)
    assert remembered(telling) == [("gap", {"count": 5}), ("records", [6])]
    assert told(telling.news(0.0)) == [("records", span(7, 10))]


def test_a_clearing_is_told_before_what_came_after_it() -> None:
    journal = journal_of(3)
    telling = telling_of(journal)
    remembered(telling)
    journal.clear()
    add(journal, 1)
    cleared, records = events(telling.news(0.0))
    assert (cleared.name, cleared.content, records.place) == ("cleared", {}, f"{journal.beginning().life}-4-0")
    assert telling_of(journal, Cursor.parse(records.place)).resumed


def test_a_clearing_while_the_past_is_told_ends_that() -> None:
    journal = journal_of(450)
    telling = telling_of(journal)
    telling.remembered()
    journal.clear()
    assert remembered(telling) == [("cleared", {})]
