"""By which proxy a host is reached, as the environment says it."""

from __future__ import annotations

import asyncio

import pytest

from kling3_mockserver.proxy.head import Destination
from kling3_mockserver.proxy.upstream import Upstream, UpstreamError, passes_by, proxy_authorization
from tests.mockserver.receivers import closed_port

PROXY, OTHER = "http://proxy.test:3128", "http://other.test:8080"


@pytest.mark.parametrize(
    ("scheme", "environment", "expected"),
    [
        ("connect", {}, None),
        ("connect", {"HTTPS_PROXY": PROXY}, PROXY),
        ("connect", {"https_proxy": PROXY, "HTTPS_PROXY": OTHER}, PROXY),
        ("connect", {"HTTP_PROXY": PROXY}, None),
        ("https", {"HTTPS_PROXY": PROXY, "HTTP_PROXY": OTHER}, PROXY),
        ("http", {"HTTPS_PROXY": OTHER, "HTTP_PROXY": PROXY}, PROXY),
        ("http", {"ALL_PROXY": PROXY}, PROXY),
        ("connect", {"all_proxy": OTHER, "HTTPS_PROXY": PROXY}, PROXY),
        ("connect", {"HTTPS_PROXY": "proxy.test:3128"}, PROXY),
        ("connect", {"HTTPS_PROXY": PROXY, "NO_PROXY": "example.com"}, None),
        ("connect", {"HTTPS_PROXY": PROXY, "NO_PROXY": "www.example.com"}, PROXY),
        ("connect", {"HTTPS_PROXY": ""}, None),
    ],
)
def test_the_proxy_of_the_environment(scheme: str, environment: dict[str, str], expected: str | None) -> None:
    assert Upstream(environment).proxy(Destination(scheme, "example.com", 443)) == expected


@pytest.mark.parametrize(
    ("no_proxy", "expected"),
    [
        ("", False),
        ("*", True),
        ("api.example.com", True),
        ("example.com", True),
        (".example.com", True),
        ("*.example.com", True),
        ("EXAMPLE.com", True),
        ("api.example.com:443", True),
        ("localhost, example.com", True),
        ("localhost example.com", True),
        ("ample.com", False),
        ("example.com.org", False),
        ("::1,[::1]:80", False),
    ],
)
def test_who_is_reached_past_a_proxy(no_proxy: str, *, expected: bool) -> None:
    assert passes_by("api.example.com", no_proxy) is expected


@pytest.mark.parametrize(
    ("proxy", "expected"),
    [
        (PROXY, b""),
        ("http://user:pass@proxy.test", b"Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"),
        ("http://user@proxy.test", b"Proxy-Authorization: Basic dXNlcjo=\r\n"),
        ("http://us%40er:p%3Ass@proxy.test", b"Proxy-Authorization: Basic dXNAZXI6cDpzcw==\r\n"),
    ],
)
def test_user_and_password_of_its_url_are_told_to_a_proxy(proxy: str, expected: bytes) -> None:
    assert proxy_authorization(proxy) == expected


def reason(destination: Destination, **environment: str) -> str:
    async def connect() -> None:
        await Upstream(environment).connect(destination, asyncio.Protocol)

    with pytest.raises(UpstreamError) as caught:
        asyncio.run(connect())
    return str(caught.value)


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".test", "\0"])
def test_a_name_that_no_host_can_have_is_an_error_of_ours(host: str) -> None:
    assert reason(Destination("connect", host, 443))


def test_a_proxy_of_another_kind_is_an_error_that_says_what_to_do() -> None:
    told = reason(Destination("connect", "example.com", 443), ALL_PROXY="socks5://127.0.0.1:1080")
    assert told == (
        "the environment names a proxy of the kind socks5://, expected the URL of one that speaks http, or its host "
        "in NO_PROXY"
    )


def test_a_proxy_that_is_not_there_is_an_error() -> None:
    with closed_port() as port:
        told = reason(Destination("connect", "example.com", 443), HTTPS_PROXY=f"http://127.0.0.1:{port}")
    assert "Connect call failed" in told or "Connection refused" in told
