"""Ledger: counts creations in a file, before each is sent, so that no crash and no second process forgets one.

A line says what happened, when, and in which run: `begin`, `spent`, `end` or `forget`. What was spent by runs that
did not come to their `end` is carried over to later ones until somebody says `forget`.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from kling3_contracts.errors import OptionError

_TORN = "torn"
"""The run of a line that can't be read: a crash may have cut it, so it counts."""


class Account(Protocol):
    """How many creations a run may still make."""

    limit: int
    carried: int

    def take(self, kept: int = 0) -> bool:
        """Count one creation; return False, and count none, when no more than `kept` are left."""

    def charge(self) -> None:
        """Count a creation that has happened already, whether it was allowed or not."""

    def close(self) -> None:
        """End the run: what it spent is settled."""


class MemoryAccount:
    """An account that ends with its process: for runs that may create nothing."""

    def __init__(self, limit: int) -> None:
        self.limit, self.carried, self._spent = limit, 0, 0

    def take(self, kept: int = 0) -> bool:
        """Count one creation, if more than `kept` are left."""
        allowed = self._spent < self.limit - kept
        self._spent += allowed
        return allowed

    def charge(self) -> None:
        """Count a creation that has happened."""
        self._spent += 1

    def close(self) -> None:
        """Nothing outlives the process."""


class Ledger:
    """One run's account in a file that all runs against a host share.

    `carried` is what runs that did not end had spent before. Raises OptionError when the file can't be written.
    """

    def __init__(self, path: Path, limit: int, *, forget: bool = False) -> None:
        self.path, self.limit = path, limit
        self._run = secrets.token_hex(4)
        with self._locked() as file:
            if forget:
                _write(file, "forget", self._run)
            _write(file, "begin", self._run)
            self.carried = _counted(_lines(file), self._run)

    def take(self, kept: int = 0) -> bool:
        """Count one creation on the disk, unless this run and those beside it have left no more than `kept`."""
        with self._locked() as file:
            allowed = _counted(_lines(file), self._run) < self.limit - kept
            if allowed:
                _write(file, "spent", self._run)
        return allowed

    def charge(self) -> None:
        """Count a creation that has happened."""
        with self._locked() as file:
            _write(file, "spent", self._run)

    def close(self) -> None:
        """End the run: what it spent is settled, and carried over no more."""
        with self._locked() as file:
            _write(file, "end", self._run)

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("a+b")
        except OSError as error:
            reason = f"can't write {self.path} ({error.strerror})"
            raise OptionError("--spend", f"{reason}: name a folder of yours with --ledger") from error
        with file:
            _lock(file)
            yield file


def ledger_path(folder: Path, url: str) -> Path:
    """Return the file of a host within a folder."""
    host = urlsplit(url).netloc.rpartition("@")[2].lower()
    return folder / f"{re.sub(r'[^a-z0-9.-]', '_', host)}.ledger"


def state_folder() -> Path:
    """Return the folder in which this user's programs keep what must outlive a run."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "kling3-contracts"


def _lines(file: BinaryIO) -> list[str]:
    file.seek(0)
    return file.read().decode("utf-8", "replace").splitlines()


def _write(file: BinaryIO, event: str, run: str) -> None:
    before = _lines_end(file)
    line = f"{before}{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {event} {run}\n"
    file.write(line.encode())
    file.flush()
    os.fsync(file.fileno())


def _lines_end(file: BinaryIO) -> str:
    """Return what must be written first, so that a line which a crash has cut stays by itself."""
    if not file.seek(0, os.SEEK_END):
        return ""
    file.seek(-1, os.SEEK_END)
    return "" if file.read(1) == b"\n" else "\n"


def _counted(lines: Iterable[str], mine: str) -> int:
    """Return what counts for a run: what was open when it began, and all that was spent since, by whomever."""
    unsettled: Counter[str] = Counter()
    counted = 0
    for event, run in map(_read, lines):
        if event == "spent":
            unsettled[run] += 1
            counted += 1
        elif event == "end":
            unsettled.pop(run, None)
        elif event == "forget":
            unsettled.clear()
        elif run == mine:
            counted = unsettled.total()
    return counted


def _read(line: str) -> tuple[str, str]:
    words = line.split()
    known = len(words) == 3 and words[1] in ("begin", "spent", "end", "forget")
    return (words[1], words[2]) if known else ("spent", _TORN)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
