"""Lifeline: the connection of a worker with its parent, by which it is told to end, and notices that it is alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

_PATIENCE = 10.0
"""Seconds that a worker without a parent has to end."""


class Lifeline:
    """What a worker makes of its end; the other end closes when the parent ends, however that comes about.

    `leave` ends the process, with a status, where it still runs so many seconds of `patience` after its parent.
    """

    def __init__(
        self, connection: Connection, patience: float = _PATIENCE, leave: Callable[[int], object] = os._exit
    ) -> None:
        self._connection, self._patience, self._leave = connection, patience, leave
        self._stops: list[Callable[[], None]] = []
        self._told = threading.Event()

    def hold(self) -> None:
        """From now on, in a thread, hear what the parent says, and end the process when that is gone for long."""
        threading.Thread(target=self._wait, name="kling3-lifeline", daemon=True).start()

    def serve(self, stop: Callable[[], None]) -> None:
        """Tell the parent that this worker serves, and have `stop` called, in whatever thread, when it is to end."""
        self._stops.append(stop)
        if self._told.is_set():
            stop()
        with suppress(OSError):  # the parent is gone, which the thread notices
            self._connection.send_bytes(b"serving")

    def _wait(self) -> None:
        with suppress(EOFError, OSError):
            self._connection.recv_bytes()
            self._stop()
            # Nothing more is said: this waits for the end of the parent.
            self._connection.recv_bytes()
        self._stop()
        threading.Event().wait(self._patience)
        self._leave(1)

    def _stop(self) -> None:
        self._told.set()
        for each in self._stops:
            each()


class Held(NamedTuple):
    """The parent's end."""

    connection: Connection

    @property
    def is_served(self) -> bool:
        """Whether the worker has come so far as to serve; asked once."""
        with suppress(EOFError, OSError):
            return self.connection.poll() and bool(self.connection.recv_bytes())
        return False

    def stop(self) -> None:
        """Tell the worker to end."""
        with suppress(OSError):  # it has ended
            self.connection.send_bytes(b"stop")
