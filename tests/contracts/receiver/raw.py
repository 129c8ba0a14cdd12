"""A receiver by the byte: keeps what came, and answers with bytes that no framework would send."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.wire import Wire

_TURNS = 10
"""How often an event loop turns, and more, until whoever knocked has been let in."""

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


class RawReceiver:
    """Reads until the body is as long as it was told, then answers; without an answer it stays silent."""

    def __init__(self, answer: bytes | None = OK, *, reads: bool = True) -> None:
        self.came = b""
        self.pieces = 0
        self._answer, self._reads = answer, reads
        self._writers: list[asyncio.StreamWriter] = []
        self._serving: set[asyncio.Task[object]] = set()

    @asynccontextmanager
    async def listening(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
        """Listen on a free port, and give it."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        async with server:
            yield server.sockets[0].getsockname()[1]
            await self._end()

    async def _end(self) -> None:
        """Wait until whoever came has gone, and hang up: a connection may not outlive its event loop."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        if self._serving:
            await asyncio.wait(self._serving, timeout=5)
        for writer in self._writers:
            writer.transport.abort()  # with what a client that had enough left behind
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        if task := asyncio.current_task():
            self._serving.add(task)
        while self._reads and not self._whole() and (data := await reader.read(65536)):
            self.came += data
            self.pieces += 1
        if self._answer is None:
            await reader.read()
        else:
            writer.write(self._answer)
        writer.close()

    def _whole(self) -> bool:
        head, found, body = self.came.partition(b"\r\n\r\n")
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return bool(found) and len(body) >= int(length or 0)


def sent(receiver: RawReceiver, call: Call, target: str = "/hook", *, timeout: float = 5.0, drip: float = 0.0) -> Reply:
    """Send one call to a raw receiver and return the reply."""

    async def conversation() -> Reply:
        async with receiver.listening() as port:
            wire = Wire(Address.parse(f"http://127.0.0.1:{port}{target}"), timeout=timeout, drip=drip)
            return await wire.send(call)

    return asyncio.run(conversation())
