"""Turns: whole lines on one pipe that several processes write to."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TextIO

Turn = Callable[[], AbstractContextManager[None]]
"""What is entered while something is written, and left behind it."""


def no_turns() -> AbstractContextManager[None]:
    """Write at once: nobody else does."""
    return nullcontext()


def turns(stream: TextIO | None) -> Turn:
    """Return turns at a stream that other processes have too.

    What is longer than a pipe takes at once is written in parts, between which others would write. Files and terminals
    need no turns, and not every system has locks for pipes: then there are none. A process that dies leaves its turn.
    """
    descriptor = _pipe_of(stream)
    if descriptor is None:
        return no_turns
    try:
        from fcntl import LOCK_EX, LOCK_UN, lockf  # Windows has none
    except ImportError:
        return no_turns

    @contextmanager
    def turn() -> Iterator[None]:
        locked = _is_done(lockf, descriptor, LOCK_EX)
        try:
            yield
        finally:
            if locked:
                _is_done(lockf, descriptor, LOCK_UN)

    return turn


def _pipe_of(stream: TextIO | None) -> int | None:
    try:
        descriptor = -1 if stream is None else stream.fileno()
        mode = os.fstat(descriptor).st_mode
    except (OSError, ValueError):
        return None
    return descriptor if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else None


def _is_done(lock: Callable[[int, int], object], descriptor: int, how: int) -> bool:
    try:
        lock(descriptor, how)
    except OSError:
        return False
    return True
