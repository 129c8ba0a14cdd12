"""Outputs: the two of a program that serves, of which neither is ever waited for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import TextIO

from kling3_mockserver.journal.log_stream import Gap, LogStream
from kling3_mockserver.journal.log_turns import Turn, no_turns
from kling3_openapi.standard_output import OutputError

PATIENCE = 1.0
"""Seconds that readers of the outputs are given at the start and at the end."""


@contextmanager
def told(out: TextIO | None, gap: Gap, turn: Turn = no_turns) -> Iterator[LogStream]:
    """Give a stream to `out` that never waits, and let standard error be one as long; raise OutputError for none."""
    if out is None:
        raise OutputError("it is closed")
    with ExitStack() as stack:
        stream = stack.enter_context(LogStream(out, gap=gap, turn=turn))
        unheard = sys.stderr or stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        errors = stack.enter_context(LogStream(unheard))
        stack.enter_context(redirect_stderr(errors))
        yield stream
        errors.drain(PATIENCE)


def say(words: str, stream: LogStream) -> None:
    """Write words, and give their reader time."""
    print(words, file=stream)
    stream.drain(PATIENCE)


def greet(words: str, stream: LogStream) -> None:
    """Write the first words; raise OutputError where nothing can be written."""
    say(words, stream)
    if stream.trouble:
        raise OutputError(stream.trouble)
