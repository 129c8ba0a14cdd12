"""A connection has only so much time: idle ones are closed, half requests are told how far they came."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from queue import Empty

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.faults.fault import Latency
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.patience import PATIENCE, Deadline, Patience
from tests.mockserver.faulting import fail
from tests.mockserver.lines import ORDER, Line, Served, chunked, listening, listing, ordering
from tests.mockserver.posting import PATIENCE as WAIT
from tests.mockserver.receivers import Inbox
from tests.mockserver.wire import KLING3, KLING3_PRO

LONG, SHORT = 1_000.0, 0.05
ENOUGH = 0.5
"""Seconds in which a busy machine can be expected to send a head."""
FOREVER = Patience(LONG, LONG, LONG, LONG)
Serve = Callable[[Patience], Served]
Held = tuple[Served, threading.Event]


class Loop:
    """An event loop's clock, which a test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Timer]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(callback)
        self.timers.append((when, timer))
        return timer

    def move(self, to: float) -> None:
        """Go on to a time, by the timers that are due until then."""
        while due := [each for each in self.timers if each[0] <= to]:
            first = min(due, key=lambda each: each[0])
            self.timers.remove(first)
            self.now = max(self.now, first[0])
            first[1].run()
        self.now = to


class Timer:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.run = callback

    def cancel(self) -> None:
        self.run = bool  # type: ignore[assignment]  # does nothing


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def missed() -> list[float]:
    return []


@pytest.fixture
def deadline(loop: Loop, missed: list[float]) -> Deadline:
    return Deadline(loop, lambda: missed.append(loop.now))  # type: ignore[arg-type]  # all of a loop that it uses


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [([5.0], [5.0]), ([5.0, 9.0], [9.0]), ([9.0, 5.0], [5.0]), ([5.0, 9.0, 7.0], [7.0]), ([], [])],
)
def test_a_deadline_is_missed_once_and_when_it_was_set_to_last(
    loop: Loop, deadline: Deadline, missed: list[float], seconds: list[float], expected: list[float]
) -> None:
    for each in seconds:
        deadline.set(each)
    loop.move(100.0)
    assert missed == expected


def test_a_deadline_that_is_put_off_again_and_again_costs_no_timer_each(loop: Loop, deadline: Deadline) -> None:
    for _ in range(1_000):
        deadline.set(5.0)
        loop.move(loop.now + 0.001)
    assert len(loop.timers) == 1


def test_a_deadline_may_be_set_anew_or_given_up(loop: Loop, deadline: Deadline, missed: list[float]) -> None:
    deadline.set(5.0)
    loop.move(6.0)
    deadline.set(5.0)
    loop.move(12.0)
    deadline.set(5.0)
    deadline.cancel()
    loop.move(100.0)
    assert missed == [5.0, 11.0]


def test_a_deadline_keeps_to_the_clock_of_a_real_loop() -> None:
    async def wait() -> float:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        Deadline(loop, ended.set).set(SHORT)
        began = loop.time()
        await asyncio.wait_for(ended.wait(), WAIT)
        return loop.time() - began

    assert asyncio.run(wait()) >= SHORT * 0.9


@pytest.fixture
def held() -> Iterator[Held]:
    """Let an application listen that asks for no body before it is told to go on."""
    ready, inbox = threading.Event(), Inbox(204)

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.to_thread(ready.wait, WAIT)
        await inbox(scope, receive, send)

    with listening(wait, FOREVER._replace(body=3 * ENOUGH, head=4 * ENOUGH)) as served:
        yield served, ready


@pytest.fixture
def serve(mock: Mock) -> Iterator[Serve]:
    """Let the mock listen with another patience."""
    with ExitStack() as stack:
        yield lambda patience: stack.enter_context(listening(mock, patience))


def test_idle_connections_outlast_the_polls_and_pools_of_usual_clients() -> None:
    assert PATIENCE.idle >= 60
    assert 10 <= PATIENCE.head <= 30
    assert 10 <= PATIENCE.body <= 30


@pytest.mark.parametrize("sent", [b"", b"\r\n"])
def test_a_connection_that_asks_nothing_is_closed_without_a_word(serve: Serve, sent: bytes) -> None:
    served = serve(FOREVER._replace(head=SHORT))
    line = served.line()
    line.send(sent)
    assert line.rest() == b""
    assert served.notices.empty()


def test_a_connection_that_asks_no_more_is_closed_too(serve: Serve) -> None:
    served = serve(FOREVER._replace(idle=SHORT))
    line = served.line()
    line.send(listing())
    assert line.answer().status == 200
    assert line.rest() == b""
    assert served.notices.empty()


def test_an_empty_line_is_no_way_to_stay_for_ever(serve: Serve) -> None:
    """Some clients end a body with a line of its own."""
    served = serve(FOREVER._replace(head=ENOUGH))
    line = served.line()
    line.send(listing())
    assert line.answer().status == 200
    assert served.line().rest() == b""
    line.send(b"\r\n")
    assert line.rest() == b""


def test_the_time_for_a_head_does_not_end_an_idle_connection(serve: Serve) -> None:
    served = serve(FOREVER._replace(head=ENOUGH))
    line = served.line()
    line.send(listing())
    assert line.answer().status == 200
    assert served.line().rest() == b""
    line.send(listing())
    assert line.answer().status == 200


def test_the_time_for_a_head_does_not_end_a_request_that_is_being_answered(serve: Serve, mock: Mock) -> None:
    served = serve(FOREVER._replace(head=ENOUGH))
    fail(mock, Latency(2 * ENOUGH))
    line = served.line()
    line.send(listing())
    assert served.line().rest() == b""
    assert line.answer().status == 200


@pytest.mark.parametrize(
    ("half", "name"), [(b"GET", "a request"), (f"GET {KLING3} HTTP/1.1\r\nhost: a\r\nx-b".encode(), f"GET {KLING3}")]
)
@pytest.mark.parametrize("before", [b"", listing()])
def test_half_a_head_is_told_that_its_end_is_missing(serve: Serve, before: bytes, half: bytes, name: str) -> None:
    served = serve(FOREVER._replace(head=ENOUGH))
    line = served.line()
    line.send(before + half)
    if before:
        assert line.answer().status == 200
    message = f"the head of {name} had no end after 0.5 s: end it with an empty line"
    said = line.answer()
    assert (said.status, said.message, said.headers["connection"]) == (408, message, "close")
    assert line.rest() == b""
    assert served.told() == f"not served, 408: {message}"


def test_a_head_gets_no_more_time_by_coming_in_small_pieces(serve: Serve) -> None:
    served = serve(FOREVER._replace(head=SHORT))
    line = served.line()
    line.send(b"GET /")
    for _ in range(round(WAIT / SHORT) * 5):
        line.send(b"x")
        with suppress(Empty):
            assert served.notices.get(timeout=SHORT / 5).text.startswith("not served, 408 ")
            return
    pytest.fail("a head that comes byte by byte has all the time in the world")


UNFINISHED = f"of the 40 bytes of content-length came with POST {KLING3_PRO}, and then none for 0.05 s"


@pytest.mark.parametrize(
    ("request_bytes", "message"),
    [
        (ordering(length=40), f"31 {UNFINISHED}: count the body in bytes"),
        (ordering(body=b"", length=40), f"0 {UNFINISHED}: count the body in bytes"),
        (
            chunked(ORDER)[:-5],
            f"the chunked body of POST {KLING3_PRO} stopped after 31 bytes for 0.05 s: end it with an empty chunk",
        ),
    ],
)
def test_a_body_that_stops_is_told_how_far_it_came(
    serve: Serve, mock: Mock, request_bytes: bytes, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(FOREVER._replace(body=SHORT))
    line = served.line()
    line.send(request_bytes)
    said = line.answer()
    assert (said.status, said.message) == (408, message)
    assert line.rest() == b""
    assert served.told() == f"not served, 408: {message}"
    assert (mock.journal.exchanges(), caplog.records) == ([], [])


def test_a_body_that_stops_at_the_control_api_prints_nothing(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    served = serve(FOREVER._replace(body=SHORT))
    line = served.line()
    line.send(b"POST /_mock/scenarios HTTP/1.1\r\nHost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n{")
    assert line.answer().status == 408
    assert line.rest() == b""
    # Answered by the same loop, so what became of the first is known by then.
    other = served.line()
    other.send(listing())
    assert (other.answer().status, caplog.records) == (200, [])


def test_a_body_that_goes_on_may_take_longer(serve: Serve) -> None:
    served = serve(FOREVER._replace(head=ENOUGH))
    line = served.line()
    request = ordering()
    line.send(request[:-5])
    other = served.line()
    assert other.rest() == b""
    line.send(request[-5:])
    assert line.answer().status == 200


def test_an_answered_request_whose_body_stops_is_closed_without_a_second_answer(serve: Serve) -> None:
    served = serve(FOREVER._replace(body=SHORT, farewell=SHORT))
    line = served.line()
    line.send(ordering(length=40).replace(b"alpha-key", b""))
    assert line.answer().status == 401
    assert line.rest() == b""
    assert served.notices.empty()


def test_who_waits_for_the_server_is_not_hurried(held: Held) -> None:
    """As long as the first request is not answered, the second is not read, and no leave is given to send a body."""
    served, ready = held
    pipelined, asking = served.line(), served.line()
    pipelined.send(listing() + ordering()[: -len(ORDER)])
    asking.send(ordering("Expect: 100-continue")[: -len(ORDER)])
    # In that time a body might have stopped often enough.
    assert served.line().rest() == b""
    ready.set()
    pipelined.send(ORDER)
    assert (pipelined.answer().status, pipelined.answer().status) == (204, 204)
    assert [asking.line(), asking.line()] == [b"HTTP/1.1 100 Continue\r\n", b"\r\n"]
    asking.send(ORDER)
    assert asking.answer().status == 204


def send_on(line: Line) -> None:
    for _ in range(1_000_000):
        line.send(b"x" * 1_024)


def test_who_sends_on_after_the_last_answer_is_heard_out_only_so_long(serve: Serve) -> None:
    served = serve(FOREVER._replace(farewell=SHORT))
    line = served.line()
    line.send(b"HELLO\r\n")
    assert line.answer().status == 400
    assert line.rest() == b""
    with pytest.raises(ConnectionError):
        send_on(line)
