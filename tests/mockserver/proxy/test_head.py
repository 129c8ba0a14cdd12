"""What a request to a proxy is for, and what of it is sent on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.proxy.head import Destination, Head


def parsed(text: bytes) -> Head:
    head = Head.parse(text)
    assert head is not None
    return head


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"CONNECT api.freepik.com:443 HTTP/1.1", ("connect", "api.freepik.com", 443)),
        (b"CONNECT API.Freepik.COM.:443 HTTP/1.1", ("connect", "api.freepik.com", 443)),
        (b"CONNECT [::1]:8443 HTTP/1.0", ("connect", "::1", 8443)),
        (b"CONNECT 127.0.0.1:1 HTTP/1.1", ("connect", "127.0.0.1", 1)),
        (b"CONNECT api.freepik.com HTTP/1.1", None),
        (b"CONNECT api.freepik.com:0 HTTP/1.1", None),
        (b"CONNECT api.freepik.com:65536 HTTP/1.1", None),
        (b"CONNECT :443 HTTP/1.1", None),
        (b"CONNECT http://api.freepik.com:443 HTTP/1.1", None),
        (b"GET http://api.freepik.com/v1?a=b HTTP/1.1", ("http", "api.freepik.com", 80)),
        (b"GET HTTP://api.freepik.com:8080/ HTTP/1.1", ("http", "api.freepik.com", 8080)),
        (b"GET https://api.freepik.com HTTP/1.1", ("https", "api.freepik.com", 443)),
        (b"GET http://user:pass@api.freepik.com/ HTTP/1.1", ("http", "api.freepik.com", 80)),
        (b"GET http://[::1]:81/ HTTP/1.1", ("http", "::1", 81)),
        (b"GET http://api.freepik.com:65536/ HTTP/1.1", None),
        (b"GET http://api.freepik.com:port/ HTTP/1.1", None),
        (b"GET http://[::1/ HTTP/1.1", None),
        (b"GET http:///v1 HTTP/1.1", None),
        (b"GET http://\xfcber.example/ HTTP/1.1", None),
        (b"GET ftp://api.freepik.com/ HTTP/1.1", None),
        (b"GET /v1/ai/video/kling-v3 HTTP/1.1", None),
        (b"OPTIONS * HTTP/1.1", None),
    ],
)
def test_whom_a_request_is_for(line: bytes, expected: tuple[str, str, int] | None) -> None:
    assert parsed(line).destination == (None if expected is None else Destination(*expected))


@pytest.mark.parametrize("line", [b"", b"GET /", b"GET  / HTTP/1.1", b"GET / HTTP/1.1 ", b"\x16\x03\x01\x02\x00\x01"])
def test_what_is_no_request_has_no_head(line: bytes) -> None:
    assert Head.parse(line) is None


@given(
    st.binary(max_size=80)
    | st.builds(b"%b %b HTTP/1.1\r\n%b".__mod__, st.tuples(st.sampled_from([b"CONNECT", b"GET"]), *[st.binary()] * 2))
    | st.builds(b"GET http%b://%b HTTP/1.1".__mod__, st.tuples(st.sampled_from([b"", b"s"]), st.binary()))
)
def test_no_bytes_raise_anything(data: bytes) -> None:
    head = Head.parse(data)
    if head is not None:
        assert head.destination is None or 0 < head.destination.port < 65_536
        assert head.value(b"host") is not None
        for whole in (True, False):
            assert head.forwarded(whole_url=whole).endswith(b"Connection: close\r\n\r\n")


FIELDS = (
    b"Host: example.com",
    b"Proxy-Authorization: Basic c2VjcmV0",
    b"proxy-connection: keep-alive",
    b"Connection: Upgrade, X-Hop",
    b"Upgrade: h2c",
    b"Keep-Alive: timeout=5",
    b"X-Hop: 1",
    b"X-Stays: a: b",
)


def test_what_is_between_a_client_and_its_proxy_is_not_sent_on() -> None:
    head = parsed(b"\r\n".join([b"POST http://example.com:81/a/b?c=d HTTP/1.1", *FIELDS]))
    kept = b"Host: example.com\r\nX-Stays: a: b\r\nConnection: close\r\n\r\n"
    assert head.forwarded(whole_url=False) == b"POST /a/b?c=d HTTP/1.1\r\n" + kept
    assert head.forwarded(whole_url=True) == b"POST http://example.com:81/a/b?c=d HTTP/1.1\r\n" + kept


@pytest.mark.parametrize(
    "field",
    [
        b"Proxy-Authorization: Basic\r\n c2VjcmV0",
        b"Proxy-Authorization : Basic c2VjcmV0",
        b"PROXY-AUTHORIZATION:c2VjcmV0",
    ],
)
def test_a_password_is_not_sent_on_however_it_is_written(field: bytes) -> None:
    head = parsed(b"GET http://example.com/ HTTP/1.1\r\nAccept: */*\r\n" + field)
    assert b"c2VjcmV0" in head.value(b"proxy-authorization")
    assert b"c2VjcmV0" not in head.forwarded(whole_url=False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (b"http://example.com", b"/"),
        (b"http://example.com/", b"/"),
        (b"http://example.com?a=b/c", b"/?a=b/c"),
        (b"https://example.com:444/a//b?c=http://d", b"/a//b?c=http://d"),
    ],
)
def test_a_server_is_asked_for_the_path(url: bytes, expected: bytes) -> None:
    sent = parsed(b"GET " + url + b" HTTP/1.1").forwarded(whole_url=False)
    assert sent.split(b" ")[1] == expected
