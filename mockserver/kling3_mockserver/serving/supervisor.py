"""Supervisor: keeps several processes at work that serve the same sockets.

The one of uvicorn is of no use here: it starts servers of uvicorn's own class alone, whose configuration has to be
pickled, starts anew for ever what can't begin, begins all anew at SIGHUP, and changed between the versions we take.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from socket import socketpair

from kling3_mockserver.errors import MockError
from kling3_mockserver.journal.notices import Tell, noticed
from kling3_mockserver.serving.lifeline import Held

_SOON = 5.0
"""Seconds in which the end of a worker says that it can't begin."""
_TRIES = 3


class WorkersError(MockError):
    """Workers that end as soon as they have begun."""


@dataclass
class Worker:
    """A process that was started, and the parent's end of its lifeline."""

    process: SpawnProcess
    held: Held
    since: float = field(default_factory=time.monotonic)

    @property
    def came_to_work(self) -> bool:
        """Whether it served for some time; asked once, at its end."""
        return self.held.is_served and time.monotonic() - self.since > _SOON

    def close(self) -> None:
        """Let go of it, after its end."""
        self.held.connection.close()
        self.process.close()


Start = Callable[[int], Worker]
"""Starts the worker of a number, from 1 on."""


class Supervisor:
    """Has `count` workers at work until it is stopped; tells of each that ended otherwise, and starts it anew."""

    def __init__(self, start: Start, count: int, tell: Tell) -> None:
        self._start, self._count, self._tell = start, count, tell
        self._workers: dict[int, Worker] = {}
        self._vain = dict.fromkeys(range(1, count + 1), 0)
        self._rung, self._bell = socketpair()
        self._bell.setblocking(False)  # noqa: FBT003  (a signal must not wait for who waits for it)
        self._signals: list[signal.Signals] = []
        self._heard = 0
        self._trouble = ""

    def stop(self, how: signal.Signals) -> None:
        """End all workers after what is under way, and at once by a second SIGINT; to be called by a signal."""
        self._signals.append(how)
        with suppress(OSError):  # it rings already, or nobody waits any more
            self._bell.send(b"\0")

    def run(self) -> None:
        """Return when all have ended; raise WorkersError, after the end of all, when one can't begin."""
        try:
            for number in range(1, self._count + 1):
                if not self._signals:
                    self._workers[number] = self._start(number)
            while self._workers:
                self._wait()
        finally:
            self._kill()
            self._rung.close()
            self._bell.close()
        if self._trouble:
            raise WorkersError(self._trouble)

    def _wait(self) -> None:
        ready = set(wait([self._rung, *(each.process.sentinel for each in self._workers.values())]))
        if self._rung in ready:
            self._rung.recv(4096)
        self._obey()
        ended = [number for number, each in self._workers.items() if each.process.sentinel in ready]
        for number in ended:
            self._replace(number, self._workers.pop(number))

    def _obey(self) -> None:
        while self._heard < len(self._signals):
            self._heard += 1
            if self._heard > 1 and self._signals[self._heard - 1] is signal.SIGINT:
                self._kill()
            elif self._heard == 1:
                self._stop_all()

    def _replace(self, number: int, worker: Worker) -> None:
        how = _ended(worker.process)
        self._vain[number] = 0 if worker.came_to_work else self._vain[number] + 1
        worker.close()
        if self._signals or self._trouble:
            return
        if self._vain[number] >= _TRIES:
            self._trouble = (
                f"worker {number} {how}, as each of {_TRIES} did that were just started: mend what stands above, or "
                "see whether the fake serves without --workers"
            )
            self._stop_all()
        else:
            self._tell(noticed(f"worker {number} {how}: another one takes its place"))
            self._workers[number] = self._start(number)

    def _stop_all(self) -> None:
        for each in self._workers.values():
            each.held.stop()

    def _kill(self) -> None:
        for each in self._workers.values():
            each.process.kill()
            each.process.join()


def _ended(process: SpawnProcess) -> str:
    process.join()
    status = process.exitcode or 0
    if status >= 0:
        return f"(process {process.pid}) ended with status {status}"
    return f"(process {process.pid}) was ended by {_name(-status)}"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
