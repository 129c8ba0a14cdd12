"""What stands before a URL's host becomes the header of RFC 7617, as HTTP clients make it."""

from __future__ import annotations

from base64 import b64decode

import httpx
import pytest

from kling3_mockserver.http.credentials import basic_authorization, userinfo_of


@pytest.mark.parametrize(
    ("userinfo", "expected"),
    [
        ("bob:hunter2", "bob:hunter2"),
        ("bob", "bob:"),
        (":hunter2", ":hunter2"),
        ("bob:a:b", "bob:a:b"),
        ("bob:p%40ss%3A%2F", "bob:p@ss:/"),
        ("b%C3%B6b:p\xe4ss", "b\xf6b:p\xe4ss"),
        ("bob:x%0d%0aevil: 1", "bob:x\r\nevil: 1"),
    ],
)
def test_user_and_password_are_sent_as_basic_authorization(userinfo: str, expected: str) -> None:
    ((name, value),) = basic_authorization(userinfo)
    kind, _, encoded = value.partition(b" ")
    assert (name, kind, b64decode(encoded).decode()) == (b"authorization", b"Basic", expected)
    assert not set(value) & set(b"\r\n:")


@pytest.mark.parametrize("userinfo", ["bob:hunter2", "bob", "bob:p%40ss", "b%C3%B6b:%20"])
def test_another_client_sends_the_same(userinfo: str) -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda asked: httpx.Response(200, request=asked))) as client:
        sent = client.get(f"http://{userinfo}@receiver.example/").request.headers["authorization"]
    assert basic_authorization(userinfo) == [(b"authorization", sent.encode())]


def test_without_a_user_nothing_is_sent() -> None:
    assert basic_authorization("") == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://receiver.example/a@b?c@d", ""),
        ("http://bob:x@a:80/", "bob:x"),
        ("http://bob:a@b@c", "bob:a@b"),
        ("http://@a", ""),
        ("http://bob@[::1", ""),
        ("", ""),
    ],
)
def test_the_user_is_what_stands_before_the_host(url: str, expected: str) -> None:
    assert userinfo_of(url) == expected
