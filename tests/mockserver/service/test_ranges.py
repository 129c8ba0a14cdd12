"""A Range header comes to the bytes that RFC 9110 says, and never to a crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.service.ranges import ByteRange, RangeAnswer, Unsatisfiable, WholeBody, parse

BODY = b"0123456789"

lengths = st.integers(0, 40)
numbers = st.integers(0, 50) | st.integers(0, 10**599)


def answered(header: str, body: bytes) -> bytes | None:
    """What a client gets: the part, or the whole; None for 416."""
    match parse(header, len(body)):
        case ByteRange() as part:
            return part.slice(body)
        case WholeBody():
            return body
        case Unsatisfiable():
            return None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", b"0"),
        ("bytes=2-4", b"234"),
        ("bytes=2-", b"23456789"),
        ("bytes=-3", b"789"),
        ("bytes=0-9", BODY),
        ("bytes=8-99999999999999999999", b"89"),
        ("bytes=-11", BODY),
        ("bytes=-" + "9" * 600, BODY),
        ("Bytes=1-1", b"1"),
        ("bytes=003-0004", b"34"),
        ("bytes= ,\t5-6 ,", b"56"),
    ],
)
def test_a_satisfiable_range_comes_to_its_bytes(header: str, expected: bytes) -> None:
    answer = parse(header, len(BODY))
    assert isinstance(answer, ByteRange)
    assert answer.slice(BODY) == expected
    # Each byte of the body is its own position.
    assert answer.content_range == f"bytes {expected[:1].decode()}-{expected[-1:].decode()}/10"


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0", f"bytes={'9' * 600}-"])
def test_a_range_that_holds_no_byte_of_the_body_is_unsatisfiable(header: str) -> None:
    assert parse(header, len(BODY)) == Unsatisfiable(10)


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=,", "bytes=a-b", "bytes=5"),
        *("bytes=4-2", "bytes=0x1-2", "bytes=+1-2", "bytes=1_0-20", "bytes=1.0-2", "bytes= 1 - 2"),
        *("bytes =0-1", " bytes=0-1", "items=0-1", "0-1", "bytes:0-1", "bytes=0-1\n", "bytes=0-1;2"),
        *("bytes=٣-٤", "bytes=0-²", "bytes=\uff10-\uff11", "bytes=\xa00-1"),
        *("bytes=0-1,3-4", "bytes=0-0,-1", "bytes=10-,0-1"),
        *("bytes=0-" + "9" * 100_000, "bytes=" + "9" * 100_000 + "-", "bytes=-" + "9" * 100_000),
    ],
    ids=lambda header: repr(header)[:30],
)
def test_a_header_that_is_absent_malformed_manifold_or_beyond_reason_comes_to_the_whole(
    header: str | None,
) -> None:
    assert parse(header, len(BODY)) == WholeBody()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", Unsatisfiable(0)),
        ("bytes=0-0", Unsatisfiable(0)),
        ("bytes=-0", Unsatisfiable(0)),
        # Satisfiable by the letter, but no Content-Range can say so.
        ("bytes=-5", WholeBody()),
    ],
)
def test_an_empty_body_has_no_range(header: str, expected: RangeAnswer) -> None:
    assert parse(header, 0) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(ByteRange(0, 499, 1234), "bytes 0-499/1234"), (Unsatisfiable(1234), "bytes */1234")],
)
def test_the_content_range_header_is_written_as_in_the_rfc(answer: ByteRange | Unsatisfiable, expected: str) -> None:
    assert answer.content_range == expected


@given(first=numbers, last=st.none() | numbers, length=lengths)
def test_a_range_picks_the_positions_between_its_ends(first: int, last: int | None, length: int) -> None:
    body = bytes(range(length))
    picked = bytes(at for at in body if first <= at and (last is None or at <= last))
    backwards = last is not None and last < first
    expected = body if backwards else picked or None
    assert answered(f"bytes={first}-{'' if last is None else last}", body) == expected


@given(wanted=numbers, length=lengths)
def test_a_suffix_picks_the_last_positions(wanted: int, length: int) -> None:
    body = bytes(range(length))
    picked = bytes(at for at in body if length - at <= wanted)
    assert answered(f"bytes=-{wanted}", body) == (picked if wanted else None)


@given(header=st.text() | st.from_regex(r"bytes=[0-9, \t-]*"), length=lengths)
def test_whatever_the_header_says_the_answer_fits_the_body(header: str, length: int) -> None:
    match parse(header, length):
        case ByteRange(first, last, of):
            assert 0 <= first <= last < of == length
        case Unsatisfiable(of):
            assert of == length
        case WholeBody():
            pass
