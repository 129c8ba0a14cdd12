"""A request is read from the bytes that clients write, in whatever pieces they come."""

from __future__ import annotations

import pytest

from kling3_mockserver.doors.wire import Incoming, origin_of

ORIGIN = "https://api.freepik.com:443"
CHUNKED = b"POST /v1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


def incoming(*parts: bytes) -> Incoming:
    taken = Incoming(ORIGIN)
    for each in parts:
        taken.add(each)
    return taken


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nfo", False),
        (b"POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nfox", True),
        (CHUNKED, False),
        (CHUNKED + b"3\r\nfox\r\n", False),
        (CHUNKED + b"3\r\nfox\r\n0\r\n", False),
        (CHUNKED + b"3\r\nfox\r\n0\r\n\r\n", True),
        (CHUNKED + b"3\r\n0\r\n\r\n", False),
    ],
)
def test_it_is_whole_when_its_last_byte_is_there(sent: bytes, expected: bool) -> None:  # noqa: FBT001
    assert incoming(sent).is_whole is expected
    assert incoming(*(sent[at : at + 1] for at in range(len(sent)))).is_whole is expected


def test_what_was_sent_in_chunks_is_one_body() -> None:
    assert incoming(CHUNKED, b"3\r\nfox\r\n", b"A\r\n0123456789\r\n0\r\n\r\n").question(None).body == b"fox0123456789"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("/v1?a=b", f"{ORIGIN}/v1?a=b"), ("http://api.magnific.com/v1", "http://api.magnific.com/v1")],
)
def test_a_client_that_believes_in_a_proxy_names_the_whole_url(target: str, expected: str) -> None:
    assert incoming(b"GET %b HTTP/1.1\r\n\r\n" % target.encode()).question(None).url == expected


def test_a_client_may_wait_to_be_told_to_go_on() -> None:
    taken = incoming(b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n")
    assert taken.waits_for_consent
    taken.add(b"fox")
    assert not taken.waits_for_consent


def test_what_is_no_bytes_is_refused_as_a_socket_does() -> None:
    with pytest.raises(TypeError):
        Incoming(ORIGIN).add("GET /")  # type: ignore[arg-type]


def test_an_address_of_version_6_stands_in_brackets() -> None:
    assert [origin_of("http", "::1", 80), origin_of("http", "a.test", 80)] == ["http://[::1]:80", "http://a.test:80"]
