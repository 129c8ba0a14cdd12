"""Several requests go over one connection byte for byte, and what comes back is divided into answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest

from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import NO_ANSWER, Request
from kling3_contracts.target import HttpTarget
from kling3_contracts.target.connection import ask_on_one_connection

FINE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
READ = Request("GET", "/a?b=%20", (("x-key", " \tk "),))
ORDER = Request("POST", "/c", (), b"fox")


@contextmanager
def server(answer: bytes, *, hangs_up: bool = True) -> Iterator[tuple[str, list[bytes]]]:
    """Listen for one connection, answer what comes first with these bytes, and read on until the client has gone."""
    got: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            got.append(connection.recv(65_536))
            connection.sendall(answer)
            if hangs_up:
                connection.shutdown(socket.SHUT_WR)
            while more := connection.recv(65_536):
                got.append(more)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", got
        thread.join()


@pytest.mark.parametrize("at_once", [True, False])
def test_requests_are_written_as_they_are_behind_the_path_of_the_url(*, at_once: bool) -> None:
    with server(FINE + FINE) as (url, got):
        answers = ask_on_one_connection(f"{url}/v0/", (READ, ORDER), at_once=at_once)
    host = url.removeprefix("http://").encode()
    first = b"GET /v0/a?b=%20 HTTP/1.1\r\nhost: " + host + b"\r\nx-key: \tk \r\n\r\n"
    second = b"POST /v0/c HTTP/1.1\r\nhost: " + host + b"\r\ncontent-length: 3\r\n\r\nfox"
    assert b"".join(got) == first + second
    assert [(each.status, each.body) for each in answers] == [(200, b"ok"), (200, b"ok")]


def test_a_body_goes_in_chunks_where_a_header_says_so() -> None:
    with server(FINE) as (url, got):
        ask_on_one_connection(url, (ORDER._replace(headers=(("transfer-encoding", "chunked"),)),), at_once=False)
    assert b"".join(got).endswith(b"transfer-encoding:chunked\r\n\r\n1\r\nf\r\n2\r\nox\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (FINE, [200]),
        (FINE + FINE, [200, 200]),
        (FINE.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n") + FINE, [200]),
        (FINE + b'{"data":[]}\r\n', [200, NO_ANSWER]),
        (FINE + b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", [200]),
        (b"", []),
    ],
    ids=["closes", "answers", "says that it closes", "garbage", "breaks off", "nothing"],
)
def test_what_comes_is_divided_into_answers(answer: bytes, expected: list[int]) -> None:
    with server(answer) as (url, _):
        answers = ask_on_one_connection(url, (READ, READ), at_once=True)
    assert [each.status for each in answers] == expected


def test_the_answer_to_head_has_no_body_whatever_its_length() -> None:
    with server(FINE.removesuffix(b"ok") + FINE) as (url, _):
        answers = ask_on_one_connection(url, (READ._replace(method="HEAD"), READ), at_once=True)
    assert [(each.status, each.body) for each in answers] == [(200, b""), (200, b"ok")]


def test_who_waits_in_vain_has_no_answer() -> None:
    with server(FINE, hangs_up=False) as (url, _):
        answers = ask_on_one_connection(url, (READ, READ), at_once=True, seconds=0.5)
    assert [each.status for each in answers] == [200, NO_ANSWER]


def test_nobody_there_is_an_error_that_names_the_url() -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target, pytest.raises(UnreachableError, match="no answer from"):
        target.send_on_one_connection((READ,), at_once=True)
