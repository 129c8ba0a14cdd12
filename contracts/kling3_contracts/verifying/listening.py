"""Listening: exchanges are looked at while the next request is on its way, each in its turn, by a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from queue import Queue
from threading import Thread
from types import TracebackType

from kling3_contracts.messages import Exchange
from kling3_contracts.sending.sender import Listener, Sender
from kling3_contracts.target import HttpTarget

_WAITING = 100
"""Exchanges that may wait, so that memory stays small where looking takes longer than asking."""


@contextmanager
def heard(sender: Sender, listeners: Sequence[Listener]) -> Iterator[Callable[[], None]]:
    """Let listeners hear what a sender sends; what is given returns when they have looked at all of it.

    A target in this process answers in no time, so there they listen as it answers, and a run stays repeatable.
    """
    if not isinstance(sender.target, HttpTarget):
        sender.listeners.extend(listeners)
        yield lambda: None
        return
    with Listening(listeners) as listening:
        sender.listeners.append(listening)
        yield listening.settle


class Listening:
    """A listener that hands exchanges on to others and returns at once; `settle` waits until all have looked.

    Over HTTP a third of a run's work is looking at answers, and a third of its time is waiting for them.
    """

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._listeners = tuple(listeners)
        self._waiting: Queue[Exchange | None] = Queue(_WAITING)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._listen, name="kling3-contracts listening", daemon=True)

    def __call__(self, exchange: Exchange) -> None:
        """Take an exchange to look at."""
        self._waiting.put(exchange)

    def __enter__(self) -> Listening:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Look at what is waiting, and end."""
        self._waiting.put(None)
        self._thread.join()

    def settle(self) -> None:
        """Return when each exchange was looked at; raises the first error of a listener since the last time."""
        self._waiting.join()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _listen(self) -> None:
        while (exchange := self._waiting.get()) is not None:
            self._look(exchange)
            self._waiting.task_done()

    def _look(self, exchange: Exchange) -> None:
        try:
            for listener in self._listeners:
                listener(exchange)
        except BaseException as error:  # noqa: BLE001  (it belongs to whoever asked, see `settle`)
            self._error = self._error or error
