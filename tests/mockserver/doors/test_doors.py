"""An application that never waits is asked without a socket, and told what a server would tell it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from kling3_mockserver.doors.asking import BrokenAnswerError, Question, SuspendedError, answer_awaiting, ask
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Echo:
    """An application that remembers what it was asked and answers in two parts."""

    def __init__(self) -> None:
        self.scope: Scope = {}
        self.body = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = await receive()
        assert (received["type"], received["more_body"]) == ("http.request", False)
        self.scope, self.body = scope, received["body"]
        await send({"type": "http.response.start", "status": 201, "headers": [(b"x-part", b"1")]})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})
        await send({"type": "http.response.body"})


@pytest.fixture
def echo() -> Echo:
    return Echo()


def test_the_answer_comes_whole(echo: Echo) -> None:
    assert ask(echo, "GET", "http://mock.test/") == Response(201, [(b"x-part", b"1")], b"one two")


def test_the_application_is_given_the_request_as_a_server_gives_it(echo: Echo) -> None:
    ask(echo, "post", "https://mock.test/a%20b?x=%31", [("X-Name", "fox é")], b"body")
    assert echo.body == b"body"
    assert echo.scope == {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": "/a b",
        "raw_path": b"/a%20b",
        "query_string": b"x=%31",
        "root_path": "",
        "headers": [(b"x-name", b"fox \xe9"), (b"host", b"mock.test"), (b"content-length", b"4")],
        "client": ("127.0.0.1", 50_000),
        "server": ("mock.test", 443),
        "extensions": {"kling3.in_process": {"patience": None}},
    }


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ([], b"", [(b"host", b"mock.test:81")]),
        ([], b"four", [(b"host", b"mock.test:81"), (b"content-length", b"4")]),
        (
            [("Host", "other"), ("Content-Length", "9")],
            b"four",
            [(b"host", b"other"), (b"content-length", b"9")],
        ),
        (
            [("X-Name", "é"), ("x-name", "f")],
            b"",
            [(b"x-name", b"\xe9"), (b"x-name", b"f"), (b"host", b"mock.test:81")],
        ),
    ],
)
def test_what_a_client_would_add_to_the_headers_is_added(
    echo: Echo, headers: list[tuple[str, str]], body: bytes, expected: list[tuple[bytes, bytes]]
) -> None:
    ask(echo, "POST", "http://mock.test:81/", headers, body)
    assert echo.scope["headers"] == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://mock.test/", ("mock.test", 80)),
        ("https://mock.test/", ("mock.test", 443)),
        ("http://mock.test:8333/", ("mock.test", 8333)),
        ("/only/a/path", ("", 80)),
    ],
)
def test_the_server_is_that_of_the_url(echo: Echo, url: str, expected: tuple[str, int]) -> None:
    ask(echo, "GET", url)
    assert echo.scope["server"] == expected


def test_a_url_without_a_path_asks_for_the_root(echo: Echo) -> None:
    ask(echo, "GET", "http://mock.test")
    assert echo.scope["path"] == "/"


def test_letters_beyond_ascii_in_a_url_come_to_the_application(echo: Echo) -> None:
    ask(echo, "GET", "http://mock.test/é/%C3%A9?q=é")
    assert (echo.scope["path"], echo.scope["query_string"]) == ("/é/é", b"q=?")


def test_an_application_that_waits_is_refused_in_words() -> None:
    ended = list[bool]()

    async def waits(_scope: Scope, _receive: Receive, _send: Send) -> None:
        try:
            await asyncio.Future[None](loop=loop)
        finally:
            ended.append(True)

    loop = asyncio.new_event_loop()
    with pytest.raises(SuspendedError) as refused:
        ask(waits, "GET", "http://mock.test/x")
    loop.close()
    assert str(refused.value) == ("GET http://mock.test/x: the application waited; ask it through a running event loop")
    assert ended == [True]


def test_a_client_is_gone_once_it_was_heard(echo: Echo) -> None:
    async def listens_twice(scope: Scope, receive: Receive, send: Send) -> None:
        await echo(scope, receive, send)
        received.append(await receive())

    received = list[object]()
    ask(listens_twice, "GET", "http://mock.test/", body=b"body")
    assert received == [{"type": "http.disconnect"}]


START = {"type": "http.response.start", "status": 200, "headers": []}
SIZED = {**START, "headers": [(b"x-name", b"1"), (b"Content-Length", b"6")]}
PART = {"type": "http.response.body", "body": b"fox", "more_body": True}
END = {"type": "http.response.body", "body": b"fox"}


def sending(*messages: Mapping[str, object]) -> ASGIApp:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        for each in messages:
            await send(dict(each))

    return app


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ((), "the application ended without an answer"),
        ((START,), "the application ended its answer after 0 bytes"),
        ((START, PART), "the application ended its answer after 3 bytes"),
        ((SIZED, END), "the application ended its answer after 3 bytes"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused_with_what_had_come(
    sent: tuple[Mapping[str, object], ...], expected: str
) -> None:
    with pytest.raises(BrokenAnswerError) as refused:
        ask(sending(*sent), "GET", "http://mock.test/")
    assert str(refused.value) == expected
    assert (refused.value.begun is None) is (sent == ())


def test_an_answer_of_its_announced_length_is_whole() -> None:
    assert ask(sending(SIZED, PART, END), "GET", "http://mock.test/").body == b"foxfox"


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("head", 200), ("GET", 204), ("GET", 304)])
def test_an_answer_without_a_body_has_none_whatever_is_announced(method: str, status: int) -> None:
    answer = ask(sending({**SIZED, "status": status}, END), method, "http://mock.test/")
    assert (answer.status, answer.body) == (status, b"")


def test_an_application_that_waits_is_asked_inside_an_event_loop(echo: Echo) -> None:
    async def waits(scope: Scope, receive: Receive, send: Send) -> None:
        waited = asyncio.Event()
        asyncio.get_running_loop().call_soon(waited.set)
        await waited.wait()
        await echo(scope, receive, send)

    answer = asyncio.run(answer_awaiting(waits, Question("POST", "http://mock.test/x", body=b"body")))
    assert answer == Response(201, [(b"x-part", b"1")], b"one two")
    assert (echo.scope["method"], echo.scope["path"], echo.body) == ("POST", "/x", b"body")


def test_what_an_application_raises_comes_to_the_caller() -> None:
    async def breaks(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(breaks, "GET", "http://mock.test/")


def test_a_mock_never_waits_not_even_inside_an_event_loop(mock: Mock) -> None:
    async def inside() -> int:
        return ask(mock, "GET", "http://mock.test/_mock/health").status

    assert asyncio.run(inside()) == 200
