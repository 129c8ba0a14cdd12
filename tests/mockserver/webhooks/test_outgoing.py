"""POSTs share connections where they may, and an answer that is none, or not whole, is told as such."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from kling3_mockserver.webhooks import outgoing
from kling3_mockserver.webhooks.outgoing import ConnectError, Connection, Origin, RemoteProtocolError
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from tests.mockserver.posting import PATIENCE
from tests.mockserver.receivers import closed_port

POST = b"POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
CLOSING = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

Result = TypeVar("Result")


class Script:
    """Gives each connection the same answers, one for each POST without a body, and then hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self.connections = 0
        self.hung_up = asyncio.Semaphore(0)
        self._answers = answers

    @asynccontextmanager
    async def listening(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            for answer in self._answers:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.release()
        finally:
            writer.close()


def ran(go: Callable[[Watched], Awaitable[Result]], *answers: bytes) -> Result:
    """Return what comes of the use of one connection."""

    async def run() -> Result:
        async with Script(*answers).listening() as port:
            connection = await Watched.open(Origin("127.0.0.1", port, None))
            try:
                return await asyncio.wait_for(go(connection), PATIENCE)
            finally:
                connection.close()

    return asyncio.run(run())


class Watched(Connection):
    """A connection of which is known when it ended."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(origin)
        self.ended = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.ended.set()


def test_a_connection_is_free_again_after_an_answer() -> None:
    """However much it has read in all."""
    half = b"HTTP/1.1 200 OK\r\ncontent-length: 40000\r\n\r\n" + b"x" * 40_000

    async def go(connection: Watched) -> list[object]:
        return [await connection.post(POST), await connection.post(POST), connection.is_free]

    assert ran(go, half, half, OK) == [200, 200, True]


def test_each_answer_ends_in_its_own_way() -> None:
    async def go(connection: Watched) -> list[int]:
        return [await connection.post(POST), await connection.post(POST)]

    assert ran(go, OK, b"HTTP/1.1 201 Created\r\n\r\nall until the end") == [200, 201]


def test_an_answer_that_never_came_is_not_the_one_before() -> None:
    async def go(connection: Watched) -> None:
        assert await connection.post(POST) == 204
        with pytest.raises(RemoteProtocolError, match="hung up before its answer was whole"):
            await connection.post(POST)

    ran(go, NO_CONTENT)


@pytest.mark.parametrize(
    "answers",
    [
        (CLOSING, OK),
        (OK + b"junk", OK),
        (OK + OK, OK),
        (b"HTTP/1.0 200 OK\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\n\r\nall until the end",),
    ],
)
def test_a_connection_that_can_not_be_used_again_is_not_free(answers: tuple[bytes, ...]) -> None:
    async def go(connection: Watched) -> tuple[int, bool]:
        return await connection.post(POST), connection.is_free

    assert ran(go, *answers) == (200, False)


def test_a_connection_that_the_receiver_closes_while_it_is_idle_is_not_free() -> None:
    async def go(connection: Watched) -> tuple[int, bool, bool]:
        status, before = await connection.post(POST), connection.is_free
        await connection.ended.wait()
        return status, before, connection.is_free

    assert ran(go, OK) == (200, True, False)


def test_a_connection_that_was_idle_for_long_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver may be about to close it."""
    now = [100.0]
    monkeypatch.setattr(outgoing, "monotonic", lambda: now[0])

    async def go(connection: Watched) -> tuple[bool, bool]:
        before = connection.is_free
        now[0] += 4.0
        return before, connection.is_free

    assert ran(go, OK) == (True, False)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", "the receiver hung up before its answer was whole"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n", "the receiver hung up before"),
        (b"HTTP/1.1 200 OK\r\nx-half: a he", "the receiver hung up before"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "the receiver hung up before"),
        (b"", "the receiver hung up before"),
        (b"HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n", "the answer is no HTTP: "),
        (b"220 mail.example ESMTP\r\n", "the answer is no HTTP: "),
        (b"HTTP/1.1 200 OK\r\nx: %s\r\n" % (b"y" * 70_000), "the head of the answer has more than 65536 bytes"),
    ],
)
def test_what_is_no_whole_answer_is_told_as_such(answer: bytes, expected: str) -> None:
    with pytest.raises(RemoteProtocolError, match=expected):
        ran(lambda connection: connection.post(POST), answer)


def test_that_nobody_listens_is_told_as_such() -> None:
    with closed_port() as port, pytest.raises(ConnectError, match=str(port)):
        asyncio.run(Connection.open(Origin("127.0.0.1", port, None)))


class Left(Connection):
    """A connection whose other side has gone before anything could be done with it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.close()


def test_that_somebody_hung_up_at_once_is_told_as_such() -> None:
    async def go() -> None:
        async with Script(OK).listening() as port:
            await Left.open(Origin("127.0.0.1", port, None))

    with pytest.raises(ConnectError, match=r"^the receiver hung up at once$"):
        asyncio.run(go())


def test_that_somebody_hung_up_after_the_handshake_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object, **__: object) -> None:
        """What a handshake leaves of a connection that ended meanwhile."""

    async def go() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "start_tls", nothing)
        async with Script(OK).listening() as port:
            await Connection.open(Origin("127.0.0.1", port, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))

    with pytest.raises(ConnectError, match=r"^the receiver hung up at once$"):
        asyncio.run(go())


def test_a_post_travels_over_tls() -> None:
    """Both sides go without certificates: whose they trust is not the matter here."""
    ours, theirs = (ssl.SSLContext(each) for each in (ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER))
    ours.check_hostname, ours.verify_mode = False, ssl.CERT_NONE
    for each in (ours, theirs):
        each.maximum_version = ssl.TLSVersion.TLSv1_2
        each.set_ciphers("aNULL:@SECLEVEL=0")

    async def go() -> int:
        async with Script(OK).listening(theirs) as port:
            connection = await Connection.open(Origin("127.0.0.1", port, ours))
            return await asyncio.wait_for(connection.post(POST), PATIENCE)

    assert asyncio.run(go()) == 200


@asynccontextmanager
async def closing(sender: HttpSender) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await sender.close()


def posted(script: Script, *batches: int) -> list[Answer]:
    """Return what came of POSTs to a script, so many at a time."""

    async def go(sender: HttpSender) -> list[Answer]:
        answers: list[Answer] = []
        async with script.listening() as port, closing(sender):
            for count in batches:
                posts = [sender.post(f"http://127.0.0.1:{port}/", [], b"", PATIENCE) for _ in range(count)]
                answers += await asyncio.gather(*posts)
            if script.connections > 64:
                await script.hung_up.acquire()
        return answers

    return asyncio.run(asyncio.wait_for(go(HttpSender()), PATIENCE))


@pytest.mark.parametrize(
    ("answer", "batches", "expected"),
    [(OK, (1, 1, 1), 1), (OK, (3,), 3), (OK, (3, 3, 2), 3), (CLOSING, (1, 1), 2), (OK, (65,), 65)],
)
def test_posts_share_connections_as_far_as_they_can(answer: bytes, batches: tuple[int, ...], expected: int) -> None:
    """Of more than 64 that are idle, one is hung up."""
    script = Script(*[answer] * 5)
    assert posted(script, *batches) == [Answer(200)] * sum(batches)
    assert script.connections == expected


def test_connections_that_ended_push_out_none_that_may_be_used_again() -> None:
    lasting, ending = Script(OK, OK), Script(CLOSING)

    async def go() -> None:
        sender = HttpSender()
        async with lasting.listening() as first, ending.listening() as second, closing(sender):
            for port in (first, *[second] * 65, first):
                assert await sender.post(f"http://127.0.0.1:{port}/", [], b"", PATIENCE) == Answer(200)

    asyncio.run(asyncio.wait_for(go(), PATIENCE))
    assert lasting.connections == 1
