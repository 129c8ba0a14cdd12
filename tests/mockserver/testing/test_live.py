"""A live server costs nothing before its URL is asked for, or before somebody knocks at a port that was bound early."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from kling3_mockserver.errors import NoSocketError, SettingsError
from kling3_mockserver.testing.live import LiveServer
from tests.mockserver.posting import PATIENCE


@pytest.fixture
def live() -> Iterator[LiveServer]:
    server = LiveServer()
    yield server
    server.stop()


def threads() -> set[str]:
    return {each.name for each in threading.enumerate()}


def status(url: str) -> int:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.get(f"{url}/v1/ai/video/kling-v3").status_code


def test_it_starts_when_its_url_is_asked_for_and_keeps_it(live: LiveServer) -> None:
    assert "kling3-server" not in threads()
    assert live.url == live.url
    assert "kling3-server" in threads()
    assert status(live.url) == 503


def test_a_port_that_is_bound_early_is_answered_when_somebody_knocks(live: LiveServer) -> None:
    url = live.bind()
    assert "kling3-server" not in threads()
    assert status(url) == 503
    assert "kling3-server" in threads()
    assert live.url == live.bind() == url


def test_a_port_that_is_bound_early_is_the_one_that_is_served_later(live: LiveServer) -> None:
    url = live.bind()
    assert (live.url, status(live.url)) == (url, 503)


def test_nothing_is_left_of_it_after_the_stop(live: LiveServer) -> None:
    url = live.bind()
    live.stop()
    assert not {"kling3-server", "kling3-doorbell"} & threads()
    with pytest.raises(httpx.ConnectError):
        status(url)
    live.stop()


def test_it_answers_nowhere_before_it_was_asked_and_after_its_end(live: LiveServer) -> None:
    assert live.bound_url == ""
    assert live.url == live.bound_url
    live.stop()
    assert live.bound_url == ""


@pytest.mark.parametrize("bound", [False, True])
def test_where_no_socket_may_be_made_the_url_is_refused_with_what_to_do(
    live: LiveServer, monkeypatch: pytest.MonkeyPatch, *, bound: bool
) -> None:
    class SocketBlockedError(RuntimeError):
        pass

    def refuse(*_arguments: object) -> None:
        raise SocketBlockedError("A test tried to use socket.socket.")

    if bound:
        live.bind()
    with monkeypatch.context() as patch:
        patch.setattr(socket, "socket", refuse)
        with pytest.raises(NoSocketError) as refused:
            assert live.url
    words = str(refused.value)
    assert words.startswith("kling3.url needs a socket, and this test may have none (SocketBlockedError: A test tried ")
    assert "the HTTP clients of Python reach the fake without, or mark the test with pytest.mark.enable_socket" in words
    assert status(live.url) == 503


def test_another_host_than_the_one_that_is_bound_is_refused(live: LiveServer) -> None:
    live.check_host("127.0.0.1")
    live.bind()
    with pytest.raises(SettingsError, match=r"^host: got 0\.0\.0\.0, but kling3_base_url_env has taken a port on 127"):
        live.check_host("0.0.0.0")
