"""Hosts that are none of the service's are reached through the proxy, straight or by another one."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.proxy.rules import ProxyRules
from tests.mockserver.lines import Line, head, listing
from tests.mockserver.posting import PATIENCE
from tests.mockserver.proxy.proxied import (
    AUTHORITY,
    AUTHORIZATION,
    CREDENTIALS,
    SECURED,
    Proxied,
    answering,
    connect,
    established,
    head_of,
    listing_at,
    other_host,
    proxied,
)
from tests.mockserver.tls.handshakes import client_of

pytestmark = pytest.mark.usefixtures("loop")
LARGE = bytes(range(256)) * 40_000
"""More than any buffer on the way holds."""


@pytest.fixture
def proxy(mock: Mock) -> Iterator[Proxied]:
    with proxied(mock) as made:
        yield made


def echo(line: Line) -> None:
    """Give all back, a piece at a time; more is not read before that is taken."""
    while data := line.socket.recv(65_536):
        line.socket.sendall(data)


def test_megabytes_pass_both_ways_at_once(proxy: Proxied) -> None:
    with other_host(echo) as address:
        line = proxy.tunnel(address)

        def send() -> None:
            line.send(LARGE)
            line.socket.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        came = line.rest()
        sender.join(PATIENCE)
    assert hashlib.sha256(came).digest() == hashlib.sha256(LARGE).digest()


def test_who_reads_nothing_holds_up_the_sender(proxy: Proxied) -> None:
    sent, full = bytearray(), threading.Event()

    def pour(line: Line) -> None:
        line.socket.settimeout(0.5)
        try:
            while len(sent) < 10 * len(LARGE):
                sent.extend(LARGE[: line.socket.send(LARGE)])
        except TimeoutError:
            full.set()

    with other_host(pour) as address:
        line = proxy.tunnel(address)
        assert full.wait(PATIENCE)
        assert len(line.rest()) == len(sent)
    assert len(sent) < 10 * len(LARGE)


def test_a_host_that_speaks_first_is_heard(proxy: Proxied) -> None:
    def greet(line: Line) -> None:
        line.send(b"220 ready\r\n")
        assert line.line() == b"hello\r\n"
        line.send(b"bye\r\n")

    with other_host(*[greet] * 20) as address:
        for _ in range(20):
            line = proxy.tunnel(address)
            assert line.line() == b"220 ready\r\n"
            line.send(b"hello\r\n")
            assert line.rest() == b"bye\r\n"


def test_a_client_that_has_said_all_gets_its_answer(proxy: Proxied) -> None:
    def talk(line: Line) -> None:
        assert line.rest() == b"all of it"
        line.send(b"understood")

    with other_host(talk) as address:
        line = proxy.asked(connect(address) + b"all of it")
        line.socket.shutdown(socket.SHUT_WR)
        assert established(line)
        assert line.rest() == b"understood"


def test_a_client_that_goes_away_is_missed_by_the_other_host(proxy: Proxied) -> None:
    heard: list[bytes] = []
    with other_host(lambda line: heard.append(line.rest())) as address:
        line = proxy.tunnel(address)
        line.send(b"half of")
        line.close()
    assert heard == [b"half of"]


def test_a_host_that_goes_away_ends_the_connection(proxy: Proxied) -> None:
    with other_host(lambda line: line.send(b"bye")) as address:
        assert proxy.tunnel(address).rest() == b"bye"


@pytest.mark.parametrize("close", [True, False])
def test_a_host_is_asked_by_a_whole_url(mock: Mock, proxy: Proxied, *, close: bool) -> None:
    heard: list[bytes] = []

    def talk(line: Line) -> None:
        heard.append(head_of(line))
        line.send(answering(b"hello", *["connection: close"] * close))

    with other_host(talk) as address:
        line = proxy.asked(head("GET", f"http://{address}/a?b=c", "Proxy-Connection: keep-alive"))
        assert line.rest().endswith(b"\r\n\r\nhello")
    (asked,) = heard
    assert asked.startswith(b"GET /a?b=c HTTP/1.1\r\nHost: mock.test\r\n")
    assert asked.endswith(b"Connection: close\r\n")
    assert b"roxy" not in asked
    assert mock.journal.exchanges() == []


def test_a_host_is_asked_by_tls_for_a_whole_https_url(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssl.create_default_context", lambda: client_of(AUTHORITY.certificate))
    with other_host(lambda line: line.send(answering(head_of(line)[:8])), context=SECURED) as address:
        port = address.rpartition(":")[2]
        with proxied(mock) as proxy:
            assert proxy.asked(head("GET", f"https://localhost:{port}/")).rest().endswith(b"\r\n\r\nGET / HT")


def posting_to(address: str, body: bytes, *lines: str) -> bytes:
    return head("POST", f"http://{address}/", f"Content-Length: {len(body)}", *lines) + body


@pytest.mark.parametrize("later", [True, False], ids=["after the answer", "at once"])
@pytest.mark.parametrize("body", [b"", b"12345"])
def test_the_next_request_on_a_connection_never_reaches_the_host_of_the_last(
    mock: Mock, body: bytes, *, later: bool
) -> None:
    """A host that does not end a connection that is to be closed would get what is for the service, key and all."""
    heard: list[bytes] = []

    def talk(line: Line) -> None:
        head_of(line)
        heard.append(line.take(len(body)))
        line.send(answering(b"hello"))
        heard.append(line.rest())

    next_one = listing_at("http://api.freepik.com", AUTHORIZATION)
    with other_host(talk) as address, proxied(mock, ProxyRules(CREDENTIALS)) as proxy:
        line = proxy.asked(posting_to(address, body, AUTHORIZATION) + (b"" if later else next_one))
        assert line.answer().body == b"hello"
        if later:
            line.send(next_one)
        assert line.rest() == b""
    assert heard == [body, b""]


def test_a_body_in_chunks_is_sent_on_to_its_end(proxy: Proxied) -> None:
    body = b"5\r\nhello\r\n0\r\n\r\n"
    heard: list[bytes] = []

    def talk(line: Line) -> None:
        head_of(line)
        heard.extend(line.line() for _ in range(4))
        line.send(answering(b"ok"))

    with other_host(talk) as address:
        line = proxy.asked(head("POST", f"http://{address}/", "Transfer-Encoding: chunked"))
        for byte in body:
            line.send(bytes([byte]))
        assert line.rest().endswith(b"ok")
    assert b"".join(heard) == body


def test_another_proxy_gets_the_whole_url_and_its_own_password(mock: Mock) -> None:
    heard: list[bytes] = []

    def talk(line: Line) -> None:
        heard.append(head_of(line))
        line.send(answering(b"hello"))

    with other_host(talk) as address:
        environment = {"http_proxy": f"http://user:pass@{address}", "NO_PROXY": "127.0.0.1"}
        with proxied(mock, ProxyRules(CREDENTIALS), environment) as proxy:
            assert proxy.asked(listing_at("http://example.com", AUTHORIZATION)).rest().endswith(b"hello")
    (asked,) = heard
    assert asked.startswith(b"GET http://example.com/v1/ai/video/kling-v3 HTTP/1.1\r\n")
    assert asked.endswith(b"Connection: close\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n")
    assert AUTHORIZATION.encode() not in asked


def test_past_another_proxy_goes_what_it_is_not_for(mock: Mock) -> None:
    with other_host(echo) as address:
        environment = {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1"}
        with proxied(mock, environment=environment) as proxy:
            line = proxy.tunnel(address)
            line.send(b"hello\n")
            assert line.line() == b"hello\n"


def test_many_tunnels_and_requests_at_once(proxy: Proxied) -> None:
    with other_host(*[echo] * 30) as address:
        for number in range(30):
            there, here = proxy.tunnel(address), proxy.secured()
            there.send(b"%d\n" % number)
            here.send(listing())
            assert there.line() == b"%d\n" % number
            assert here.answer().status == 200
            there.close()
