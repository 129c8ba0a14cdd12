"""Connections: an answer leaves as one packet, and whatever is no plain answer as it did before."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import cast

import pytest

from kling3_mockserver.extensions import CORK
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings import ClockKind, Settings
from kling3_mockserver.threaded import ThreadedServer
from kling3_mockserver.transports import CorkedTransport

LIST = "/v1/ai/video/kling-v3"


class Written:
    def __init__(self) -> None:
        self.packets: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.packets.append(data)

    def is_closing(self) -> bool:
        return False


def corked() -> tuple[CorkedTransport, Written]:
    written = Written()
    return CorkedTransport(cast("asyncio.Transport", written)), written


def test_after_cork_two_writes_leave_as_one() -> None:
    transport, written = corked()
    transport.cork()
    for data in (b"head ", b"body", b"more"):
        transport.write(data)
    assert written.packets == [b"head body", b"more"]


def test_without_cork_each_write_leaves_at_once() -> None:
    transport, written = corked()
    transport.write(b"head")
    assert written.packets == [b"head"]
    assert transport.is_closing() is False


@pytest.fixture
def port() -> Iterator[int]:
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))
    with ThreadedServer(mock) as server:
        yield int(server.url.rpartition(":")[2])
    mock.close()


def said(port: int, request: bytes, until: bytes) -> bytes:
    """Send bytes, and return what came back up to and with some of its bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while until not in received:
            part = connection.recv(65_536)
            assert part, received
            received += part
    return received


def asked(method: str) -> bytes:
    return f"{method} {LIST} HTTP/1.1\r\nhost: a\r\nx-freepik-api-key: k\r\n\r\n".encode()


def test_an_answer_without_a_body_is_not_held_back(port: int) -> None:
    assert said(port, asked("HEAD"), b"\r\n\r\n").startswith(b"HTTP/1.1 200 OK")


def test_requests_that_come_together_are_all_answered(port: int) -> None:
    answers = said(port, asked("GET") + asked("HEAD") + asked("DELETE"), b'"message"')
    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.count(b"HTTP/1.1 405 ") == 1
    assert answers.count(b'{"data":[]}') == 1


async def told(message: dict[str, object], order: list[object]) -> None:
    order.append(message["type"])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("GET", ["cork", "http.response.start", "http.response.body"]),
        ("HEAD", ["http.response.start", "http.response.body"]),
    ],
)
def test_a_server_that_can_is_asked_for_one_packet(method: str, expected: list[str]) -> None:
    order: list[object] = []
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))
    scope = {
        "type": "http", "method": method, "path": LIST, "query_string": b"", "headers": [(b"x-freepik-api-key", b"k")],
        "extensions": {CORK: {"cork": lambda: order.append("cork")}},
    }  # fmt: skip
    asyncio.run(mock(scope, pytest.fail, lambda message: told(message, order)))
    assert order == expected
    mock.close()
