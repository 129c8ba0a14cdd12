"""Recorder: writes what a program sent and got to a file that `kling3-contracts traffic` judges, secrets masked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from kling3_mockserver.errors import MockError
from kling3_mockserver.exports.har import har_begin, har_end, har_entry
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.views import exchange_view

_HAR, _LINES = ".har", (".ndjson", ".jsonl")


class RecordingError(MockError):
    """A file that can't be written, or whose form can't be told."""


class Recorder:
    """Writes exchanges as they come: ndjson a line each, HAR as one document that `close` ends.

    `known` are secrets that are masked wherever they stand. Raises RecordingError for a file that can't be opened;
    `trouble` tells why what was written later is not all in it.
    """

    def __init__(self, path: Path, known: Callable[[], Iterable[str]]) -> None:
        if path.suffix not in {_HAR, *_LINES}:
            raise RecordingError(f"got {path}: its name ends neither in .har nor in .ndjson, by which its form is told")
        self.trouble = ""
        self._known, self._is_har, self._written = known, path.suffix == _HAR, 0
        try:
            self._file: TextIO = path.open("w", encoding="utf-8")
        except OSError as error:
            raise RecordingError(f"can't write {path} ({error.strerror or error}): name a file in a folder") from error
        if self._is_har:
            self._write(har_begin())

    def note(self, exchange: Exchange) -> None:
        """Write one exchange."""
        view = exchange_view(exchange, self._known())
        between = ",\n" if self._is_har and self._written else ""
        self._write(between + json.dumps(har_entry(view) if self._is_har else view) + ("" if self._is_har else "\n"))
        self._written += 1

    def close(self) -> None:
        """End the file; it may be done again."""
        if self._file.closed:
            return
        self._write(har_end() if self._is_har else "")
        try:
            self._file.close()
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def _write(self, text: str) -> None:
        # A full disk is no matter of the request that is just answered.
        try:
            self._file.write(text)
        except OSError as error:
            self.trouble = error.strerror or str(error)
