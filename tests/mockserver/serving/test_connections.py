"""Connections: an answer leaves as one packet, and whatever is no plain answer as it did before."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator

import pytest
from starlette.types import Send

from kling3_mockserver.http.extensions import WHOLE
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings

LIST = "/v1/ai/video/kling-v3"


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
    assert answers.count(b"HTTP/1.1 404 ") == 1
    assert answers.count(b'{"data":[]}') == 1


def test_an_answer_leaves_as_one_packet() -> None:
    """Who reads once has it whole, as long as it is short."""
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))
    with ThreadedServer(mock) as server:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(asked("GET"))
            assert connection.recv(65_536).endswith(b'{"data":[]}')
    mock.close()


async def told(message: dict[str, object], order: list[object]) -> None:
    order.append(message["type"])


@pytest.mark.parametrize(
    ("takes", "expected"),
    [(True, ["whole", 1]), (False, ["whole", 0, "http.response.start", "http.response.body"])],
)
def test_a_server_that_can_is_given_an_answer_whole_with_what_notes_it(*, takes: bool, expected: list[object]) -> None:
    order: list[object] = []
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))

    def answer(_send: Send, response: Response, note: Callable[[], None]) -> bool:
        assert response.body == b'{"data":[]}'
        order.append("whole")
        if takes:
            note()
        order.append(len(mock.journal.exchanges()))
        return takes

    scope = {
        "type": "http", "method": "GET", "path": LIST, "query_string": b"", "headers": [(b"x-freepik-api-key", b"k")],
        "extensions": {WHOLE: {"answer": answer}},
    }  # fmt: skip
    asyncio.run(mock(scope, pytest.fail, lambda message: told(message, order)))
    assert order == expected
    assert len(mock.journal.exchanges()) == 1
    mock.close()
