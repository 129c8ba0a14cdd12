"""Progress: one moving line on stderr that says what a long run is at, and nothing where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TextIO

from rich.console import Console, RenderableType
from rich.status import Status
from rich.text import Text

from kling3_contracts.verdicts.plain import one_line


class Progress:
    """Shows the last line that `line` was given for as long as its context is open, then takes it away again."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = sys.stderr if file is None else file
        self._status: Status | None = None

    def __enter__(self) -> Progress:
        if self._file.isatty():
            self._status = _started(self._file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def line(self, text: str) -> None:
        """Say what is being done now; outside of the context, and without a terminal, nothing happens."""
        if self._status is not None:
            self._status.update(_shown(text))


def _started(file: TextIO) -> Status:
    status = Console(file=file, highlight=False).status(_shown("starting"))
    status.start()
    return status


def _shown(text: str) -> RenderableType:
    return Text(one_line(text), no_wrap=True, overflow="ellipsis")
