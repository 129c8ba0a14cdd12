"""The parts of a recorded entry are read in every spelling that recorders have for them."""

from __future__ import annotations

import pytest

from kling3_contracts.messages import HeaderPairs
from kling3_contracts.traffic.places import place_of
from kling3_contracts.traffic.recorded import EntryError
from kling3_contracts.traffic.values import bytes_of, headers_of, moment_of, status_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"A": "b", "c": 7}, (("A", "b"), ("c", "7"))),
        ([["a", "b"], ["a", "c"]], (("a", "b"), ("a", "c"))),
        ([{"name": "a", "value": "b"}], (("a", "b"),)),
        ([{"name": ":path", "value": "/"}, {"name": "a", "value": "b"}], (("a", "b"),)),
        ([{"name": None, "value": "b"}, "a", ["a"], {"name": "a"}, None], ()),
        (None, ()),
        ("a: b", ()),
    ],
)
def test_headers_are_read_in_three_forms(value: object, expected: HeaderPairs) -> None:
    assert headers_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, 1.5),
        ("1970-01-01T00:00:10Z", 10.0),
        ("1970-01-01T01:00:10.500+01:00", 10.5),
        ("yesterday", 0.0),
        (True, 0.0),
        (None, 0.0),
        ([], 0.0),
    ],
)
def test_a_moment_is_a_number_or_a_date_and_else_not_known(value: object, expected: float) -> None:
    assert moment_of(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(200, 200), (200.0, 200), (0, 0), (-1, 0), (None, 0)])
def test_a_status_without_an_answer_is_zero(value: object, expected: int) -> None:
    assert status_of(value) == expected


@pytest.mark.parametrize("value", [True, "200", 1000, float("nan"), [], {}])
def test_what_is_no_status_is_refused(value: object) -> None:
    with pytest.raises(EntryError, match="expected a number such as 200, or 0 without an answer"):
        status_of(value)


@pytest.mark.parametrize(
    ("value", "encoding", "expected"),
    [
        ("é", "", "é".encode()),
        ("w6k=", "base64", "é".encode()),
        ({"a": "é"}, "", '{"a": "é"}'.encode()),
        (None, "", b""),
        ([], "", b"[]"),
        ("\ud800", "", b"\xed\xa0\x80"),
    ],
)
def test_a_body_is_text_base64_or_a_json_value(value: object, encoding: str, expected: bytes) -> None:
    assert bytes_of(value, encoding) == expected


@pytest.mark.parametrize(
    ("url", "host", "expected"),
    [
        ("https://API.freepik.com:443/a?b=c#d", "", ("api.freepik.com", "/a?b=c")),
        ("https://api.freepik.com", "", ("api.freepik.com", "/")),
        ("https://a.example/%2F?b=%20", "", ("a.example", "/%2F?b=%20")),
        ("/a?b", "Me.example:8333", ("me.example", "/a?b")),
        ("/a", "", ("", "/a")),
        ("/a", "[::1]:8333", ("::1", "/a")),
        ("blob:https://x/1", "", ("blob:", "https://x/1")),
    ],
)
def test_a_url_is_taken_apart(url: str, host: str, expected: tuple[str, str]) -> None:
    assert place_of(url, host)[:2] == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:pass%40word@h/", ("pass%40word", "pass@word")),
        ("https://token@h/", ("token",)),
        ("https://h/a@b", ()),
    ],
)
def test_a_password_in_a_url_is_set_aside(url: str, expected: tuple[str, ...]) -> None:
    assert place_of(url).secrets == expected
