"""Whom the proxy does not let through is told why, in words that say what to do."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.proxy import client
from kling3_mockserver.proxy.rules import ProxyRules
from tests.mockserver.lines import Line, head
from tests.mockserver.proxy.proxied import (
    AUTHORIZATION,
    CREDENTIALS,
    Proxied,
    answering,
    connect,
    established,
    head_of,
    listing_at,
    other_host,
    proxied,
)
from tests.mockserver.receivers import closed_port
from tests.mockserver.wire import KLING3

pytestmark = pytest.mark.usefixtures("loop")
STRANGER = (
    "this proxy serves the programs that kling3-mock started alone: take its URL, with user and password, from "
    "HTTPS_PROXY in their environment"
)


@pytest.fixture
def guarded(mock: Mock) -> Iterator[Proxied]:
    with proxied(mock, ProxyRules(CREDENTIALS)) as made:
        yield made


@pytest.fixture
def proxy(mock: Mock) -> Iterator[Proxied]:
    with proxied(mock) as made:
        yield made


def basic(credentials: str, scheme: str = "Basic") -> str:
    return f"Proxy-Authorization: {scheme} {base64.b64encode(credentials.encode()).decode()}"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [basic("kling3:wrong")],
        [basic(CREDENTIALS + "x")],
        [basic(CREDENTIALS, "Bearer")],
        ["Proxy-Authorization: Basic"],
        ["Proxy-Authorization: Basic \xff\xfe"],
        [f"Authorization: {AUTHORIZATION.partition(': ')[2]}"],
    ],
)
@pytest.mark.parametrize("wish", [connect, listing_at])
def test_who_does_not_know_the_password_is_told_where_it_is(
    guarded: Proxied, mock: Mock, lines: list[str], wish: object
) -> None:
    request = connect("api.freepik.com:443", *lines) if wish is connect else listing_at("http://example.com", *lines)
    line = guarded.asked(request)
    answer = line.answer()
    assert (answer.status, answer.reason, answer.message) == (407, "Not of this run", STRANGER)
    assert answer.headers["proxy-authenticate"] == 'Basic realm="kling3-mock"'
    assert line.rest() == b""
    assert mock.journal.exchanges() == []


@pytest.mark.parametrize("line", [AUTHORIZATION, AUTHORIZATION.replace("Basic", "basic"), basic(CREDENTIALS)])
def test_who_knows_it_is_let_in(guarded: Proxied, line: str) -> None:
    assert established(guarded.asked(connect("api.freepik.com:443", line)))


@pytest.mark.parametrize(
    ("request_bytes", "address"),
    [
        (connect("example.com:443"), "example.com:443"),
        (listing_at("http://example.com"), "example.com:80"),
        (listing_at("https://example.com:444"), "example.com:444"),
    ],
)
def test_offline_no_other_host_is_reached(mock: Mock, request_bytes: bytes, address: str) -> None:
    with proxied(mock, ProxyRules(offline=True)) as proxy:
        answer = proxy.asked(request_bytes).answer()
        assert established(proxy.asked(connect("api.freepik.com:443")))
    assert (answer.status, answer.reason) == (403, "Offline (kling3-mock --offline)")
    assert answer.message == f"{address} is not reached: kling3-mock runs with --offline, which lets nothing out"


@pytest.mark.parametrize("form", ["connect", "http", "https"])
def test_a_host_that_is_not_there_is_named(proxy: Proxied, form: str) -> None:
    with closed_port() as port:
        address = f"127.0.0.1:{port}"
        answer = proxy.asked(connect(address) if form == "connect" else listing_at(f"{form}://{address}")).answer()
    assert (answer.status, answer.reason) == (502, "No connection")
    assert answer.message.startswith(f"{address} can't be reached: ")
    assert "onnect" in answer.message.partition(": ")[2]


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".test"])
def test_a_name_that_no_host_can_have_is_answered_too(proxy: Proxied, host: str) -> None:
    answer = proxy.asked(connect(f"{host}:443")).answer()
    assert (answer.status, answer.reason) == (502, "No connection")


@pytest.mark.parametrize(
    "data", [b"CONNECT api.freepik.com HTTP/1.1\r\n\r\n", b"hello\r\n\r\n", b"\x16\x03\x01\r\n\r\n"]
)
def test_what_is_no_request_to_a_proxy_is_refused(proxy: Proxied, data: bytes) -> None:
    answer = proxy.asked(data).answer()
    expected = "expected CONNECT host:port, or a whole URL as a proxy gets it"
    assert (answer.status, answer.reason, answer.message) == (400, "Not a proxy request", expected)


def test_a_head_that_is_too_long_is_refused(proxy: Proxied) -> None:
    line = proxy.asked(b"CONNECT api.freepik.com:443 HTTP/1.1\r\nX: ", b"x" * 70_000)
    assert line.answer().status == 400
    assert line.rest() == b""


def test_a_head_without_an_end_is_not_waited_for(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PATIENCE", 0.05)
    with proxied(mock) as proxy:
        assert proxy.asked(b"CONNECT api.freepik.com:443 HTTP/1.1\r\n").rest() == b""
        assert proxy.line().rest() == b""


def test_who_is_refused_while_it_sends_hears_why(guarded: Proxied) -> None:
    order = head("POST", f"https://api.freepik.com{KLING3}", "Content-Length: 3000000")
    line = guarded.asked(order, *[b"x" * 1_000_000] * 3)
    assert line.answer().message == STRANGER
    assert line.rest() == b""


def test_who_is_refused_and_stays_is_left(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_FAREWELL", 0.05)
    with proxied(mock, ProxyRules(CREDENTIALS)) as proxy:
        line = proxy.asked(connect("api.freepik.com:443"))
        assert line.answer().status == 407
        assert line.rest() == b""
        with pytest.raises(ConnectionError):
            line.send(b"x" * 100_000_000)


def by_proxy(mock: Mock, answer: bytes, user: str = "") -> tuple[Line, bytes]:
    """Return what a client gets, and the wish that another proxy heard."""
    heard: list[bytes] = []

    def talk(line: Line) -> None:
        heard.append(head_of(line))
        line.send(answer)
        line.socket.shutdown(socket.SHUT_WR)

    with other_host(talk) as address, proxied(mock, environment={"HTTPS_PROXY": f"http://{user}{address}"}) as proxy:
        line = proxy.asked(connect("example.com:443"))
        content = line.rest()
    (wish,) = heard
    return content, wish


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 407 Who are you\r\n\r\n", "answered HTTP/1.1 407 Who are you"),
        (b"", "answered nothing"),
        (b"HTTP/1.1 200 OK\r\nwithout: end\r\n", "answered HTTP/1.1 200 OK"),
        (b"SSH-2.0-server\r\n\r\n", "answered SSH-2.0-server"),
    ],
)
def test_another_proxy_that_refuses_is_named_with_its_answer(mock: Mock, answer: bytes, expected: str) -> None:
    content, wish = by_proxy(mock, answer)
    assert content.startswith(b"HTTP/1.1 502 No connection\r\n")
    message = json.loads(content.partition(b"\r\n\r\n")[2])["message"]
    assert message.startswith("example.com:443 can't be reached: the proxy 127.0.0.1:")
    assert message.endswith(expected)
    assert wish.startswith(b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n")


def test_another_proxy_is_told_its_user_and_never_ours(mock: Mock) -> None:
    answer = b"HTTP/1.0 204 Come in\r\n\r\n" + answering(b"hello")
    content, wish = by_proxy(mock, answer, "us%40er:pass@")
    assert b"Proxy-Authorization: Basic dXNAZXI6cGFzcw==\r\n" in wish
    assert content == b"HTTP/1.1 200 Connection established\r\n\r\n" + answering(b"hello")
