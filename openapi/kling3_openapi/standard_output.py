"""Standard output that is closed, full or gone: what the commands of the project do about it, alike."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from kling3_openapi.errors import Kling3Error

UNUSABLE = 2
"""The exit status of a command that could not say what it had to say."""
_UNWRITABLE = frozenset(
    getattr(errno, name) for name in ("EBADF", "EDQUOT", "EFBIG", "EIO", "ENOSPC") if hasattr(errno, name)
)


class OutputError(Kling3Error):
    """Standard output can't be written; `reason` says why."""

    def __init__(self, reason: str) -> None:
        where = f"send it to a terminal, a pipe, a file with room or {os.devnull}"
        super().__init__(f"standard output can't be written ({reason}): {where}")
        self.reason = reason


@contextmanager
def standard_output() -> Iterator[None]:
    """End the program with status 2 and one sentence on standard error when standard output can't be written.

    A pipe whose reader has gone is left to the program: that is how readers like `head` tell that they have enough.
    """
    try:
        with _failures_told():
            yield
    except OutputError as error:
        _tell(error)
        sys.exit(UNUSABLE)


def let_go(stream: TextIO | None = None) -> None:
    """Have the rest of a stream, standard output unless given, go nowhere: else the end of the program fails by it."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (stream or sys.stdout).fileno())
        os.close(nowhere)


@contextmanager
def _failures_told() -> Iterator[None]:
    if sys.stdout is None:
        raise OutputError("it is closed")
    try:
        with _flushed():
            yield
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        let_go()
        raise OutputError(error.strerror or str(error)) from error


@contextmanager
def _flushed() -> Iterator[None]:
    """Write what is little too, which else would fail at the program's end, when nobody can tell of it any more."""
    try:
        yield
    except BaseException as error:
        try:
            sys.stdout.flush()
        except OSError:
            if isinstance(error, SystemExit) and not error.code:
                raise
            # What ends the program has been told of already.
            let_go()
        raise
    sys.stdout.flush()


def _tell(error: OutputError) -> None:
    # Where standard error is full as well, the status alone tells.
    try:
        sys.stderr.write(f"Error: {error}\n")
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)
    except AttributeError:
        pass
