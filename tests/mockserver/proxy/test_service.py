"""The proxy answers for the service's hosts itself, whatever form a client's request has and however it comes."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from kling3_mockserver.http.hosts import HOSTS, RESULT_HOST
from kling3_mockserver.journal.views import exchange_view
from kling3_mockserver.mock import Mock
from kling3_mockserver.proxy.rules import ProxyRules
from tests.mockserver.lines import Line, head, listing, ordering
from tests.mockserver.proxy.proxied import (
    AUTHORITY,
    AUTHORIZATION,
    CREDENTIALS,
    Proxied,
    connect,
    established,
    listing_at,
    proxied,
)
from tests.mockserver.tls.handshakes import client_of, in_memory
from tests.mockserver.wire import KLING3, KLING3_PRO

pytestmark = pytest.mark.usefixtures("loop")
T = TypeVar("T")


@pytest.fixture
def proxy(mock: Mock) -> Iterator[Proxied]:
    with proxied(mock) as made:
        yield made


def is_listing(line: Line) -> bool:
    answer = line.answer()
    return answer.status == 200 and "data" in json.loads(answer.body)


@pytest.mark.parametrize("host", sorted(HOSTS))
def test_each_host_is_answered_for_by_tls(proxy: Proxied, host: str) -> None:
    line = proxy.secured(host)
    for _ in range(3):
        line.send(head("GET", KLING3))
        assert is_listing(line)


def test_another_spelling_of_a_host_is_the_same_host(proxy: Proxied) -> None:
    line = proxy.shaken(proxy.tunnel("API.Freepik.com.:443"))
    line.send(listing())
    assert is_listing(line)


def test_links_lead_to_the_service_since_the_client_believes_to_be_there(proxy: Proxied, mock: Mock) -> None:
    line = proxy.secured()
    line.send(ordering().replace(b"mock.test", b"api.freepik.com"))
    task_id = json.loads(line.answer().body)["data"]["task_id"]
    mock.clock.advance(3_600)
    line.send(head("GET", f"{KLING3}/{task_id}").replace(b"mock.test", b"api.freepik.com"))
    link = json.loads(line.answer().body)["data"]["generated"][0]
    assert link.startswith(f"https://{RESULT_HOST}/")
    video = proxy.secured(RESULT_HOST)
    video.send(head("GET", link.removeprefix(f"https://{RESULT_HOST}")))
    answer = video.answer()
    assert (answer.status, answer.headers["content-type"], answer.body[4:8]) == (200, "video/mp4", b"ftyp")


def test_a_wish_that_comes_byte_by_byte_is_granted(proxy: Proxied) -> None:
    line = proxy.line()
    for byte in connect("api.freepik.com:443"):
        line.send(bytes([byte]))
    assert established(line)
    line = proxy.shaken(line)
    line.send(listing())
    assert is_listing(line)


class Hasty:
    """A client that does not wait for the proxy's answer before it begins with TLS."""

    def __init__(self, line: Line) -> None:
        self._socket = line.socket
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        # By its place: the plugin, which guards this run too, looks for the host by its name.
        context, host = client_of(AUTHORITY.certificate), "api.freepik.com"
        self._tls = in_memory(context, self._incoming, self._outgoing, host)

    def begin(self, wish: bytes, cut: int) -> None:
        with pytest.raises(ssl.SSLWantReadError):
            self._tls.do_handshake()
        hello = self._outgoing.read()
        self._socket.sendall(wish + hello[:cut])
        came = b""
        while b"\r\n\r\n" not in came:
            came += self._socket.recv(1)
        assert came == b"HTTP/1.1 200 Connection established\r\n\r\n"
        self._socket.sendall(hello[cut:])

    def shake_hands(self) -> None:
        self._until(lambda: self._tls.do_handshake() is None)

    def ask(self, request: bytes) -> bytes:
        self._tls.write(request)
        return self._until(lambda: self._tls.read(65_536))

    def _until(self, step: Callable[[], T]) -> T:
        while True:
            try:
                return step()
            except ssl.SSLWantReadError:
                self._socket.sendall(self._outgoing.read())
                self._incoming.write(self._socket.recv(65_536))


@pytest.mark.parametrize("cut", [1, 5, 100, 10_000])
def test_a_handshake_that_comes_with_the_wish_is_read(proxy: Proxied, cut: int) -> None:
    client = Hasty(proxy.line())
    client.begin(connect("api.freepik.com:443"), cut)
    client.shake_hands()
    for _ in range(2):
        assert client.ask(listing()).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_request_that_comes_with_the_end_of_the_handshake_is_answered(proxy: Proxied) -> None:
    line = proxy.shaken(proxy.tunnel("api.freepik.com:443"))
    line.send(*[listing()] * 20)
    assert all(is_listing(line) for _ in range(20))


@pytest.mark.parametrize("together", [True, False])
def test_a_connection_for_http_is_served_without_tls(proxy: Proxied, *, together: bool) -> None:
    wish = connect("api.freepik.com:80")
    line = proxy.asked(wish + listing() if together else wish)
    assert established(line)
    if not together:
        line.send(listing())
    assert is_listing(line)


@pytest.mark.parametrize("url", ["http://api.freepik.com", "https://api.magnific.com", "https://api.freepik.com:443"])
def test_a_whole_url_is_answered_and_the_connection_ends(proxy: Proxied, mock: Mock, url: str) -> None:
    line = proxy.asked(listing_at(url, AUTHORIZATION))
    answer = line.answer()
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    assert line.rest() == b""
    (asked,) = mock.journal.exchanges()
    assert (asked.request.path, asked.request.header(b"host")) == (KLING3, url.partition("://")[2])


def test_an_order_by_a_whole_url_comes_with_its_body_in_any_pieces(proxy: Proxied) -> None:
    request = ordering().replace(KLING3_PRO.encode(), b"https://api.freepik.com" + KLING3_PRO.encode())
    line = proxy.line()
    for byte in request:
        line.send(bytes([byte]))
    assert json.loads(line.answer().body)["data"]["status"] == "CREATED"


def test_who_takes_the_port_for_the_fakes_own_is_served(mock: Mock) -> None:
    with proxied(mock, ProxyRules(CREDENTIALS)) as proxy:
        line = proxy.line()
        for _ in range(2):
            line.send(listing())
            assert is_listing(line)


@pytest.mark.parametrize("form", ["whole URL", "CONNECT", "in the tunnel", "no proxy"])
def test_the_password_of_the_proxy_is_shown_nowhere(mock: Mock, form: str) -> None:
    with proxied(mock, ProxyRules(CREDENTIALS)) as proxy:
        if form == "whole URL":
            line = proxy.asked(listing_at("http://api.freepik.com", AUTHORIZATION))
        elif form == "no proxy":
            line = proxy.asked(listing(AUTHORIZATION))
        else:
            tunnel = proxy.tunnel("api.freepik.com:443", AUTHORIZATION)
            line = proxy.shaken(tunnel)
            line.send(listing(AUTHORIZATION) if form == "in the tunnel" else listing())
        assert is_listing(line)
    (asked,) = mock.journal.exchanges()
    shown = json.dumps(exchange_view(asked))
    assert AUTHORIZATION.split()[-1][:8] not in shown
    assert CREDENTIALS not in shown
