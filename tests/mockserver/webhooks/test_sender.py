"""One POST over a real socket: the exact bytes go out, and whatever comes back, or doesn't, is an Answer."""

from __future__ import annotations

import asyncio
import socket
import time
from base64 import b64encode
from contextlib import closing

import pytest
from standardwebhooks import Webhook

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from kling3_openapi.signature import SecretEncoding
from tests.mockserver.asking import create, data, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.receivers import Inbox, RawReceiver, closed_port, has_ipv6

BODY = b'{"task_id":"1","status":"COMPLETED","generated":["https://cdn.example/a.mp4?t=1&u=2"]}'
HEADERS = [(b"content-type", b"application/json"), (b"webhook-id", b"msg_1")]
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
LONG = 1_000.0
"""Seconds, more than any test takes."""
OVERDUE = Answer(None, "no answer within 1000 s")


def post(url: str, seconds: float = PATIENCE, body: bytes = BODY) -> Answer:
    """Return what comes of one POST to somewhere."""

    async def go() -> Answer:
        return await _post(url, seconds, body)

    return asyncio.run(go())


def post_to(receiver: RawReceiver, target: str = "/", seconds: float = PATIENCE, *, host: str = "127.0.0.1") -> Answer:
    """Return what comes of one POST to a receiver."""

    async def go() -> Answer:
        async with receiver.listening(host) as url:
            return await _post(url + target, seconds, BODY)

    return asyncio.run(go())


def post_overdue(receiver: RawReceiver, reached: asyncio.Event, scheme: str = "http") -> Answer:
    """Return what comes of a POST whose time is up only when its receiver has been reached.

    The loop's clock is moved then: a machine under load takes longer to connect than a test would like to wait.
    """

    async def go() -> Answer:
        loop = asyncio.get_running_loop()
        began = loop.time
        async with receiver.listening() as url:
            posting = asyncio.create_task(_post(url.replace("http:", f"{scheme}:"), LONG, BODY))
            await asyncio.wait_for(reached.wait(), PATIENCE)
            for _ in range(10):  # until what was sent has been read
                await asyncio.sleep(0)
            assert not posting.done()
            loop.time = lambda: began() + LONG  # type: ignore[method-assign]
            answer = await asyncio.wait_for(posting, PATIENCE)
            await asyncio.wait_for(receiver.ended.wait(), PATIENCE)
            return answer

    return asyncio.run(go())


async def _post(url: str, seconds: float, body: bytes) -> Answer:
    sender = HttpSender()
    try:
        return await sender.post(url, HEADERS, body, seconds)
    finally:
        await sender.close()


def test_the_body_and_the_headers_arrive_as_they_were_given() -> None:
    receiver = RawReceiver(NO_CONTENT)
    assert post_to(receiver) == Answer(204)
    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    assert body == BODY
    line, *lines = head.split(b"\r\n")
    assert line == b"POST / HTTP/1.1"
    assert {each.lower() for each in lines} == {
        b"host: 127.0.0.1:%d" % receiver.port,
        b"content-length: %d" % len(BODY),
        b"content-type: application/json",
        b"webhook-id: msg_1",
    }


@pytest.mark.parametrize(
    "target",
    [
        "/hook?user=7&token=a%2Fb+c%20d",
        "/hook?x=1;2&y=~'()*!$,:@/?&&=&z=%7E%c3%a9",
        "/hook?",
        "/a//b;c=1/%2e%2e/?q",
        "/hook?redirect=https://else.example/?a=b",
    ],
)
def test_the_path_and_the_query_arrive_as_they_were_given(target: str) -> None:
    receiver = RawReceiver(NO_CONTENT)
    post_to(receiver, target)
    assert receiver.requests[0].split(b" ")[1] == target.encode()


@pytest.mark.parametrize(
    ("userinfo", "expected"),
    [("bob:hunter2", b"bob:hunter2"), ("b%C3%B6b:p%40ss", "b\xf6b:p@ss".encode()), ("b\xf6b", "b\xf6b:".encode())],
)
def test_user_and_password_of_the_url_are_sent_as_clients_send_them(userinfo: str, expected: bytes) -> None:
    receiver = RawReceiver(NO_CONTENT)

    async def go() -> Answer:
        async with receiver.listening() as url:
            return await _post(url.replace("//", f"//{userinfo}@") + "/hook", PATIENCE, BODY)

    assert asyncio.run(go()) == Answer(204)
    lines = receiver.requests[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert lines[0] == b"POST /hook HTTP/1.1"
    assert b"host: 127.0.0.1:%d" % receiver.port in lines
    assert [each for each in lines if each.startswith(b"authorization:")] == [
        b"authorization: Basic " + b64encode(expected)
    ]


def test_no_character_of_a_password_ends_the_header() -> None:
    receiver = RawReceiver(NO_CONTENT)

    async def go() -> Answer:
        async with receiver.listening() as url:
            return await _post(url.replace("//", "//bob:x%0d%0ax-injected:%201@"), PATIENCE, BODY)

    assert asyncio.run(go()) == Answer(204)
    assert b"injected" not in receiver.requests[0]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 200),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.0 200 OK\r\nconnection: close\r\n\r\n", 200),
        (b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n", 500),
        (b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n", 410),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n", 202),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\njunk", 200),
    ],
)
def test_the_status_of_the_answer_is_what_counts(answer: bytes, expected: int) -> None:
    assert post_to(RawReceiver(answer)) == Answer(expected)


def test_a_redirect_is_not_followed() -> None:
    other = Inbox()
    with ThreadedServer(other) as server:
        answer = b"HTTP/1.1 302 Found\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n" % server.url.encode()
        assert post_to(RawReceiver(answer)) == Answer(302)
    assert other.calls.empty()


def test_a_receiver_that_never_answers_is_given_up() -> None:
    receiver = RawReceiver()
    assert post_overdue(receiver, receiver.answered) == OVERDUE
    assert receiver.requests[0].endswith(BODY)


def test_a_receiver_that_takes_no_call_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert post(url, seconds=0.05) == Answer(None, "no answer within 0.05 s")


def test_an_answer_of_which_only_the_head_comes_is_given_up() -> None:
    receiver = RawReceiver(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", stays=True)
    assert post_overdue(receiver, receiver.answered) == OVERDUE


def test_an_answer_that_trickles_is_given_up_too() -> None:
    """Each byte comes in time, but never the last one."""
    receiver = RawReceiver(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", more=b"x")
    assert post_overdue(receiver, receiver.answered) == OVERDUE


def test_nobody_listens() -> None:
    with closed_port() as port:
        answer = post(f"http://127.0.0.1:{port}/")
    assert answer.status is None
    assert answer.error.startswith("ConnectError: ")


@pytest.mark.parametrize("length", [b"content-length: 1000000000000\r\n", b""])
def test_of_a_huge_answer_only_the_beginning_is_read(length: bytes) -> None:
    receiver = RawReceiver(b"HTTP/1.1 200 OK\r\n%s\r\n" % length, more=b"x" * 65_536)
    assert post_to(receiver) == Answer(200)


def test_a_head_without_an_end_is_refused() -> None:
    answer = post_to(RawReceiver(b"HTTP/1.1 200 OK\r\nx-long: ", more=b"x" * 65_536))
    assert answer.status is None
    assert answer.error.startswith("RemoteProtocolError: ")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"<html>\r\n\r\n",
    ],
)
def test_an_answer_that_is_no_http_is_told_as_such(answer: bytes) -> None:
    told = post_to(RawReceiver(answer))
    assert told.status is None
    assert told.error.startswith("RemoteProtocolError: ")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:99999/", "InvalidURL: the port is 99999, expected 1 to 65535"),
        ("http://127.0.0.1:0/", "InvalidURL: the port is 0, expected 1 to 65535"),
        ("http://127.0.0.1:http/", "InvalidURL: Invalid port"),
        ("http://" + "\N{CARE OF}" * 500, "InvalidURL: Invalid IDNA hostname: "),
        ("http://127.0.0.1/\r\nx-injected: 1", "InvalidURL: Invalid non-printable ASCII character in URL"),
        ("http://127.0.0.1/\ud800", "UnicodeEncodeError: "),
        ("ftp://127.0.0.1/", "UnsupportedProtocol: "),
        ("file:///etc/passwd", "UnsupportedProtocol: "),
        ("127.0.0.1", "UnsupportedProtocol: "),
        ("", "UnsupportedProtocol: "),
    ],
)
def test_a_url_that_can_not_be_called_is_told_as_such(url: str, expected: str) -> None:
    answer = post(url)
    assert answer.status is None
    assert answer.error.startswith(expected)
    assert len(answer.error) <= 200


def test_https_to_a_port_that_does_not_speak_it_is_told_as_such() -> None:
    with ThreadedServer(Inbox()) as server:
        answer = post(server.url.replace("http:", "https:"))
    assert answer.status is None
    assert answer.error.startswith("ConnectError: [SSL")


def test_a_tls_handshake_that_never_ends_is_given_up_and_its_connection_closed() -> None:
    receiver = RawReceiver()
    assert post_overdue(receiver, receiver.called, "https") == OVERDUE


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6: a receiver there was not called")
def test_a_receiver_with_an_ipv6_address_is_reached() -> None:
    receiver = RawReceiver(NO_CONTENT)
    assert post_to(receiver, "/hook?a=b", host="::1") == Answer(204)
    assert b"host: [::1]:%d" % receiver.port in receiver.requests[0].lower()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_proxies_of_the_environment_are_passed_by(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("NO_PROXY", "no_proxy", "REQUEST_METHOD"):
        monkeypatch.delenv(each, raising=False)
    with closed_port() as port:
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert post_to(RawReceiver(NO_CONTENT)) == Answer(204)


def test_several_posts_may_share_a_connection() -> None:
    receiver = Inbox(200)

    async def go(url: str) -> list[Answer]:
        sender = HttpSender()
        answers = [await sender.post(url, HEADERS, b"%d" % number, PATIENCE) for number in range(3)]
        await sender.close()
        return answers

    with ThreadedServer(receiver) as server:
        assert asyncio.run(go(server.url)) == [Answer(200)] * 3
    assert [receiver.calls.get_nowait().body for _ in range(3)] == [b"0", b"1", b"2"]


def test_an_independent_library_verifies_the_webhooks_that_a_receiver_gets() -> None:
    """The whole way: an order, the courier, a socket, and at its end another implementation of the signature."""
    secret, inbox = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Inbox(500, 204)
    settings = Settings(webhook_secrets=(secret,), webhook_secret_encoding=SecretEncoding.WHSEC)
    mock = Mock(settings, clock=ManualClock(time.time()))
    with closing(mock), ThreadedServer(inbox) as server:
        task_id = data(create(mock, webhook_url=f"{server.url}/hook?user=7&x=%2F"))["task_id"]
        for seconds in (3, 6):
            mock.clock.advance(seconds)
            assert mock.courier.settle(PATIENCE)
    failed, again, last = (inbox.calls.get_nowait() for _ in range(3))
    for call in (failed, again, last):
        assert (call.method, call.target) == ("POST", "/hook?user=7&x=%2F")
        assert Webhook(secret).verify(call.body, call.headers)["task_id"] == task_id
    assert failed.body == again.body != last.body
    assert Webhook(secret).verify(last.body, last.headers) == data(read(mock, str(task_id)))
