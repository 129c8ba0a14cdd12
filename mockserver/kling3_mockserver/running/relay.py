"""Relay: the signals that are sent to this process while it runs a program, handed on to that."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from socket import socketpair
from subprocess import Popen
from threading import Thread
from types import FrameType, TracebackType

_NAMES = ("SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
_KEYS = ("SIGINT", "SIGQUIT")
"""Of these keys in a terminal all hear that run in its foreground."""
_TERMINAL = Path("/dev/tty")


class Relay:
    """Between `with` and its end no signal ends this process; `first` is one that came before there was a program.

    A signal that was ignored before stays ignored, here and in the program.
    """

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None
        self._waiting: list[int] = []
        self._before: dict[int, object] = {}
        self._stack = ExitStack()
        self._bell, self._rung = socketpair()

    @property
    def first(self) -> int | None:
        """The first signal that came before there was a program to hand it to."""
        return self._waiting[0] if self._waiting else None

    def hand_to(self, process: Popen[bytes]) -> None:
        """From now on hand signals to a program; those too that came while it was started."""
        self._process = process
        for each in self._waiting:
            process.send_signal(each)

    def wait_for(self, process: Popen[bytes]) -> int:
        """Wait until a program has ended, handing on what comes meanwhile; return what it returned.

        A wait for the process itself would sleep on where a signal comes just before it begins, or to another thread.
        """
        waiting = Thread(target=self._ring_after, args=(process,), daemon=True)
        waiting.start()
        while process.returncode is None:
            self._rung.recv(4096)
        waiting.join()
        return process.returncode

    def __enter__(self) -> Relay:
        self._stack.enter_context(self._rung)
        self._stack.enter_context(self._bell)
        self._bell.setblocking(False)  # noqa: FBT003  # as signals need it
        self._stack.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False))
        numbers = [number for name in _NAMES if (number := getattr(signal, name, None))]
        for each in numbers:
            if signal.getsignal(each) is not signal.SIG_IGN:
                self._before[each] = signal.signal(each, self._take)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what it was
        self._stack.close()

    def _ring_after(self, process: Popen[bytes]) -> None:
        process.wait()
        self._bell.send(b"\0")

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            self._waiting.append(number)
        # A second Ctrl-C would break off how the program ends by the first.
        elif signal.Signals(number).name not in _KEYS or not _in_foreground():
            self._process.send_signal(number)


def _in_foreground() -> bool:
    """Return whether this process hears of the keys of its terminal, wherever its standard streams lead."""
    try:
        with _TERMINAL.open("rb", buffering=0) as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (AttributeError, OSError):  # there is no terminal, or no such thing on this system
        return False
