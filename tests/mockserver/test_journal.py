"""The journal keeps the newest records within its bounds, and tells of each as it comes."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.journal import Delivery, Exchange, Journal
from tests.mockserver.samples import a_delivery, a_message, a_request, an_exchange

KIB_64 = 64 * 1024
sizes = st.lists(st.integers(0, 60), max_size=30)


def kept(sizes: list[int], most: int, most_bytes: int) -> list[int]:
    """The longest end of the list within both bounds, by number from 1."""
    starts = range(len(sizes) + 1)
    fits = (at for at in starts if len(sizes) - at <= most and sum(sizes[at:]) <= most_bytes)
    return list(range(next(fits) + 1, len(sizes) + 1))


@given(sizes, st.integers(1, 12), st.integers(0, 200))
def test_exchanges_are_bounded_by_number_and_bytes(sizes: list[int], most: int, most_bytes: int) -> None:
    with mock.patch("kling3_mockserver.journal._MOST_BYTES", most_bytes):
        journal = Journal(most)
        for number, size in enumerate(sizes, start=1):
            journal.add_exchange(an_exchange(number, a_request(body=b"x" * (size // 2)), answer=b"x" * -(-size // 2)))
    assert [each.number for each in journal.exchanges()] == kept(sizes, most, most_bytes)


@given(sizes, st.integers(1, 12), st.integers(0, 200))
def test_deliveries_are_bounded_by_number_and_bytes(sizes: list[int], most: int, most_bytes: int) -> None:
    with mock.patch("kling3_mockserver.journal._MOST_BYTES", most_bytes):
        journal = Journal(most)
        for number, size in enumerate(sizes, start=1):
            journal.add_delivery(a_delivery(number, a_message(body=b"x" * size)))
    assert [each.number for each in journal.deliveries()] == kept(sizes, most, most_bytes)


def test_32_mib_of_bodies_are_kept() -> None:
    journal = Journal(10_000)
    for number in range(520):
        journal.add_exchange(an_exchange(number, a_request(body=b"x" * KIB_64)))
    assert [each.number for each in journal.exchanges()] == list(range(8, 520))


@pytest.mark.parametrize(
    ("limit", "expected"), [(None, [1, 2, 3]), (2, [2, 3]), (3, [1, 2, 3]), (9, [1, 2, 3]), (0, [])]
)
def test_the_newest_records_are_shown_oldest_first(limit: int | None, expected: list[int]) -> None:
    journal = Journal(10)
    for number in (1, 2, 3):
        journal.add_exchange(an_exchange(number))
        journal.add_delivery(a_delivery(number))
    assert [each.number for each in journal.exchanges(limit)] == expected
    assert [each.number for each in journal.deliveries(limit)] == expected


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (10, 20, (10, 20, False)),
        (KIB_64, KIB_64, (KIB_64, KIB_64, False)),
        (KIB_64 + 1, 5, (KIB_64, 5, True)),
        (5, KIB_64 + 1, (5, KIB_64, True)),
    ],
)
def test_bodies_beyond_64_kib_are_cut_and_said_to_be(
    asked: int, answered: int, expected: tuple[int, int, bool]
) -> None:
    journal = Journal(10)
    journal.add_exchange(an_exchange(1, a_request(body=b"x" * asked), answer=b"y" * answered))
    (seen,) = journal.exchanges()
    assert (len(seen.request.body), len(seen.response.body), seen.cut) == expected


def test_listeners_are_told_of_each_record_whole() -> None:
    journal, told = Journal(1), list[Exchange | Delivery]()
    journal.on_exchange = journal.on_delivery = told.append
    records = [an_exchange(1, a_request(body=b"x" * (KIB_64 + 1))), an_exchange(2)]
    for each in records:
        journal.add_exchange(each)
    journal.add_delivery(a_delivery(3))
    assert told == [*records, a_delivery(3)]


def test_numbers_rise_even_over_a_clearing() -> None:
    journal = Journal(10)
    journal.add_exchange(an_exchange(journal.next_number()))
    journal.add_delivery(a_delivery(journal.next_number()))
    journal.clear()
    assert (journal.exchanges(), journal.deliveries(), journal.next_number()) == ([], [], 3)


def test_a_cleared_journal_has_all_its_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.journal._MOST_BYTES", 10)
    journal = Journal(10)
    journal.add_exchange(an_exchange(1, a_request(body=b"x" * 10)))
    journal.clear()
    journal.add_exchange(an_exchange(2, a_request(body=b"x" * 10)))
    assert [each.number for each in journal.exchanges()] == [2]


@pytest.mark.parametrize(("status", "expected"), [(None, False), (199, False), (200, True), (299, True), (300, False)])
def test_only_2xx_counts_as_delivered(status: int | None, *, expected: bool) -> None:
    assert a_delivery(status=status).delivered is expected
