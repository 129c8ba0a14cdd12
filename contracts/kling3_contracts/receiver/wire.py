"""Wire: sends calls byte for byte, also those that no client library would let through."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator

from kling3_contracts.addresses.no_answer import reason_of
from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import NO_ANSWER, Answer
from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.call import Call, Manner
from kling3_contracts.receiver.conversation import Conversation
from kling3_contracts.receiver.reply import MOST_BODY, Reply

_DROPS = 10


class Wire:
    """One connection a call; an answer may take `timeout` seconds, and a body in drops `drip` seconds more."""

    def __init__(self, address: Address, *, timeout: float, drip: float = 0.0, insecure: bool = False) -> None:
        self.most = MOST_BODY
        """How many bytes of an answer's body are kept."""
        self.address, self.timeout = address, timeout
        self.sent = 0
        self._drip = drip
        self._tls = _context(insecure=insecure) if address.tls else None

    async def send(self, call: Call) -> Reply:
        """Send a call and return what came of it; raise UnreachableError when nobody listens."""
        began, late, opened = time.perf_counter(), False, None
        try:
            async with asyncio.timeout(self.timeout + (self._drip if call.manner is Manner.DRIPPING else 0)):
                opened = await self._open()
                await self._write(opened, call)
                await opened.over()
        except TimeoutError:
            late = True
        finally:
            if opened is not None:
                opened.hang_up()
        return self._reply(opened, time.perf_counter() - began, late=late)

    @contextlib.asynccontextmanager
    async def stuck(self, call: Call) -> AsyncIterator[None]:
        """Send a call up to the middle of its body, and hold the connection until the block ends."""
        try:
            async with asyncio.timeout(self.timeout):
                opened = await self._open()
        except TimeoutError as error:
            raise self._unreachable() from error
        opened.write(head(self.address, call) + call.body[: len(call.body) // 2])
        try:
            yield
        finally:
            opened.hang_up()

    def _reply(self, opened: Conversation | None, seconds: float, *, late: bool) -> Reply:
        if opened is not None:
            reading = opened.reading
            return Reply(reading.answer(seconds), late and not reading.status, opened.reason)
        if not self.sent:
            raise self._unreachable()
        # It was there before, so it is busy: what waits for its turn is as late as what waits for an answer.
        return Reply(Answer(NO_ANSWER, seconds=seconds), late=True)

    async def _open(self) -> Conversation:
        connect, host, port = asyncio.get_running_loop().create_connection, self.address.host, self.address.port
        try:
            _, opened = await connect(lambda: Conversation(self.most), host, port, ssl=self._tls)
        except TimeoutError:
            raise
        except OSError as error:
            raise UnreachableError(self.address.shown, reason_of(error)) from error
        self.sent += 1
        return opened

    async def _write(self, opened: Conversation, call: Call) -> None:
        opened.write(head(self.address, call))
        if call.manner is not Manner.DRIPPING:
            opened.write(call.body)
            return
        size = max(1, -(-len(call.body) // _DROPS))
        for start in range(0, len(call.body), size):
            await asyncio.sleep(self._drip / _DROPS)
            opened.write(call.body[start : start + size])

    def _unreachable(self) -> UnreachableError:
        return UnreachableError(self.address.shown, f"no connection within {self.timeout:g} seconds")


def head(address: Address, call: Call) -> bytes:
    """Return request line and headers as they go out; header values are written as UTF-8."""
    sized = [("content-length", str(len(call.body)))] if call.body or call.method == "POST" else []
    always = [("host", address.authority), ("user-agent", "kling3-contracts"), ("connection", "close")]
    lines = [f"{call.method} {address.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in (*always, *call.headers, *sized)]
    return "\r\n".join([*lines, "", ""]).encode()


def _context(*, insecure: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
