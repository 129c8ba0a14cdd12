"""Crowd: who has to leave when more connections are open than the system has files for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from kling3_mockserver.journal.notices import Tell, nobody, noticed

_SPARE = 32
"""Files at least that are not for connections from outside: our own, those of webhooks, and a batch of newcomers."""
_FEWEST = 8
_BATCH = 8
_YOUTH = 0.5
"""Seconds for which a connection may be idle undisturbed: its first request may be on the way."""


class Guest(Protocol):
    """One open connection."""

    @property
    def idle_since(self) -> float | None:
        """By the event loop's clock; None while it is busy or already leaves."""
        ...

    def dismiss(self) -> None:
        """End it."""
        ...


class Crowd:
    """Ends the connections that were idle longest while there are more than `room`; None is room for all."""

    def __init__(self, room: int | None, tell: Tell = nobody, youth: float = _YOUTH) -> None:
        self._room, self._tell, self._youth = room, tell, youth
        self._told = False

    def hurry(self) -> None:
        """Spare nobody for having come just now: for an event loop that resets newcomers when no file is left."""
        self._youth = 0.0

    def admit(self, guests: Collection[Guest], now: float) -> None:
        """Look whether there is room for all, now that one more has come."""
        if self._room is not None and len(guests) > self._room:
            self._thin(guests, len(guests) - self._room, now)

    def make_room(self, guests: Collection[Guest], now: float) -> None:
        """End some, since no file is left."""
        self._thin(guests, _BATCH, now)

    def _thin(self, guests: Collection[Guest], count: int, now: float) -> None:
        idle = [(since, each) for each in guests if (since := each.idle_since) is not None]
        leaving = [pair for pair in idle if now - pair[0] >= self._youth]
        leaving.sort(key=lambda pair: pair[0])
        for _, each in leaving[:count]:
            each.dismiss()
        if leaving and not self._told:
            self._told = True
            self._tell(noticed(_WORDS))


_WORDS = (
    "too many connections for the limit of open files: those that are idle longest are closed"
    " (ulimit -n raises it; a client that keeps its connections needs few). This is said once."
)


def room() -> int | None:
    """Return how many connections the process has files for; None when the system sets no limit."""
    try:
        import resource  # Windows has none
    except ImportError:
        return None
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if files == resource.RLIM_INFINITY else room_of(files)


def room_of(files: int) -> int:
    """Return how many connections a process may have that may open so many files."""
    return max(_FEWEST, files - max(_SPARE, files // 8))
