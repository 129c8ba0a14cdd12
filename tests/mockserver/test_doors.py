"""An application that never waits is asked without a socket, and told what a server would tell it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from kling3_mockserver.doors import SuspendedError, ask
from kling3_mockserver.messages import Response
from kling3_mockserver.mock import Mock

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class Echo:
    """An application that remembers what it was asked and answers in two parts."""

    def __init__(self) -> None:
        self.scope: Scope = {}
        self.body = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.body = scope, (await receive())["body"]
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
    assert {
        name: echo.scope[name] for name in ("type", "method", "scheme", "path", "query_string", "root_path")
    } == {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "path": "/a b",
        "query_string": b"x=%31",
        "root_path": "",
    }
    assert echo.scope["raw_path"] == b"/a%20b"


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
    assert echo.scope["client"][0] == "127.0.0.1"


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
    assert str(refused.value) == (
        "GET http://mock.test/x: the application waited; ask it through a running event loop"
    )
    assert ended == [True]


def test_what_an_application_raises_comes_to_the_caller() -> None:
    async def breaks(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(breaks, "GET", "http://mock.test/")


def test_a_mock_never_waits_not_even_inside_an_event_loop(mock: Mock) -> None:
    async def inside() -> int:
        return ask(mock, "GET", "http://mock.test/_mock/health").status

    assert asyncio.run(inside()) == 200
