"""Runs of pytest in processes that are forked, which spares each the start of Python and the imports that all need."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

_PROGRAM = Path(__file__).parent / "fork_server" / "main.py"
_PYTEST = (sys.executable, "-mpytest")


@dataclass(frozen=True, slots=True)
class Fork:
    """A run in a fork of the server, with what pytester asks of a process."""

    pid: int
    _server: Connection
    stdin: None = None

    def wait(self, timeout: float | None = None) -> int:
        if not self._server.poll(timeout):
            raise subprocess.TimeoutExpired(_PYTEST, timeout or 0)
        status: int = self._server.recv()
        return status

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class ForkServer:
    """A process that forks itself for one run after the other."""

    _connection: Connection

    def instead_of(self, popen: Callable[..., object]) -> Callable[..., object]:
        """Return what starts pytest by a fork, and any other program as `Pytester.popen` does."""

        def start(command: Sequence[str], stdout: TextIO, stderr: TextIO, **more: object) -> object:
            if tuple(command[:2]) == _PYTEST:
                return self._fork(list(command[2:]), [stdout.name, stderr.name])
            return popen(command, stdout=stdout, stderr=stderr, **more)

        return start

    def _fork(self, options: list[str], outputs: list[str]) -> Fork:
        folder = str(Path.cwd())
        path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "PYTHONPATH": path}
        self._connection.send({"options": options, "folder": folder, "environment": environment, "outputs": outputs})
        return Fork(self._connection.recv(), self._connection)


@contextmanager
def fork_server() -> Iterator[ForkServer]:
    """Start a fork server, which ends with the block."""
    ours, its = Pipe()
    # Its own folder (-P) is none that a project imports from.
    command = [sys.executable, "-P", str(_PROGRAM), str(its.fileno())]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=nothing, stdout=nothing, pass_fds=[its.fileno()]), ours:
        its.close()
        yield ForkServer(ours)
