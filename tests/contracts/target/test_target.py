"""A server at a URL is asked byte for byte, and whoever does not answer is told apart from who breaks off."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any

import pytest

from kling3_contracts.errors import OptionError, SubjectError, UnreachableError
from kling3_contracts.messages import NO_ANSWER, Request
from kling3_contracts.target import AsgiTarget, HttpTarget


@contextmanager
def server(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Listen for one request, answer it with these bytes, and hang up."""
    got: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            got.append(connection.recv(65_536))
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", got
        thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-encoding: gzip\r\n\r\nnope",
    ],
)
def test_a_server_that_breaks_off_has_given_no_answer(answer: bytes) -> None:
    with server(answer) as (url, _), closing(HttpTarget(url)) as target:
        assert target.send(Request("GET", "/")).status == NO_ANSWER


def test_an_application_that_raises_has_given_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    async def app(*_: object) -> None:
        raise RuntimeError("boom")

    with closing(AsgiTarget(app, lambda _: None)) as target:
        assert target.send(Request("GET", "/")).status == NO_ANSWER
    assert "RuntimeError: boom" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nobody.invalid"])
def test_nobody_there_is_an_error_that_names_the_url(url: str) -> None:
    with (
        closing(HttpTarget(url)) as target,
        pytest.raises(UnreachableError, match=f"no answer from {url}: .+; start the"),
    ):
        target.send(Request("GET", "/"))


CHUNKED = Request("POST", "/", (("transfer-encoding", "chunked"),), b"fox")


def test_a_body_goes_in_chunks_where_a_header_says_so() -> None:
    with server(b"HTTP/1.1 204 No Content\r\n\r\n") as (url, got), closing(HttpTarget(url)) as target:
        assert target.send(CHUNKED).status == 204
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert b"content-length" not in head.lower()
    assert b"1\r\nf\r\n2\r\nox\r\n0\r\n\r\n".startswith(body)  # the rest may come behind the first part


def test_an_application_gets_chunks_as_a_server_hands_them_on() -> None:
    got: list[tuple[bytes, bool]] = []
    headers: list[tuple[bytes, bytes]] = []

    async def app(scope: Any, receive: Any, _send: Any) -> None:
        headers.extend(scope["headers"])
        while not got or got[-1][1]:
            message = await receive()
            got.append((message["body"], message["more_body"]))

    with closing(AsgiTarget(app, lambda _: None)) as target:
        target.send(CHUNKED)
    assert got == [(b"f", True), (b"ox", True), (b"", False)]
    assert (b"transfer-encoding", b"chunked") in headers
    assert not any(name == b"content-length" for name, _ in headers)


def test_path_and_query_are_sent_as_they_are_behind_the_path_of_the_url() -> None:
    with (
        server(b"HTTP/1.1 204 Fine\r\nX-A: 1\r\nx-a: 2\r\n\r\n") as (url, got),
        closing(HttpTarget(f"{url}/v0/")) as target,
    ):
        answer = target.send(Request("BREW", "//a/b%2Fc?x=%27&x=", (("X-B", "1"),)))
    assert got[0].startswith(b"BREW /v0//a/b%2Fc?x=%27&x= HTTP/1.1\r\n")
    assert b"\r\nX-B: 1\r\n" in got[0]
    assert (answer.status, answer.header("x-a")) == (204, "2")


def test_a_header_beyond_ascii_is_sent_as_utf_8() -> None:
    with server(b"HTTP/1.1 204 Fine\r\n\r\n") as (url, got), closing(HttpTarget(url)) as target:
        assert target.send(Request("GET", "/", (("x-b", "f\N{LATIN SMALL LETTER O WITH DIAERESIS}x"),))).status == 204
    assert b"\r\nx-b: f\xc3\xb6x\r\n" in got[0]


@pytest.mark.parametrize("url", ["", "127.0.0.1:8333", "ftp://host", "http://", "host"])
def test_what_is_no_url_is_told_with_one_that_is(url: str) -> None:
    with pytest.raises(OptionError, match=f"URL: got '{url}', expected http:// or https:// and a host, as http://127"):
        HttpTarget(url)


@contextmanager
def answering_last_first(number: int) -> Iterator[tuple[str, list[bytes]]]:
    """Take so many connections, and answer none before all have asked, the last one first; an `x` is hung up on."""
    got: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        connections = [listener.accept()[0] for _ in range(number)]
        asked = [each.recv(65_536) for each in connections]
        got.extend(asked)
        for connection, request in reversed(list(zip(connections, asked, strict=True))):
            with connection:
                path = request.split()[1]
                head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(path)
                connection.sendall(b"" if path.endswith(b"x") else head + path)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", got
        thread.join()


def test_requests_at_once_are_all_sent_before_the_first_is_answered() -> None:
    requests = [Request("GET", "/a?b=%27"), Request("GET", "/x"), Request("POST", "/c", (("X-B", "1"),), b"{}")]
    with answering_last_first(3) as (url, got), closing(HttpTarget(f"{url}/v0")) as target:
        answers = target.send_at_once(requests)
    assert [(each.status, each.body) for each in answers] == [(200, b"/v0/a?b=%27"), (NO_ANSWER, b""), (200, b"/v0/c")]
    assert b"\r\nX-B: 1\r\n" in got[2]
    assert got[2].endswith(b"\r\ncontent-length: 2\r\n\r\n{}")


def test_nobody_there_is_an_error_for_requests_at_once_too() -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target, pytest.raises(UnreachableError, match="no answer from"):
        target.send_at_once([Request("GET", "/")])


def test_an_application_is_asked_at_once_in_one_event_loop() -> None:
    """Each request waits until all have come."""
    came, all_came = list[str](), asyncio.Event()

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        came.append(scope["path"])
        if len(came) == 3:
            all_came.set()
        await all_came.wait()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    with closing(AsgiTarget(app, lambda _: None)) as target:
        answers = target.send_at_once([Request("GET", path) for path in ("/a", "/b", "/c")])
    assert [each.body for each in answers] == [b"/a", b"/b", b"/c"]


def test_a_clock_that_fails_is_its_givers() -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None: ...

    def wait(_seconds: float) -> None:
        raise RuntimeError("the worker is gone")

    with closing(AsgiTarget(app, wait)) as target, pytest.raises(SubjectError) as raised:
        target.wait(1)
    assert str(raised.value) == (
        "http://target.test: the `wait` that came with it failed (RuntimeError: the worker is gone): mend what it calls"
    )
