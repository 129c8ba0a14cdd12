"""A server at a URL is asked byte for byte, and whoever does not answer is told apart from who breaks off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest

from kling3_contracts.errors import OptionError, UnreachableError
from kling3_contracts.messages import NO_ANSWER, Request
from kling3_contracts.target import AsgiTarget, HttpTarget, is_loopback


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


def test_path_and_query_are_sent_as_they_are_behind_the_path_of_the_url() -> None:
    with (
        server(b"HTTP/1.1 204 Fine\r\nX-A: 1\r\nx-a: 2\r\n\r\n") as (url, got),
        closing(HttpTarget(f"{url}/v0/")) as target,
    ):
        answer = target.send(Request("BREW", "//a/b%2Fc?x=%27&x=", (("X-B", "1"),)))
    assert got[0].startswith(b"BREW /v0//a/b%2Fc?x=%27&x= HTTP/1.1\r\n")
    assert b"\r\nX-B: 1\r\n" in got[0]
    assert (answer.status, answer.header("x-a")) == (204, "2")


@pytest.mark.parametrize("url", ["", "127.0.0.1:8333", "ftp://host", "http://", "host"])
def test_what_is_no_url_is_told_with_one_that_is(url: str) -> None:
    with pytest.raises(OptionError, match=f"URL: got '{url}', expected http:// or https:// and a host, as http://127"):
        HttpTarget(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8333", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8333", True),
        ("http://localhost", True),
        ("http://LOCALHOST.", True),
        ("http://fake.localhost", True),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://user@example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("https://api.freepik.com", False),
    ],
)
def test_only_what_is_surely_this_machine_is_free(url: str, *, expected: bool) -> None:
    assert is_loopback(url) is expected
