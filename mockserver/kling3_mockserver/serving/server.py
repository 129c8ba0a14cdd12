"""Serving: the uvicorn server for a bound socket, set up alike for the command and for threads."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

import uvicorn

from kling3_mockserver.journal.notices import Tell, nobody
from kling3_mockserver.serving.connections import Connection, House
from kling3_mockserver.serving.crowd import Crowd, room
from kling3_mockserver.serving.gates import Gate
from kling3_mockserver.serving.listening import BACKLOG
from kling3_mockserver.serving.patience import PATIENCE, Patience
from kling3_mockserver.serving.turn import Turn

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_AT_ONCE = 8
"""How many connections are accepted before those that came are looked at: a crowd must not take all files at once."""
_NO_FILES = (errno.EMFILE, errno.ENFILE)
_ROUNDS = 3
"""How many rounds of the event loop an end takes to be heard of."""
_UVICORN = logging.getLogger("uvicorn.error")


def server(
    app: ASGIApp, *, loop: str = "auto", tell: Tell = nobody, patience: Patience = PATIENCE, gates: Sequence[Gate] = (),
) -> Server:  # fmt: skip
    """Return a uvicorn server that adds no headers; `tell` hears what its connections have to say, and nobody else.

    It serves through its `gates` too.
    """
    house = House(Crowd(room(), tell), Turn(app), patience, tell)
    # With `access_log=False` it would take the handlers from the log of a user who runs a uvicorn too.
    config = uvicorn.Config(
        app, http=cast("type[Connection]", partial(Connection, house=house)), ws="none", loop=loop, lifespan="off",
        log_config=None, server_header=False, date_header=True, proxy_headers=False, timeout_graceful_shutdown=2,
        backlog=_AT_ONCE,
    )  # fmt: skip
    return Server(config, house.crowd, gates)


class Server(uvicorn.Server):
    """A server that says nothing of itself, and makes room when the system has no file left for a connection."""

    def __init__(self, config: uvicorn.Config, crowd: Crowd, gates: Sequence[Gate]) -> None:
        super().__init__(config)
        self._crowd, self._gates = crowd, gates
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    def stop(self) -> None:
        """Have it end after the requests under way; to be called from any thread."""
        self.should_exit = True
        if (loop := self._loop) is not None:
            with suppress(RuntimeError):  # it has ended meanwhile
                loop.call_soon_threadsafe(self._woken.set)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `should_exit` is set."""
        quiet = _ThisThreadIsQuiet(threading.get_ident())
        _UVICORN.addFilter(quiet)
        try:
            super().run(sockets)
        finally:
            _UVICORN.removeFilter(quiet)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._note)
        if not isinstance(loop, asyncio.BaseEventLoop):
            # uvloop tells nobody that no file is left: there is no second try for who finds the door shut.
            self._crowd.hurry()
        await super().startup(sockets)
        for each in sockets or ():
            # asyncio has made it as short as the batches in which it accepts.
            each.listen(BACKLOG)
        for gate in self._gates:
            self.servers.append(await gate.open(self._new_connection))

    async def main_loop(self) -> None:
        """Serve until it is stopped, and then end at once: uvicorn looks only ten times a second."""
        self._loop = asyncio.get_running_loop()
        if self.should_exit:
            return
        ticking, woken = (self._loop.create_task(each) for each in (super().main_loop(), self._wake()))
        await asyncio.wait((ticking, woken), return_when=asyncio.FIRST_COMPLETED)
        for each in (ticking, woken):
            each.cancel()

    async def _wake(self) -> None:
        await self._woken.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End after the requests under way."""
        await self._accept_no_more()
        for gate in self._gates:
            gate.close()
        await super().shutdown(sockets)
        await self._leave_behind()

    async def _leave_behind(self) -> None:
        for gate in self._gates:
            # uvloop lets in who came while the door was shut.
            gate.close()
        for each in list(self.server_state.connections):
            cast("Connection", each).transport.abort()
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)

    async def _accept_no_more(self) -> None:
        loop = asyncio.get_running_loop()
        for each in (listener for server in self.servers for listener in server.sockets):
            with suppress(NotImplementedError):  # the loops of Windows accept by other means
                loop.remove_reader(each)
        # Who was accepted just now becomes a connection first: asyncio drops, unclosed, who comes to a closed server.
        await asyncio.sleep(0)

    def _new_connection(self) -> Connection:
        new = cast("Callable[..., Connection]", self.config.http_protocol_class)
        return new(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    def _note(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _NO_FILES and "socket" in context:
            self._crowd.make_room(cast("set[Connection]", self.server_state.connections), loop.time())
        else:
            loop.default_exception_handler(context)


class _ThisThreadIsQuiet(logging.Filter):
    """Drops what one thread has to say: the logger is uvicorn's, and its users may run others in other threads."""

    def __init__(self, thread: int) -> None:
        super().__init__()
        self._thread = thread

    def filter(self, record: logging.LogRecord) -> bool:
        return record.thread != self._thread
