"""State: what is told of the whole fake in a line, and how often."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from kling3_mockserver.clock import Clock, ManualClock
from kling3_mockserver.control.event_text import event_text
from kling3_mockserver.errors import MockError
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario_queue import ScenarioQueue
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.uploads import Uploads

if TYPE_CHECKING:
    from kling3_mockserver.journal.views import JsonObject

_SHORTEST, _LONGEST = 0.25, 15.0
"""Seconds between two times at which it is told: when it has changed, and when it has not, as a sign of life."""


class Looked(Protocol):
    """What the state is read from."""

    settings: Settings
    clock: Clock
    store: Store
    scenarios: ScenarioQueue
    faults: FaultQueue

    async def refresh(self) -> None:
        """Take over what other processes changed; raise StoreError where it can't be known."""

    async def pending(self) -> int:
        """Return how many webhooks are due and not delivered."""

    @property
    def uploads(self) -> Uploads:
        """The pictures that programs uploaded."""


@dataclass(frozen=True, slots=True)
class State:
    """How the fake is: its time in unix seconds, how much it holds, and how much waits."""

    now: float
    clock: Literal["real", "manual"]
    speed: float
    tasks: int
    scenarios: int
    faults: int
    uploads: int
    waiting: int
    """Webhooks that are due and not delivered."""
    changed: int
    """How many requests there were that may have changed something else."""

    @property
    def content(self) -> State:
        """What of it is no mere passing of time."""
        return replace(self, now=0.0) if self.clock == "real" else self


class Changes:
    """Counts control requests that may change something."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.count = 0

    def note(self) -> None:
        """Count one more."""
        self.count = next(self._numbers)


class StateNews:
    """Tells the state to one reader when it has changed; `now` is in seconds of any clock."""

    def __init__(self, looked: Looked, changes: Changes) -> None:
        self._looked, self._changes = looked, changes
        self._told: State | None = None
        self._at = 0.0

    async def first(self, now: float) -> JsonObject:
        """Return the state as it is at the beginning."""
        self._told, self._at = await self._look(), now
        return asdict(self._told)

    async def news(self, now: float) -> bytes:
        """Return an event if there is something to tell and it is time to."""
        if now - self._at < _SHORTEST:
            return b""
        try:
            state = await self._look()
        except MockError:
            # The store is away: what was told last is all that is known.
            return b""
        if self._told is not None and state.content == self._told.content and now - self._at < _LONGEST:
            return b""
        self._told, self._at = state, now
        return event_text("state", asdict(state))

    async def _look(self) -> State:
        looked = self._looked
        await looked.refresh()
        return State(
            looked.clock.now(), "manual" if isinstance(looked.clock, ManualClock) else "real", looked.settings.speed,
            await looked.store.count(), len(looked.scenarios.waiting()), len(looked.faults.waiting()),
            len(await looked.uploads.listed()), await looked.pending(), self._changes.count,
        )  # fmt: skip
