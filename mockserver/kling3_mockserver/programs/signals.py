"""Signals: those that end a program which serves, and how they are kept for a process that is being started."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def stop_on_signals(stop: Callable[[signal.Signals], None]) -> None:
    """Have SIGINT, SIGTERM and SIGHUP call `stop`; SIGHUP not where it is ignored.

    For SIGINT and SIGTERM a server has handlers of its own while it runs; these are for one right before or after.
    """

    def handle(number: int, _frame: object) -> None:
        stop(signal.Signals(number))

    for each in (signal.SIGINT, signal.SIGTERM, *_hang_ups()):
        signal.signal(each, handle)


@contextmanager
def held_back() -> Iterator[None]:
    """Let signals that end programs wait until the end of the block.

    A process that is started in it has them waiting too, until it calls `hear`: it must not be ended while its
    interpreter begins, which tells of that by a traceback.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear() -> None:
    """Let signals come that waited since this process was started."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def _hang_ups() -> tuple[signal.Signals, ...]:
    """Return SIGHUP, with which a closed terminal ends its programs; nothing where nohup or the platform has none."""
    hang_up: signal.Signals | None = getattr(signal, "SIGHUP", None)
    return () if hang_up is None or signal.getsignal(hang_up) is signal.SIG_IGN else (hang_up,)
