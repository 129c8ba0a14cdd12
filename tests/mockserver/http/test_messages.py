"""A request tells its headers and parameters as text, whatever bytes came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mockserver.samples import a_request


def test_a_header_is_text_and_empty_when_it_is_not_there() -> None:
    request = a_request(headers={b"x-name": b"fox \xe9"})
    assert (request.header(b"x-name"), request.header(b"x-other")) == ("fox é", "")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({b"x-freepik-api-key": b"old"}, "old"),
        ({b"x-magnific-api-key": b"new"}, "new"),
        ({b"x-freepik-api-key": b"old", b"x-magnific-api-key": b"new"}, "old"),
        ({b"authorization": b"Bearer new"}, ""),
    ],
)
def test_the_key_travels_in_either_header(headers: dict[bytes, bytes], expected: str) -> None:
    assert a_request(headers=headers).key == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ()),
        ("page=2&page_size=10", (("page", "2"), ("page_size", "10"))),
        ("page=2&page=3", (("page", "2"), ("page", "3"))),
        ("page=&limit", (("page", ""), ("limit", ""))),
        ("a%20b=c+d", (("a b", "c d"),)),
        ("a=%ff", (("a", "\N{REPLACEMENT CHARACTER}"),)),
    ],
)
def test_parameters_keep_their_order_and_their_repetitions(query: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert a_request(query=query).parameters() == expected


def test_of_very_many_parameters_the_first_thousand_are_read() -> None:
    parameters = a_request(query="&".join(f"p{number}=" for number in range(5_000))).parameters()
    assert parameters == tuple((f"p{number}", "") for number in range(1_000))


@given(st.text(max_size=200))
def test_whatever_the_query_it_is_read(query: str) -> None:
    assert all(len(each) == 2 for each in a_request(query=query).parameters())
