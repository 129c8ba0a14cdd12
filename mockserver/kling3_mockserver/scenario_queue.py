"""ScenarioQueue: scenarios that wait for the next orders, chosen by a test or the control API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kling3_mockserver.errors import QueueFullError
from kling3_mockserver.scenario import Scenario

_MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class Queued:
    """A scenario for the next `times` orders that match: of this model (`kling-v3-pro`), with these body fields."""

    scenario: Scenario
    times: int = 1
    model: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)

    def matches(self, model: str, body: Mapping[str, object]) -> bool:
        """Return whether an order is meant."""
        if self.model not in (None, model):
            return False
        return all(name in body and body[name] == value for name, value in self.fields.items())


class ScenarioQueue:
    """Gives each order the first waiting scenario that matches it."""

    def __init__(self) -> None:
        self._waiting: list[Queued] = []

    def put(self, queued: Queued) -> None:
        """Let a scenario wait behind the others; raise QueueFullError when there are too many."""
        if len(self._waiting) >= _MOST_WAITING:
            raise QueueFullError("scenarios", _MOST_WAITING)
        self._waiting.append(queued)

    def take(self, model: str, body: Mapping[str, object]) -> Scenario | None:
        """Return the scenario for an order and count it as used; None when none matches."""
        for place, queued in enumerate(self._waiting):
            if queued.matches(model, body):
                rest = [replace(queued, times=queued.times - 1)] if queued.times > 1 else []
                self._waiting[place : place + 1] = rest
                return queued.scenario
        return None

    def waiting(self) -> tuple[Queued, ...]:
        """Return what waits, in its order."""
        return tuple(self._waiting)

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
