"""Crews: `kling3-mock serve` with several workers over a Redis server of their own, and none of them left behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

from tests.mockserver.processes import LONGEST, Program, served
from tests.mockserver.stores.servers import redis_server

_LOADED = b"httptools"
_MARK = b"--multiprocessing-fork"
"""What stands in the command of a worker, and in none of what else is started with it."""


class Crew:
    """A parent with its workers; `banner` is what it said first."""

    def __init__(self, program: Program, banner: str, count: int) -> None:
        self.program, self.banner, self._count = program, banner, count
        self._seen = set(self.workers)

    @property
    def workers(self) -> list[int]:
        """The numbers of its processes that work, once all have been started."""
        end = time.monotonic() + LONGEST
        while len(found := _workers_of(self.program.number)) < self._count:
            assert time.monotonic() < end, f"{len(found)} workers of {self._count} were started"
        return found

    def wait_for_end_of(self, worker: int) -> None:
        """Wait until the parent has seen the end of a worker."""
        end = time.monotonic() + LONGEST
        while worker in _workers_of(self.program.number):
            assert time.monotonic() < end, f"the worker {worker} did not end"

    def wait_for_imports(self) -> None:
        """Wait until each worker is about to import what it serves with."""
        end = time.monotonic() + LONGEST
        for each in self.workers:
            while _LOADED not in Path(f"/proc/{each}/maps").read_bytes():
                assert time.monotonic() < end, f"the worker {each} imports nothing"

    def kill(self) -> None:
        """End what is left of it."""
        for each in self._seen | set(_workers_of(self.program.number)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


@contextmanager
def crew(*words: str, count: int = 2, until: str = "Stop with Ctrl-C.", **variables: str) -> Iterator[Crew]:
    """Run several workers on a free port."""
    with redis_server() as server:
        options = ("--workers", str(count), "--store", server.url, *words)
        with served(*options, until=until, **variables) as (program, banner):
            made = Crew(program, banner, count)
            # They have the pipe from which the test reads: it would wait for ever for one that doesn't end.
            guard = Timer(LONGEST, made.kill)
            guard.start()
            try:
                yield made
            finally:
                guard.cancel()
                made.kill()


def _workers_of(parent: int) -> list[int]:
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    except FileNotFoundError:  # it has ended
        return []
    return [int(each) for each in children if _MARK in _command_of(each)]


def _command_of(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
