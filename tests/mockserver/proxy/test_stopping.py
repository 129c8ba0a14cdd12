"""Whatever a proxy has under way when its server stops is ended at once, and nothing is left open."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.lines import Line, listing
from tests.mockserver.proxy.proxied import Proxied, connect, established, head_of, listing_at, other_host, proxied

Begin = Callable[[Proxied, str], Line]
pytestmark = pytest.mark.usefixtures("loop")
SOON = 1.8
"""Seconds; a server waits two for what is under way and does not end."""


def in_a_tunnel(proxy: Proxied, address: str) -> Line:
    line = proxy.tunnel(address)
    line.send(b"hello\n")
    assert line.line() == b"hello\n"
    return line


def before_its_head(proxy: Proxied, _address: str) -> Line:
    return proxy.asked(b"CONNECT ")


def in_the_handshake(proxy: Proxied, _address: str) -> Line:
    line = proxy.tunnel("api.freepik.com:443")
    line.send(b"\x16\x03\x01")
    return line


def in_a_late_handshake(proxy: Proxied, _address: str) -> Line:
    line = proxy.asked(connect("api.freepik.com:443") + b"\x16\x03\x01\x02\x00")
    assert established(line)
    return line


def on_a_kept_connection(proxy: Proxied, _address: str) -> Line:
    line = proxy.secured()
    line.send(listing())
    assert line.answer().status == 200
    return line


def refused(proxy: Proxied, _address: str) -> Line:
    line = proxy.asked(b"hello\r\n\r\n")
    assert line.answer().status == 400
    return line


def echo(line: Line) -> None:
    try:
        while data := line.socket.recv(65_536):
            line.send(data)
    except ConnectionResetError:
        pass


BEGINNINGS: list[Begin] = [
    in_a_tunnel,
    before_its_head,
    in_the_handshake,
    in_a_late_handshake,
    on_a_kept_connection,
    refused,
]


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_a_server_stops_at_once(mock: Mock, begin: Begin) -> None:
    with other_host(*[echo] * (begin is in_a_tunnel)) as address, ExitStack() as stack:
        with proxied(mock) as proxy:
            line = begin(proxy, address)
            stack.enter_context(proxy.lines.pop_all())
            began = time.monotonic()
        assert time.monotonic() - began < SOON
        assert ended(line)
    # What was left open says so when it is collected.
    gc.collect()


def ended(line: Line) -> bool:
    try:
        return line.rest() == b""
    except ConnectionResetError:
        return True


def test_a_server_stops_while_a_host_is_looked_for(mock: Mock) -> None:
    """A listener whose queue is full lets nobody in, and refuses nobody."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as stack:
        address = f"127.0.0.1:{full.getsockname()[1]}"
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(full.getsockname())
        with proxied(mock) as proxy:
            proxy.asked(connect(address))
            proxy.asked(listing_at(f"http://{address}"))
            on_a_kept_connection(proxy, "")
            stack.enter_context(proxy.lines.pop_all())
            began = time.monotonic()
        assert time.monotonic() - began < SOON
    gc.collect()


def test_a_server_stops_while_another_proxy_thinks(mock: Mock) -> None:
    with other_host(lambda line: (head_of(line), line.rest())) as address, ExitStack() as stack:
        with proxied(mock, environment={"HTTPS_PROXY": f"http://{address}"}) as proxy:
            proxy.asked(connect("example.com:443"))
            on_a_kept_connection(proxy, "")
            stack.enter_context(proxy.lines.pop_all())
            began = time.monotonic()
        assert time.monotonic() - began < SOON
    gc.collect()


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_a_client_that_goes_away_leaves_nothing(mock: Mock, begin: Begin) -> None:
    with other_host(*[echo] * (begin is in_a_tunnel)) as address, proxied(mock) as proxy:
        begin(proxy, address).close()
        on_a_kept_connection(proxy, "")
    gc.collect()


def test_a_client_that_goes_away_while_a_proxy_thinks_leaves_nothing(mock: Mock) -> None:
    def think(line: Line) -> None:
        head_of(line)
        gone.wait()
        line.send(b"HTTP/1.1 200 OK\r\n\r\n")
        assert line.rest() == b""

    gone = threading.Event()
    with other_host(think) as address, proxied(mock, environment={"HTTPS_PROXY": f"http://{address}"}) as proxy:
        line = proxy.asked(connect("example.com:443"))
        line.close()
        gone.set()
        on_a_kept_connection(proxy, "")
    gc.collect()


def test_nothing_of_it_is_told_as_a_defect(mock: Mock, caplog: pytest.LogCaptureFixture) -> None:
    with proxied(mock) as proxy:
        for begin in (before_its_head, in_the_handshake, in_a_late_handshake, on_a_kept_connection, refused):
            begin(proxy, "").close()
            begin(proxy, "")
    assert caplog.records == []
