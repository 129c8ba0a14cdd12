"""Receivers of webhooks: one by the byte, in the event loop that posts to it, and one that listens by itself."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from queue import SimpleQueue
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from tests.mockserver.posting import PATIENCE

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class RawReceiver:
    """Answers each request with the same bytes, then with `more` again and again; keeps the requests.

    Where it `stays`, and where it has no answer, it waits for the caller to hang up. `called` is set by a connection,
    `answered` by a whole request whose answer was sent, `ended` by the end of a conversation.
    """

    def __init__(self, answer: bytes = b"", more: bytes = b"", *, stays: bool = False) -> None:
        self.requests: list[bytes] = []
        self.port = 0
        self.called, self.answered, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._conversations: set[asyncio.Task[object]] = set()
        self._answer, self._more, self._stays = answer, more, stays or not answer

    @asynccontextmanager
    async def listening(self, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Listen on a free port; give its URL."""
        server = await asyncio.start_server(self._serve, host, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        finally:
            server.close()
            if self._conversations:
                await asyncio.wait(self._conversations, timeout=PATIENCE)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.called.set()
        if (task := asyncio.current_task()) is not None:
            self._conversations.add(task)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.ended.set()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        self.requests.append(head + await reader.readexactly(int(length[1]) if length else 0))
        writer.write(self._answer)
        self.answered.set()
        while self._more:
            writer.write(self._more)
            await writer.drain()
            await asyncio.sleep(0)
        if self._stays:
            await reader.read()


class Call(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Inbox:
    """An ASGI application that keeps each call, and answers with its statuses in turn, the last again and again."""

    def __init__(self, *statuses: int) -> None:
        self.calls: SimpleQueue[Call] = SimpleQueue()
        self._statuses = [*statuses] or [204]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        target = scope["raw_path"] + b"?" + scope["query_string"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.calls.put(Call(scope["method"], target.decode(), headers, body))
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def closed_port() -> Iterator[int]:
    """Give a port that is taken, but on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        yield port


def has_ipv6() -> bool:
    """Return whether this machine can listen on ::1."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
