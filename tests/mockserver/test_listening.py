"""A socket to listen on is had at once and answers without delay, or the one sentence says why it can't be had."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import closing

import pytest

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.listening import base_url, bind
from tests.mockserver.receivers import has_ipv6

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
