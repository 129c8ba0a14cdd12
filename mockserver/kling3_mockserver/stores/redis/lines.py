"""Lines: the connections to the server, one for each event loop of the fake, and the trouble that they have."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from weakref import WeakSet

from kling3_mockserver.errors import StoreError, unavailable
from kling3_mockserver.stores.location import RedisServer
from kling3_mockserver.stores.redis.line import Line, Reply, Word
from kling3_mockserver.stores.redis.scripts import Script


class Lines:
    """Gives each event loop a line of its own."""

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._lines: dict[asyncio.AbstractEventLoop, Line] = {}
        self._opening = threading.Lock()
        self._over: WeakSet[asyncio.AbstractEventLoop] = WeakSet()
        self._troubles: dict[Line, str] = {}
        self.trouble = ""
        """Why the server can't be asked at the moment, or nothing."""
        self.on_trouble: Callable[[str], None] = lambda _trouble: None
        """Called, in the loop that finds out, when that has changed."""

    def line(self) -> Line:
        """Return the line of the event loop that runs; raise StoreError when that ends, and its line has ended."""
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            with self._opening:
                if loop in self._over:
                    # Another one would be left open: nothing would tell it that the loop ends.
                    raise StoreError("is no longer asked, as the fake ends")
                line = self._lines[loop] = Line(self._server, loop, self._told, self._ended)
        return line

    async def asked(self, *command: Word) -> Reply:
        """Return the reply to a command; raise ApiError 503, with a sentence, while there is none."""
        return await _answered(self.line().ask(*command))

    async def run(self, script: Script, keys: Sequence[str], *words: Word) -> Reply:
        """Return the reply of a script; raise ApiError 503, with a sentence, while there is none."""
        return await _answered(self.line().run(script, keys, *words))

    def _told(self, line: Line, trouble: str) -> None:
        with self._opening:
            self._troubles[line] = trouble
            before, self.trouble = self.trouble, self._first_trouble()
        if bool(self.trouble) != bool(before):
            self.on_trouble(self.trouble)

    def _ended(self, line: Line) -> None:
        with self._opening:
            self._troubles.pop(line, None)
            # Nobody would find out that it is over.
            self.trouble = self._first_trouble()
            self._over.update(loop for loop, each in self._lines.items() if each is line)
            self._lines = {loop: each for loop, each in self._lines.items() if each is not line}

    def _first_trouble(self) -> str:
        return next(filter(None, self._troubles.values()), "")


async def _answered(reply: asyncio.Future[Reply]) -> Reply:
    try:
        return await reply
    except StoreError as error:
        raise unavailable(str(error)) from error
