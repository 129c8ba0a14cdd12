"""Serving: the uvicorn server for a bound socket, set up alike for the command and for threads."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING, cast

import uvicorn

from kling3_mockserver.connections import Connection, House
from kling3_mockserver.crowd import Crowd, room
from kling3_mockserver.listening import BACKLOG
from kling3_mockserver.notices import Tell, nobody
from kling3_mockserver.patience import PATIENCE, Patience

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_AT_ONCE = 8
"""How many connections are accepted before those that came are looked at: a crowd must not take all files at once."""
_NO_FILES = (errno.EMFILE, errno.ENFILE)
_UVICORN = logging.getLogger("uvicorn.error")


def server(app: ASGIApp, *, loop: str = "auto", tell: Tell = nobody, patience: Patience = PATIENCE) -> uvicorn.Server:
    """Return a uvicorn server that adds no headers; `tell` hears what its connections have to say, and nobody else."""
    house = House(Crowd(room(), tell), patience, tell)
    # With `access_log=False` it would take the handlers from the log of a user who runs a uvicorn too.
    config = uvicorn.Config(
        app, http=cast("type[Connection]", partial(Connection, house=house)), ws="none", loop=loop, lifespan="off",
        log_config=None, server_header=False, date_header=True, proxy_headers=False, timeout_graceful_shutdown=2,
        backlog=_AT_ONCE,
    )  # fmt: skip
    return _Server(config, house.crowd)


class _Server(uvicorn.Server):
    """A server that says nothing of itself, and makes room when the system has no file left for a connection."""

    def __init__(self, config: uvicorn.Config, crowd: Crowd) -> None:
        super().__init__(config)
        self._crowd = crowd

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
