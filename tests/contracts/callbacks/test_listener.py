"""The listener keeps calls as they came, byte for byte, and answers by its script."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kling3_contracts.callbacks.listener import QUERY, Listener
from kling3_contracts.callbacks.reply import Reply


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener("127.0.0.1", lambda: 7.0, tuple(Reply)) as running:
        yield running


def spoken(listener: Listener, request: bytes) -> bytes:
    """What comes back for raw bytes."""
    port = urlsplit(listener.url(0)).port
    with socket.create_connection(("127.0.0.1", port or 0), timeout=5) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def posted(listener: Listener, target: str, body: bytes = b"{}") -> int:
    head = f"POST {target} HTTP/1.1\r\nhost: here\r\nX-Mixed: Case\r\ncontent-length: {len(body)}\r\n\r\n"
    return int(spoken(listener, head.encode() + body).split()[1])


def test_a_call_is_kept_as_it_came(listener: Listener) -> None:
    posted(listener, "/hook/1?b=%C3%A9&c=a+b#x", b"\xff raw")
    (call,) = listener.calls(1)
    assert call.request.method == "POST"
    assert call.request.target == "/hook/1?b=%C3%A9&c=a+b#x"
    assert call.request.body == b"\xff raw"
    assert ("X-Mixed", "Case") in call.headers
    assert call.at == 7.0


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply.FAIL_ONCE, [500, 200, 200]),
        (Reply.TAKE, [200, 200, 200]),
        (Reply.GONE, [410, 410, 410]),
        (Reply.FAIL, [500, 500, 500]),
        (Reply.TAKE_EMPTY, [204, 204, 204]),
        (Reply.TAKE_SLOWLY, [200, 200, 200]),
        (Reply.MOVED_ONCE, [307, 200, 200]),
        (Reply.NOT_FOUND_ONCE, [404, 200, 200]),
    ],
)
def test_each_order_is_answered_by_its_script(listener: Listener, reply: Reply, expected: list[int]) -> None:
    path = listener.path(tuple(Reply).index(reply))
    assert [posted(listener, path) for _ in range(3)] == expected


@pytest.mark.parametrize("target", ["/", "/hook/", "/hook/99", "/hook/1234", "/other/1", "/hook/x"])
def test_a_call_to_another_path_belongs_to_no_order(listener: Listener, target: str) -> None:
    assert posted(listener, target) == 200
    assert [each.hook for each in listener.calls()] == [None]


def test_a_body_in_chunks_is_put_together(listener: Listener) -> None:
    head = b"POST /hook/1 HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n"
    spoken(listener, head + b'4\r\n{"a"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n')
    assert listener.calls(1)[0].request.body == b'{"a":1}'


def test_a_chunk_of_no_size_ends_the_body(listener: Listener) -> None:
    head = b"POST /hook/1 HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n"
    spoken(listener, head + b"2\r\n{}\r\nzz\r\n")
    assert listener.calls(1)[0].request.body == b"{}"


def test_a_connection_is_closed_without_an_answer_where_the_script_says_so(listener: Listener) -> None:
    hook = tuple(Reply).index(Reply.BROKEN)
    assert spoken(listener, f"POST /hook/{hook} HTTP/1.1\r\nhost: here\r\n\r\n".encode()) == b""
    assert [each.status for each in listener.calls(hook)] == [0]


def test_a_redirect_names_a_place_where_nobody_should_come(listener: Listener) -> None:
    hook = tuple(Reply).index(Reply.MOVED_ONCE)
    answer = spoken(listener, f"POST {listener.path(hook)} HTTP/1.1\r\nhost: here\r\n\r\n".encode())
    assert f"location: {listener.moved(hook)}".encode() in answer
    assert posted(listener, f"/moved/{hook}?{QUERY}") == 200
    assert [each.moved for each in listener.calls(hook)] == [False, True]


def test_a_body_that_is_whole_before_its_length_is_not_waited_for_long(listener: Listener) -> None:
    spoken(listener, b"POST /hook/1 HTTP/1.1\r\nhost: here\r\ncontent-length: 9\r\n\r\n{}")
    assert listener.calls(1)[0].request.body == b"{}"


def test_a_body_in_pieces_is_waited_for(listener: Listener) -> None:
    port = urlsplit(listener.url(0)).port
    with socket.create_connection(("127.0.0.1", port or 0), timeout=5) as connection:
        connection.sendall(b"POST /hook/1 HTTP/1.1\r\nhost: here\r\ncontent-length: 7\r\n\r\n")
        connection.sendall(b'{"a":')
        connection.sendall(b"1}")
        assert connection.recv(12) == b"HTTP/1.1 200"
    assert listener.calls(1)[0].request.body == b'{"a":1}'


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_kept_too(listener: Listener, method: str) -> None:
    spoken(listener, f"{method} /hook/1 HTTP/1.1\r\nhost: here\r\n\r\n".encode())
    assert [each.request.method for each in listener.calls(1)] == [method]


def test_its_urls_have_a_query_that_is_easily_broken(listener: Listener) -> None:
    assert listener.path(2) == f"/hook/2?{QUERY}" == "/hook/2?a=1&b=%C3%A9&c=a+b"
    assert listener.url(2).startswith("http://127.0.0.1:")


def test_it_says_when_calls_have_come(listener: Listener) -> None:
    assert not listener.wait_for(lambda: bool(listener.calls()), 0)
    posted(listener, "/hook/0")
    assert listener.wait_for(lambda: bool(listener.calls()), 5)
