"""Hosts: a server in the test's own event loop that answers what it is told, be it lawful or not."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Answer = Callable[["Asked"], Awaitable[None]]
_RANGE = re.compile(rb"range: bytes=([0-9]+)-([0-9]+)", re.IGNORECASE)


class Asked:
    """One request, and the way to answer it."""

    def __init__(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        self.head, self._writer = head, writer

    @property
    def path(self) -> str:
        """The path that is asked for."""
        return self.head.split(b" ")[1].decode("ascii")

    @property
    def part(self) -> tuple[int, int] | None:
        """The first and the last byte of the range that is asked for."""
        found = _RANGE.search(self.head)
        return None if found is None else (int(found[1]), int(found[2]))

    async def send(self, content: bytes) -> None:
        """Send bytes."""
        self._writer.write(content)
        await self._writer.drain()

    async def answer(self, body: bytes = b"", status: str = "200 OK", **headers: str) -> None:
        """Send a whole answer."""
        fields = {"content_length": len(body), **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
        await self.send(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)

    async def answer_part(self, content: bytes) -> None:
        """Send the part of a file that was asked for, all of it if none was."""
        if self.part is None:
            await self.answer(content)
            return
        first, last = self.part
        part = content[first : last + 1]
        of = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
        await self.answer(part, "206 Partial Content", content_range=of)


class Host:
    """A server that runs; `asked` are the requests so far."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.port = 0
        self.asked: list[Asked] = []
        self._serving: list[tuple[asyncio.Task[None], asyncio.StreamWriter]] = []

    def url(self, path: str = "/cat.png", host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Return the URL of something here."""
        return f"{scheme}://{host}:{self.port}{path}"

    def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, in a task of its own."""
        self._serving.append((asyncio.ensure_future(self._serve(reader, writer)), writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            asked = Asked(await reader.readuntil(b"\r\n\r\n"), writer)
            self.asked.append(asked)
            await self._answer(asked)
        writer.close()

    async def close(self) -> None:
        """Hang up on all that are still connected."""
        for task, writer in self._serving:
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*(task for task, _ in self._serving), return_exceptions=True)
        await asyncio.gather(*(writer.wait_closed() for _, writer in self._serving), return_exceptions=True)


@asynccontextmanager
async def host(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    """Run a server on a free port."""
    made = Host(answer)
    server = await asyncio.start_server(made.connect, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        # Let those in who have just come, and hang up on them too.
        for _ in range(3):
            await asyncio.sleep(0)
        await made.close()


def of_file(content: bytes, **headers: str) -> Answer:
    """Return what answers with a file to whatever is asked."""

    async def answer(asked: Asked) -> None:
        await asked.answer(content, **headers)

    return answer


def of_parts(content: bytes) -> Answer:
    """Return what answers with the part of a file that is asked for."""

    async def answer(asked: Asked) -> None:
        await asked.answer_part(content)

    return answer
