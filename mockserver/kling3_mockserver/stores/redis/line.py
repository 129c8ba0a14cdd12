"""Line: a connection over which many ask the server at once: what comes while it answers goes together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from redis.exceptions import NoScriptError, RedisError, ResponseError

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.redis.client import PATIENCE, connection_of, packed
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.troubles import trouble_of

if TYPE_CHECKING:
    from kling3_mockserver.stores.location import RedisServer

Word = str | int | float
Reply = object

_QUIET = 1.0
"""Seconds after which a server that has said nothing may have been begun anew, and the connection be of before."""
_PAUSE = 0.25
"""Seconds between two looks whether a server that was away is there again."""
_Asked = tuple[Sequence[Word], "asyncio.Future[Reply]"]


class Line:
    """Asks the server, in the order in which it is asked itself; to be used in its event loop alone.

    While the server is away who asks is told so at once.
    """

    def __init__(
        self,
        server: RedisServer,
        loop: asyncio.AbstractEventLoop,
        tell: Callable[[Line, str], None],
        ended: Callable[[Line], None],
    ) -> None:
        self._server, self._loop, self._tell, self._ended = server, loop, tell, ended
        self._connection = connection_of(server)
        self._asked: list[_Asked] = []
        self._woken = asyncio.Event()
        self.batch = 0
        """The number of the batch that goes next."""
        self.trouble = ""
        self._ending = False
        self._heard_at = loop.time()
        # Held, as a task that nobody holds may be collected; the loop cancels it when it ends.
        self._working = loop.create_task(self._work())

    def ask(self, *command: Word) -> asyncio.Future[Reply]:
        """Return the reply to a command; raises StoreError when it is waited for, if there is none."""
        reply: asyncio.Future[Reply] = self._loop.create_future()
        if self.trouble:
            reply.set_exception(StoreError(self.trouble))
            # Whoever asks without waiting does not care.
            reply.exception()
        else:
            self._asked.append((command, reply))
            self._woken.set()
        return reply

    def run(self, script: Script, keys: Sequence[str], *words: Word) -> asyncio.Future[Reply]:
        """Return the reply of a script."""
        return self.ask("EVALSHA", script.digest, len(keys), *keys, *words)

    async def _work(self) -> None:
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                while self._asked:
                    await self._send()
        except asyncio.CancelledError:
            await self._end()
            raise
        finally:
            self._ended(self)
            self._fail(self._asked, "is no longer asked, as the fake ends")

    async def _end(self) -> None:
        """Send what others that end with the loop have to say at last: one that came later would get a new line."""
        self._ending = True
        await asyncio.sleep(0)
        while self._asked:
            await self._send()
        with suppress(RedisError, OSError):
            await self._connection.disconnect()

    async def _send(self) -> None:
        asked, self._asked, self.batch = self._asked, [], self.batch + 1
        try:
            replies = await self._replies([command for command, _ in asked])
        except (RedisError, OSError) as error:
            self._fail(asked, trouble_of(error, self._server))
            if not self._ending:
                await self._recover(error)
            return
        except BaseException:
            self._fail(asked, "is no longer asked, as the fake ends")
            raise
        for (_, future), reply in zip(asked, replies, strict=True):
            self._answer(future, reply)

    async def _replies(self, commands: Sequence[Sequence[Word]]) -> list[Reply]:
        if self._loop.time() - self._heard_at > _QUIET:
            await self._look_after_connection()
        replies = await self._together(commands)
        self._heard_at = self._loop.time()
        unknown = [place for place, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if unknown:
            # The server was begun anew, and has forgotten them.
            await self._together([("SCRIPT", "LOAD", each.text) for each in Script])
            again = await self._together([commands[place] for place in unknown])
            for place, reply in zip(unknown, again, strict=True):
                replies[place] = reply
        return replies

    async def _look_after_connection(self) -> None:
        """Have one that has ended made anew: what was asked over it might have been done, and can't be asked again."""
        try:
            await self._together([("PING",)])
        except TimeoutError:
            raise
        except (RedisError, OSError):
            # The next who asks connects.
            return

    async def _together(self, commands: Sequence[Sequence[Word]]) -> list[Reply]:
        connection = self._connection
        try:
            async with asyncio.timeout(PATIENCE):
                if not connection.is_connected:
                    await connection.connect()  # type: ignore[no-untyped-call]
                await connection.send_packed_command(packed(commands))
                return [await self._reply() for _ in commands]
        except BaseException:
            # What comes of it later belongs to nobody.
            await connection.disconnect(nowait=True)
            raise

    async def _reply(self) -> Reply:
        try:
            reply: Reply = await self._connection.read_response()
        except ResponseError as error:
            # A refusal of one command says nothing of the others.
            return error
        return reply

    async def _recover(self, error: RedisError | OSError) -> None:
        """Ask until the server is there again; what is asked meanwhile is refused at once."""
        self._set_trouble(trouble_of(error, self._server))
        self._fail(self._asked, self.trouble)
        # They were the next batch: who comes later must not wait for what came of it.
        self._asked, self.batch = [], self.batch + 1
        while self.trouble:
            await asyncio.sleep(_PAUSE)
            try:
                await self._together([("PING",)])
            except (RedisError, OSError) as other:
                self._set_trouble(trouble_of(other, self._server))
            else:
                self._set_trouble("")

    def _set_trouble(self, trouble: str) -> None:
        self.trouble = trouble
        self._tell(self, trouble)

    def _answer(self, future: asyncio.Future[Reply], reply: Reply) -> None:
        if future.done():
            return
        if isinstance(reply, RedisError):
            future.set_exception(StoreError(trouble_of(reply, self._server)))
            future.exception()
        else:
            future.set_result(reply)

    @staticmethod
    def _fail(asked: Sequence[_Asked], trouble: str) -> None:
        for _, future in asked:
            if not future.done():
                future.set_exception(StoreError(trouble))
                future.exception()
