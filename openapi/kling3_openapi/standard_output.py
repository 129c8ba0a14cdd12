"""Standard output that is closed, full or gone: what the commands of the project do about it, alike."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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


def let_go() -> None:
    """Have the rest of standard output go nowhere, so that the end of the program does not fail by it again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def _failures_told() -> Iterator[None]:
    if sys.stdout is None:
        raise OutputError("it is closed")
    try:
        yield
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        let_go()
        raise OutputError(error.strerror or str(error)) from error


def _tell(error: OutputError) -> None:
    # Where standard error is full as well, the status alone tells.
    with suppress(OSError, AttributeError):
        sys.stderr.write(f"Error: {error}\n")
        sys.stderr.flush()
