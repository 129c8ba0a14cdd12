"""A server in a thread: there from its start to its stop, and silent."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.posting import PATIENCE
from tests.mockserver.receivers import Inbox, has_ipv6


def status(url: str) -> int:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.get(url).status_code


def wait_until_refused(url: str) -> None:
    """Knock until nobody opens."""
    host, _, port = url.removeprefix("http://").partition(":")
    with suppress(ConnectionError):
        while True:
            socket.create_connection((host, int(port)), PATIENCE).close()


def test_it_answers_between_start_and_stop() -> None:
    server = ThreadedServer(Inbox())
    try:
        assert server.start() is server
        assert status(server.url) == 204
    finally:
        server.stop()
    with pytest.raises(httpx.ConnectError):
        status(server.url)


def test_it_answers_inside_with() -> None:
    with ThreadedServer(Inbox(200)) as server:
        assert status(server.url) == 200
    with pytest.raises(httpx.ConnectError):
        status(server.url)


def test_its_thread_is_gone_after_the_stop() -> None:
    with ThreadedServer(Inbox()):
        assert "kling3-server" in [each.name for each in threading.enumerate()]
    assert "kling3-server" not in [each.name for each in threading.enumerate()]


def test_its_url_is_known_and_its_port_taken_before_it_starts() -> None:
    server = ThreadedServer(Inbox())
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(SettingsError, match=f"port: {port} is in use on 127.0.0.1"):
        ThreadedServer(Inbox(), port=port)
    server.stop()
    ThreadedServer(Inbox(), port=port).stop()


def test_stopping_twice_does_no_harm() -> None:
    server = ThreadedServer(Inbox()).start()
    server.stop()
    server.stop()


def test_several_have_a_port_each() -> None:
    with ThreadedServer(Inbox(200)) as one, ThreadedServer(Inbox(404)) as other:
        assert (status(one.url), status(other.url)) == (200, 404)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("0.0.0.0", "http://127.0.0.1:"),
        pytest.param(
            "::1",
            "http://[::1]:",
            marks=pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6: a server there was not asked"),
        ),
    ],
)
def test_it_listens_where_it_is_told_to(host: str, expected: str) -> None:
    with ThreadedServer(Inbox(), host) as server:
        assert server.url.startswith(expected)
        assert status(server.url) == 204


def test_a_request_under_way_is_answered_before_the_stop() -> None:
    arrived, go_on = threading.Event(), threading.Event()
    inbox = Inbox(200)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        arrived.set()
        await asyncio.to_thread(go_on.wait, PATIENCE)
        await inbox(scope, receive, send)

    server = ThreadedServer(slow).start()
    with ThreadPoolExecutor() as pool:
        answered = pool.submit(status, server.url)
        arrived.wait(PATIENCE)
        stopped = pool.submit(server.stop)
        wait_until_refused(server.url)
        go_on.set()
        assert answered.result(PATIENCE) == 200
        stopped.result(PATIENCE)


def test_it_prints_nothing_and_does_not_name_its_server_program(mock: Mock, capfd: pytest.CaptureFixture[str]) -> None:
    with ThreadedServer(mock) as server, httpx.Client(trust_env=False) as client:
        answer = client.get(f"{server.url}/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert "date" in answer.headers
    assert capfd.readouterr() == ("", "")


def test_an_application_that_breaks_is_a_500_and_the_server_goes_on() -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    with ThreadedServer(broken) as server:
        assert [status(server.url), status(server.url)] == [500, 500]
