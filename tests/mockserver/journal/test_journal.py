"""The journal keeps the newest records within its bounds, and tells of each as it comes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.http.messages import Request
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from tests.mockserver.samples import a_delivery, a_finding, a_message, a_request, an_exchange

KIB_64 = 64 * 1024
sizes = st.lists(st.integers(0, 60), max_size=30)


@contextmanager
def bounded(most_bytes: int) -> Iterator[None]:
    """Let journals that are made meanwhile keep this many bytes."""
    with (
        mock.patch("kling3_mockserver.journal.shelf._MOST_BYTES", most_bytes),
        mock.patch("kling3_mockserver.journal.shelf._USUAL", 0),
    ):
        yield


def kept(sizes: list[int], most: int, most_bytes: int) -> list[int]:
    """The longest end of the list within both bounds, by number from 1."""
    starts = range(len(sizes) + 1)
    fits = (at for at in starts if len(sizes) - at <= most and sum(sizes[at:]) <= most_bytes)
    return list(range(next(fits) + 1, len(sizes) + 1))


@given(sizes, st.integers(1, 12), st.integers(0, 200))
def test_exchanges_are_bounded_by_number_and_bytes(sizes: list[int], most: int, most_bytes: int) -> None:
    with bounded(most_bytes):
        journal = Journal(most)
        for number, size in enumerate(sizes, start=1):
            journal.add_exchange(
                an_exchange(number, a_request(path="", body=b"x" * (size // 2)), answer=b"x" * -(-size // 2))
            )
    assert [each.number for each in journal.exchanges()] == kept(sizes, most, most_bytes)


@given(sizes, st.integers(1, 12), st.integers(0, 200))
def test_deliveries_are_bounded_by_number_and_bytes(sizes: list[int], most: int, most_bytes: int) -> None:
    with bounded(most_bytes):
        journal = Journal(most)
        for number, size in enumerate(sizes, start=1):
            journal.add_delivery(a_delivery(number, a_message(url="", body=b"x" * size))._replace(signature=""))
    assert [each.number for each in journal.deliveries()] == kept(sizes, most, most_bytes)


def test_32_mib_of_bodies_are_kept() -> None:
    journal = Journal(2_000)
    for number in range(520):
        journal.add_exchange(an_exchange(number, a_request(path="", body=b"x" * KIB_64)))
    assert [each.number for each in journal.exchanges()] == list(range(8, 520))


def test_whoever_asks_for_very_many_has_so_many_usual_ones() -> None:
    journal = Journal(20_000)
    headers = {b"header-%d" % number: b"a value of a usual length" for number in range(10)}
    for number in range(20_000):
        journal.add_exchange(an_exchange(number, a_request(headers=headers, body=b"x" * 500), answer=b"x" * 500))
    assert len(journal.exchanges()) == 20_000


LONG = 500_000
LONG_REQUESTS: dict[str, Callable[[], Request]] = {
    # Each is made anew, as from the wire, where two requests share nothing.
    "a header's value": lambda: a_request(headers={b"x-long": bytes(LONG)}),
    "a header's name": lambda: a_request(headers={bytes(LONG): b""}),
    "very many headers": lambda: a_request(headers={b"%d" % number: b"%d" % number for number in range(1_000, 1_700)}),
    "a path": lambda: a_request("GET", "/" + "x" * LONG),
    "a path of wide characters": lambda: a_request("GET", "\N{FOX FACE}" * LONG),
    "a query": lambda: a_request("GET", "/", "x" * LONG),
    "a body": lambda: a_request(body=bytes(LONG)),
}


@pytest.mark.parametrize("what", LONG_REQUESTS)
def test_requests_take_32_mib_whatever_is_long_in_them(what: str) -> None:
    """The bytes that are really held, by the interpreter's own count."""
    tracemalloc.start()
    try:
        journal = Journal(2_000)
        for number in range(700):
            asked = LONG_REQUESTS[what]()
            finding = replace(a_finding(), pointer=f"/{asked.path}{number}")
            journal.add_exchange(an_exchange(number, asked, findings=(finding,), task_id=f"{number}{asked.path}"))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(journal.exchanges()) >= 200
    assert all(each.cut for each in journal.exchanges())
    assert held < 1.2 * 32 * 1024 * 1024


def test_deliveries_take_32_mib_whatever_their_urls() -> None:
    """A URL is kept whole, since the message may be sent again."""
    journal = Journal(2_000)
    url = "https://receiver.example/" + "x" * LONG
    for number in range(200):
        journal.add_delivery(a_delivery(number, a_message(url=url)))
    assert 10 < len(journal.deliveries()) < 64
    assert {each.message.url for each in journal.deliveries()} == {url}


def test_one_long_header_costs_no_other_one() -> None:
    journal = Journal(10)
    journal.add_exchange(an_exchange(1, a_request(headers={b"x-long": b"x" * LONG, b"accept": b"*/*"})))
    (seen,) = journal.exchanges()
    assert seen.cut
    assert seen.request.headers == {b"x-long": b"x" * 8_192, b"accept": b"*/*"}


@pytest.mark.parametrize("length", [1, 1_000, 8_000])
def test_usual_requests_are_kept_as_they_are(length: int) -> None:
    asked = an_exchange(1, a_request("GET", "/" + "x" * length, "y" * length, {b"x-long": b"z" * 4 * length}))
    journal = Journal(10)
    journal.add_exchange(asked)
    assert journal.exchanges() == [asked]


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


def test_a_cleared_journal_has_all_its_room_again() -> None:
    with bounded(10):
        journal = Journal(10)
    journal.add_exchange(an_exchange(1, a_request(path="", body=b"x" * 10)))
    journal.clear()
    journal.add_exchange(an_exchange(2, a_request(path="", body=b"x" * 10)))
    assert [each.number for each in journal.exchanges()] == [2]


@pytest.mark.parametrize(("status", "expected"), [(None, False), (199, False), (200, True), (299, True), (300, False)])
def test_only_2xx_counts_as_delivered(status: int | None, *, expected: bool) -> None:
    assert a_delivery(status=status).delivered is expected


def test_an_exchange_is_shown_in_short_and_without_the_keys_of_its_request() -> None:
    headers = {b"x-freepik-api-key": b"my-very-own-key"}
    request = a_request("POST", "/v1/my-very-own-key/kling-v3-pro", "token=hunter2", headers, b'{"prompt":"A fox"}')
    exchange = an_exchange(3, request, task_id="task-1", findings=(a_finding("K009"),))
    words = "POST /v1/my-v.../kling-v3-pro?token=..."
    assert repr(exchange) == f"<Exchange 3: {words} answered 200, task task-1, K009 error>"
    assert repr(request) == f"<Request {words}, 1 headers, 18 bytes>"


def test_an_exchange_without_an_answer_is_shown_with_the_fault() -> None:
    exchange = an_exchange()
    lost = exchange._replace(response=exchange.response._replace(status=0), fault="reset")
    assert repr(lost) == "<Exchange 1: POST /v1/ai/video/kling-v3-pro answered nothing, by the fault 'reset'>"


def test_what_a_fault_sent_instead_takes_room_too() -> None:
    delivery = a_delivery()
    assert delivery._replace(sent=b"x" * 100).size == delivery.size + 100
