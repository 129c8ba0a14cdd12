"""Requests of one round are answered in order, noted before any answer leaves, and none costs another its answer."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from typing import cast

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling3_mockserver.faults import Latency
from kling3_mockserver.http.extensions import HALFWAY
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving import turn as turns
from kling3_mockserver.serving.answering import Leaving
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.serving.turn import Turn
from tests.mockserver.asking import KEY, at_once, created
from tests.mockserver.faulting import fail
from tests.mockserver.lines import ORDER, Line, Served, head, listening, listing, ordering
from tests.mockserver.wire import KLING3, KLING3_PRO

ANSWER = Response(200, [], b"{}")


class Loop:
    """An event loop that runs by hand."""

    def __init__(self) -> None:
        self.soon: list[object] = []

    def call_soon(self, callback: object) -> None:
        self.soon.append(callback)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in its order; each `send` is a name that answers are written down under."""
    order: list[str] = []

    def taken(send: object, _response: Response) -> Leaving | None:
        return None if send == "odd" else Leaving(lambda _: order.append(f"{send} leaves"), b"", lambda: None)

    monkeypatch.setattr(turns, "taken_whole", taken)
    return order


async def no_send(_message: Message) -> None: ...


async def silent(_scope: Scope, _receive: Receive, _send: Send) -> None: ...


def answer(turn: Turn, name: str, done: list[str]) -> bool:
    return turn.answer(cast("Send", name), ANSWER, lambda: done.append(f"{name} noted"))


def test_all_are_begun_then_all_are_noted_then_all_answers_leave(done: list[str]) -> None:
    turn, loop = Turn(silent), Loop()
    for name in ("a", "b"):

        def begin(name: str = name) -> None:
            done.append(f"{name} begins")
            answer(turn, name, done)

        turn.put(begin, cast("asyncio.AbstractEventLoop", loop))
    (take,) = loop.soon
    assert done == []
    take()  # type: ignore[operator]
    assert done == ["a begins", "b begins", "a noted", "b noted", "a leaves", "b leaves"]


def test_who_pauses_goes_on_when_all_have_been_looked_at(done: list[str]) -> None:
    turn, loop = Turn(silent), Loop()

    def begin(name: str) -> None:
        steps = turn.pause()
        assert steps.send(None) is turns.PAUSE
        done.append(f"{name} pauses")

        def go_on() -> None:
            assert list(turn.pause()) == []
            done.append(f"{name} goes on")
            answer(turn, name, done)

        turn.go_on(go_on)

    for name in ("a", "b"):
        turn.put(partial(begin, name), cast("asyncio.AbstractEventLoop", loop))
    loop.soon[0]()  # type: ignore[operator]
    assert done[:4] == ["a pauses", "b pauses", "a goes on", "b goes on"]
    assert done[4:] == ["a noted", "b noted", "a leaves", "b leaves"]


def test_outside_of_a_turn_nobody_pauses() -> None:
    assert list(Turn(silent).pause()) == []


def test_an_answer_outside_of_a_turn_is_noted_and_leaves_at_once(done: list[str]) -> None:
    assert answer(Turn(silent), "a", done)
    assert done == ["a noted", "a leaves"]


def test_what_has_to_go_the_usual_way_is_not_noted_here(done: list[str]) -> None:
    assert not answer(Turn(silent), "odd", done)
    assert done == []


def test_a_defect_costs_nobody_else_the_answer(done: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    turn, loop = Turn(silent), Loop()

    def broken() -> None:
        raise RuntimeError("a defect of the fake")

    turn.put(broken, cast("asyncio.AbstractEventLoop", loop))
    turn.put(lambda: done.append(str(answer(turn, "a", done))), cast("asyncio.AbstractEventLoop", loop))
    loop.soon[0]()  # type: ignore[operator]
    assert done == ["True", "a noted", "a leaves"]
    assert "RuntimeError: a defect of the fake" in capsys.readouterr().err


def test_of_an_application_that_does_not_say_nothing_is_taken_to_be_prompt() -> None:
    assert Turn(silent).at_once({"type": "http", "path": "/"}) is None


@pytest.mark.parametrize(
    ("path", "prompt"),
    [
        (KLING3, True), (f"{KLING3}/a-task", True), (KLING3_PRO, True), ("/_mock/tasks", False),
        (f"{KLING3}/", False), ("/kling_a-task.mp4", False),
    ],
)  # fmt: skip
def test_a_mock_says_which_paths_wait_for_nothing(mock: Mock, path: str, *, prompt: bool) -> None:
    assert (mock.at_once({"type": "http", "path": path}) is not None) is prompt


def test_where_something_may_go_wrong_a_mock_promises_nothing(mock: Mock) -> None:
    fail(mock, Latency(1))
    assert mock.at_once({"type": "http", "path": KLING3}) is None


@pytest.mark.parametrize(("body", "expected"), [(ORDER, 1), (b"{}", 0)], ids=["good", "refused"])
def test_an_order_pauses_once_before_anything_comes_of_it(mock: Mock, body: bytes, expected: int) -> None:
    held: list[int] = []

    async def pause() -> None:
        held.append(await mock.store.count())

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    scope = {
        "type": "http", "method": "POST", "path": KLING3_PRO, "query_string": b"",
        "headers": [(b"x-freepik-api-key", KEY.encode()), (b"content-type", b"application/json")],
        "extensions": {HALFWAY: {"pause": pause}},
    }  # fmt: skip
    at_once(cast("Coroutine[object, object, None]", mock(scope, receive, no_send)))
    assert held == [0]
    assert len(at_once(mock.store.all(2))) == expected


def asked(method: str, path: str, body: bytes = b"", key: str = KEY) -> tuple[Scope, bytes]:
    headers = [(b"x-freepik-api-key", key.encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    return scope, body


ROUND = (
    asked("GET", KLING3), asked("POST", KLING3_PRO, ORDER), asked("GET", KLING3), asked("POST", KLING3_PRO, b"{}"),
    asked("GET", KLING3, key=""), asked("GET", f"{KLING3}/nothing"), asked("POST", KLING3_PRO, ORDER),
    asked("GET", "/elsewhere"), asked("GET", KLING3), asked("DELETE", KLING3), asked("GET", "/kling_nothing.mp4"),
)  # fmt: skip


def answers_of(turn: Turn, mock: Mock, requests: Sequence[tuple[Scope, bytes]]) -> list[Message]:
    """Return all that was sent in answer to requests that come in one round."""
    sent: list[list[Message]] = [[] for _ in requests]
    loop = Loop()

    def begin(steps: Coroutine[object, object, None]) -> None:
        try:
            assert steps.send(None) is turns.PAUSE
            turn.go_on(partial(begin, steps))
        except StopIteration:
            pass

    for (scope, body), messages in zip(requests, sent, strict=True):

        async def receive(body: bytes = body) -> Message:
            return {"type": "http.request", "body": body}

        async def send(message: Message, messages: list[Message] = messages) -> None:
            messages.append(message)

        extended = {**scope, "extensions": {HALFWAY: {"pause": turn.pause}}}
        steps = cast("Coroutine[object, object, None]", mock(extended, receive, send))
        turn.put(partial(begin, steps), cast("asyncio.AbstractEventLoop", loop))
    loop.soon[0]()  # type: ignore[operator]
    return [message for messages in sent for message in messages]


def test_requests_of_one_round_are_answered_as_if_one_had_come_after_the_other(new_mock: Callable[..., Mock]) -> None:
    """So a seed makes the same bytes of the same requests, however many of them come together."""
    before, together, apart = (new_mock(seed=1) for _ in range(3))
    answers_of(Turn(before), before, ROUND)
    # With the same seed it is the task of the same order, which comes in the same round.
    task_id = at_once(before.store.all(2))[-1].id
    requests = (*ROUND, asked("GET", f"{KLING3}/{task_id}"))
    one_by_one = [message for each in requests for message in answers_of(Turn(apart), apart, [each])]
    assert answers_of(Turn(together), together, requests) == one_by_one
    assert [each.response for each in together.journal.exchanges()] == [
        each.response for each in apart.journal.exchanges()
    ]


@pytest.fixture
def served(mock: Mock) -> Iterator[Served]:
    with listening(mock) as made:
        yield made


def test_orders_of_one_round_have_the_ids_of_their_order(mock: Mock, served: Served) -> None:
    """With a seed the first order has the first id, whoever else orders at the same moment."""
    lines = [served.line() for _ in range(8)]
    for line in lines:
        line.send(ordering())
    answered = [json.loads(line.answer().body)["data"]["task_id"] for line in lines]
    assert sorted(answered) == sorted(each.task_id for each in mock.journal.exchanges())
    assert [each.task_id for each in mock.journal.exchanges()] == [each.id for each in at_once(mock.store.all(8))][::-1]


def test_requests_that_come_together_are_answered_in_their_order(served: Served) -> None:
    line = served.line()
    line.send(listing(), ordering(), head("DELETE", KLING3), listing())
    assert [line.answer().status for _ in range(4)] == [200, 200, 404, 200]


def test_a_body_that_comes_later_is_waited_for(mock: Mock, served: Served) -> None:
    slow, quick = served.line(), served.line()
    slow.send(ordering(body=ORDER[:5], length=len(ORDER)))
    quick.send(listing())
    assert json.loads(quick.answer().body) == {"data": []}
    slow.send(ORDER[5:])
    assert slow.answer().status == 200
    assert [each.request.method for each in mock.journal.exchanges()] == ["GET", "POST"]


def test_who_goes_while_his_body_is_waited_for_is_answered_by_nobody(mock: Mock, served: Served) -> None:
    leaving, staying = served.line(), served.line()
    leaving.send(ordering(body=ORDER[:5], length=len(ORDER)))
    # The second request has been read, so the first one has too.
    staying.send(listing())
    staying.answer()
    leaving.close()
    staying.send(listing())
    assert staying.answer().status == 200
    assert len(mock.journal.exchanges()) == 2


def test_whoever_has_an_answer_finds_it_in_the_journal(mock: Mock, served: Served) -> None:
    line = served.line()
    for count in range(1, 20):
        line.send(listing())
        line.answer()
        assert len(mock.journal.exchanges()) == count


def test_a_task_is_read_by_its_shortcut_as_by_the_router(mock: Mock, served: Served) -> None:
    task_id = created(mock)
    line = served.line()
    for path in (f"{KLING3}/{task_id}", f"{KLING3}/{task_id}?x=1"):
        line.send(head("GET", path))
        assert json.loads(line.answer().body)["data"]["task_id"] == task_id


def test_a_server_of_another_application_answers_by_tasks(mock: Mock) -> None:
    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        await mock(scope, receive, send)

    app: ASGIApp = wrapped
    with ThreadedServer(app) as server:
        port = int(server.url.rpartition(":")[2])
        line = Line(socket.create_connection(("127.0.0.1", port), 10))
        line.send(listing())
        assert line.answer().status == 200
        line.close()
