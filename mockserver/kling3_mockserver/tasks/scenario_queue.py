"""ScenarioQueue: scenarios that wait for the next orders, chosen by a test or the control API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kling3_mockserver.errors import MockError, QueueFullError, ScenarioError
from kling3_mockserver.tasks.models import checked_model, names_of
from kling3_mockserver.tasks.scenario import SCENARIO_WORDS, Scenario
from kling3_openapi.endpoints import Endpoint

_MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class Queued:
    """A scenario for the next `times` orders that match: of this model, with these body fields.

    `model` is a family or a tier (see tasks.models); `required` is whether somebody counts on it to come about at least
    once. Raises ScenarioError, ModelError and MockError for what could never come about.
    """

    scenario: Scenario
    times: int = 1
    model: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    required: bool = False

    def __post_init__(self) -> None:
        _check(self.scenario, self.times, self.fields)
        if self.model is not None:
            object.__setattr__(self, "model", checked_model(self.model))

    def matches(self, endpoint: Endpoint, body: Mapping[str, object]) -> bool:
        """Return whether an order is meant."""
        if self.model is not None and self.model not in names_of(endpoint):
            return False
        return all(name in body and body[name] == value for name, value in self.fields.items())

    def used(self) -> Queued | None:
        """Return what is left when it has come about once more: it has, so nobody has to count on it any longer."""
        return replace(self, times=self.times - 1, required=False) if self.times > 1 else None


class ScenarioQueue:
    """Gives each order the first waiting scenario that matches it."""

    def __init__(self) -> None:
        self._waiting: list[Queued] = []

    def put(self, queued: Queued) -> None:
        """Let a scenario wait behind the others; raise QueueFullError when there are too many."""
        if len(self._waiting) >= _MOST_WAITING:
            raise QueueFullError("scenarios", _MOST_WAITING)
        self._waiting.append(queued)

    def take(self, endpoint: Endpoint, body: Mapping[str, object]) -> Scenario | None:
        """Return the scenario for an order and count it as used; None when none matches."""
        for place, queued in enumerate(self._waiting):
            if queued.matches(endpoint, body):
                rest = queued.used()
                self._waiting[place : place + 1] = [] if rest is None else [rest]
                return queued.scenario
        return None

    def restore(self, waiting: Iterable[Queued]) -> None:
        """Have these wait, and nothing else."""
        self._waiting[:] = waiting

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def waiting(self) -> tuple[Queued, ...]:
        """Return what waits, in its order."""
        return tuple(self._waiting)

    def unmet(self) -> tuple[Queued, ...]:
        """Return what somebody counts on and has not come about yet."""
        return tuple(each for each in self._waiting if each.required)

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()


def _check(scenario: object, times: object, fields: object) -> None:
    if not isinstance(scenario, Scenario):
        raise ScenarioError(repr(scenario), SCENARIO_WORDS)
    if type(times) is not int or times < 1:
        raise MockError(f"got times={times!r:.60}, expected a whole number of 1 or more: leave the call out for none")
    if not isinstance(fields, Mapping):
        raise MockError(f'got fields={fields!r:.60}, expected names and values of the body: {{"duration": "5"}}')
