"""Writer: the thread that brings changes to the file, many in one transaction, and says when they are there."""

from __future__ import annotations

import asyncio
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import time
from typing import Protocol

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.sqlite.changes import Changes, Table

_PAUSE = 0.25
"""Seconds between two tries to write to a file that can't be written."""
_PROBE = "probe"
_CLOSED = "is closed, with the fake that it was of"
_STOP_GRACE = 5.0
"""Seconds that it is given to write what is left."""
_TICK = 1.0
"""Seconds after which what nobody waits for is written too."""


class Written(Protocol):
    """What changes are written to."""

    def write(self, changes: Changes) -> None:
        """Write changes, all or none; raise StoreError."""


_Waiter = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class Writer:
    """Writes what was noted before, in a thread; several may note. `more` adds what is looked up only then."""

    def __init__(self, database: Written, more: Callable[[Changes], None]) -> None:
        self._database, self._more = database, more
        self._changes, self._waiters = Changes(), list[_Waiter]()
        self._lock, self._woken = threading.Lock(), threading.Event()
        self._ending = self._ended = False
        self.trouble = ""
        """Why nothing can be written at the moment, or nothing."""
        self.on_trouble: Callable[[str], None] = lambda _trouble: None
        """Called, in the writer's thread, when that has changed."""
        self._thread = threading.Thread(target=self._work, name="kling3-store", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def note(self, change: Callable[[Changes], None]) -> None:
        """Change what is to be written by the next who waits, or soon."""
        with self._lock:
            change(self._changes)

    def wake(self) -> None:
        """Have what was noted written now, though nobody waits for it."""
        self._woken.set()

    async def written(self) -> None:
        """Wait until all that was noted before is in the file; raise StoreError where it can't be written now."""
        if self.trouble:
            raise StoreError(self.trouble)
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        with self._lock:
            if self._ended:
                raise StoreError(_CLOSED)
            is_first = not self._waiters
            self._waiters.append((loop, waiter))
        if is_first:
            # Behind all that the loop has at hand, which is written together.
            loop.call_soon(self._woken.set)
        await waiter

    def stop(self) -> None:
        """Write what is left, and end; `trouble` tells why it is not written then."""
        self._ending = True
        self._woken.set()
        # Bounded, since a write to a disk that does not answer can't be broken off.
        self._thread.join(_STOP_GRACE)
        if self._thread.is_alive():
            self.trouble = f"did not take what was left within {_STOP_GRACE:g} s"

    @property
    def is_stuck(self) -> bool:
        """Whether it is still writing after `stop`."""
        return self._thread.is_alive()

    def _work(self) -> None:
        while not self._ending:
            self._woken.wait(_PAUSE if self.trouble else _TICK)
            self._woken.clear()
            self._turn()
        self._turn(is_last=True)

    def _turn(self, *, is_last: bool = False) -> None:
        with self._lock:
            changes, waiters = self._changes, self._waiters
            self._changes, self._waiters, self._ended = Changes(), [], is_last
        before, self.trouble = self.trouble, self._write(changes)
        if self.trouble:
            with self._lock:
                changes.follow(self._changes)
                self._changes = changes
        _tell(waiters, self.trouble)
        if self.trouble != before:
            with suppress(Exception):  # a log that is closed is no reason to write no more
                self.on_trouble(self.trouble)

    def _write(self, changes: Changes) -> str:
        """Return why it could not be written, or nothing."""
        try:
            self._more(changes)
            if self.trouble:
                # What was taken back meanwhile may leave nothing to write, by which it could be seen to go again.
                changes.put(Table.DOCUMENT, (_PROBE,), (str(time()),))
            if changes:
                self._database.write(changes)
        except StoreError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001  (a defect of the fake: nobody shall wait for ever by it)
            with suppress(Exception):  # a closed standard error
                traceback.print_exc(file=sys.stderr)
            return f"can't be written, by a defect of kling3-mock ({type(error).__name__}: {error})"
        return ""


def _tell(waiters: list[_Waiter], trouble: str) -> None:
    for loop in {id(each): each for each, _ in waiters}.values():
        mine = [waiter for its, waiter in waiters if its is loop]
        try:
            loop.call_soon_threadsafe(partial(_end, mine, trouble))
        except RuntimeError:
            continue  # it was closed, and nobody waits there any more


def _end(waiters: list[asyncio.Future[None]], trouble: str) -> None:
    for each in waiters:
        if each.done():
            continue
        if trouble:
            each.set_exception(StoreError(trouble))
        else:
            each.set_result(None)
