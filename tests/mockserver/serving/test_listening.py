"""A socket to listen on is had at once and answers without delay, or the one sentence says why it can't be had."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.serving.listening import base_url, bind
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.posting import PATIENCE
from tests.mockserver.receivers import Inbox, has_ipv6

needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6: addresses of its kind were not tried")


def refusal(host: str, port: int) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        bind(host, port)
    return caught.value


def test_a_port_that_is_in_use_is_told_with_what_to_do() -> None:
    with closing(bind("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        error = refusal("127.0.0.1", port)
    advice = "stop what listens there, or choose another --port"
    assert (error.name, str(error)) == ("port", f"port: {port} is in use on 127.0.0.1: {advice}")


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_port_out_of_range_is_told_with_the_range(port: int) -> None:
    error = refusal("127.0.0.1", port)
    assert str(error) == f"port: got {port}: choose a number from 0 (any free port) to 65535"


def test_a_port_for_which_rights_are_missing_is_told_with_one_that_needs_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_listener: socket.socket, _address: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    error = refusal("127.0.0.1", 80)
    assert str(error) == "port: 80 is not open to this user: choose a --port of 1024 or more"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("192.0.2.1", "can't listen on 192.0.2.1 port 0 ([Errno "),
        ("x" * 64, f"can't listen on {'x' * 64} port 0 ("),
        ("a\0b", "can't listen on a"),
    ],
)
def test_a_host_that_is_not_of_this_machine_is_told_with_the_reason(host: str, expected: str) -> None:
    error = refusal(host, 0)
    assert error.name == "host"
    assert str(error).startswith(f"host: {expected}")
    assert str(error).endswith("): choose another --host or --port")


def test_a_port_can_be_had_again_right_after_its_server_has_ended() -> None:
    """Connections that the server closed first keep the port busy for a minute, for those who don't ask for it."""
    with closing(bind("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address) as client:
            accepted, _ = listener.accept()
            accepted.close()
            assert client.recv(1) == b""
    bind(*address).close()


def test_answers_leave_at_once() -> None:
    """What an answer's second packet waits for without TCP_NODELAY is the client's delayed acknowledgement."""

    async def nodelay(listener: socket.socket) -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            accepted.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(serve, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            writer.close()
            return await accepted

    listener = bind("127.0.0.1", 0)
    assert listener.proto == socket.IPPROTO_TCP
    assert asyncio.run(nodelay(listener)) != 0


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:{port}"),
        ("localhost", "http://127.0.0.1:{port}"),
        ("0.0.0.0", "http://127.0.0.1:{port}"),
        pytest.param("::1", "http://[::1]:{port}", marks=needs_ipv6),
        pytest.param("::", "http://[::1]:{port}", marks=needs_ipv6),
    ],
)
def test_the_url_is_one_by_which_this_machine_reaches_the_socket(host: str, expected: str) -> None:
    with closing(bind(host, 0)) as listener:
        port = listener.getsockname()[1]
        assert base_url(listener) == expected.format(port=port)
        address = base_url(listener).removeprefix("http://").rpartition(":")[0].strip("[]")
        socket.create_connection((address, port)).close()


@pytest.fixture
def others() -> Iterator[list[str]]:
    """Keep what is told by uvicorn's loggers, as a user has it who runs a uvicorn beside our server."""
    told: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    loggers, keeping = [logging.getLogger(each) for each in ("uvicorn.error", "uvicorn.access")], Keeping()
    for each in loggers:
        each.addHandler(keeping)
        each.setLevel(logging.DEBUG)
    yield told
    for each in loggers:
        each.removeHandler(keeping)
        each.setLevel(logging.NOTSET)


def test_the_loggers_of_uvicorn_are_left_to_those_who_run_one_themselves(others: list[str]) -> None:
    with ThreadedServer(Inbox(204)) as server:
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            assert client.get(server.url, headers={"upgrade": "websocket", "connection": "upgrade"}).status_code == 204
        for name in ("uvicorn.error", "uvicorn.access"):
            logging.getLogger(name).info("mine")
    assert others == ["mine", "mine"]
    assert logging.getLogger("uvicorn.error").filters == []
    assert logging.getLogger("uvicorn.access").propagate


def test_a_request_that_has_to_be_given_up_at_the_stop_is_told_by_nobody(
    others: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    arrived = threading.Event()

    async def endless(_scope: Scope, _receive: Receive, _send: Send) -> None:
        arrived.set()
        await asyncio.Event().wait()

    with ThreadedServer(endless) as server, closing(socket.create_connection(address_of(server))) as line:
        line.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        assert arrived.wait(PATIENCE)
        server.stop()
    assert (others, caplog.records) == ([], [])


def test_a_defect_of_an_application_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    with ThreadedServer(broken) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        assert client.get(server.url).status_code == 500
    (record,) = caplog.records
    assert record.name.startswith("kling3_mockserver.")
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_what_else_goes_wrong_in_its_event_loop_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def forgetful(_scope: Scope, _receive: Receive, send: Send) -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "something else"})
        await Inbox(204)(_scope, _receive, send)

    with ThreadedServer(forgetful) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        assert client.get(server.url).status_code == 204
    assert [each.getMessage() for each in caplog.records] == ["something else"]


def address_of(server: ThreadedServer) -> tuple[str, int]:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return host, int(port)
