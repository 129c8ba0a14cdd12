"""An answer is taken whole where it can be sent as it stands, and goes the usual way everywhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from kling3_mockserver.http.messages import Response
from kling3_mockserver.serving.answering import taken_whole

GOOD = Response(200, [(b"content-type", b"application/json"), (b"content-length", b"2")], b"{}")
WHOLE = b"HTTP/1.1 200 OK\r\ndate: today\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))


class Asked:
    """One request as uvicorn has it, and what came of it."""

    def __init__(self, method: str = "GET") -> None:
        self.transport, self.done = Transport(), 0
        self.cycle = RequestResponseCycle(
            scope={"type": "http", "method": method},  # type: ignore[typeddict-item]
            transport=self.transport, flow=FlowControl(self.transport), logger=logging.getLogger(__name__),
            access_logger=logging.getLogger(__name__), access_log=False, default_headers=[(b"date", b"today")],
            message_event=asyncio.Event(), expect_100_continue=False, keep_alive=True, on_response=self.on_response,
        )  # fmt: skip

    def on_response(self) -> None:
        self.done += 1


def test_an_answer_is_written_in_one_piece_when_it_is_sent_and_counts_as_given_before() -> None:
    asked = Asked()
    leaving = taken_whole(asked.cycle.send, GOOD)  # type: ignore[arg-type]
    assert leaving is not None
    assert (asked.cycle.response_complete, asked.transport.written, asked.done) == (True, [], 0)
    leaving.write(leaving.data)
    leaving.done()
    assert (asked.transport.written, asked.done) == ([WHOLE], 1)


def ended(asked: Asked) -> None:
    asked.cycle.keep_alive = False


def gone(asked: Asked) -> None:
    asked.cycle.disconnected = True


def begun(asked: Asked) -> None:
    asked.cycle.response_started = True


def full(asked: Asked) -> None:
    asked.cycle.flow.pause_writing()


@pytest.mark.parametrize("state", [ended, gone, begun, full])
def test_what_is_not_sent_as_it_stands_goes_the_usual_way(state: Callable[[Asked], None]) -> None:
    asked = Asked()
    state(asked)
    assert taken_whole(asked.cycle.send, GOOD) is None  # type: ignore[arg-type]
    assert not asked.cycle.response_complete


@pytest.mark.parametrize(
    "odd",
    [(b"connection", b"close"), (b"x-a", b"1\r\nset-cookie: a=b"), (b"x-a", b"\0"), (b"x-a", b"1\n"), (b"x-a\r", b"1")],
)
def test_headers_that_mean_or_are_something_else_go_the_usual_way(odd: tuple[bytes, bytes]) -> None:
    """There uvicorn refuses what no header may hold."""
    response = Response(200, [*GOOD.headers, odd], b"{}")
    assert taken_whole(Asked().cycle.send, response) is None  # type: ignore[arg-type]


def test_an_answer_to_head_goes_the_usual_way() -> None:
    assert taken_whole(Asked("HEAD").cycle.send, GOOD) is None  # type: ignore[arg-type]


def test_a_send_of_somebody_else_is_left_to_him() -> None:
    """A middleware may have put its own before the server's, to add headers."""

    async def send(_message: object) -> None: ...

    assert taken_whole(send, GOOD) is None
