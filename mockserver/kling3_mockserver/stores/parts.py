"""Parts: what a fake holds beside its tasks and webhooks, as JSON texts by name, and taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from kling3_mockserver.clock import Clock, ManualClock
from kling3_mockserver.faults import json_form
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.limits.budget import RateBudget
from kling3_mockserver.limits.credit import Credit
from kling3_mockserver.limits.limiter import RateLimiter
from kling3_mockserver.limits.penalties import Penalties
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.scenario_queue import Queued, ScenarioQueue

Documents = Mapping[str, str]
"""JSON texts by name."""

CLOCK = "clock"
"""The name of a manual clock's."""


class Parts(Protocol):
    """What lasts of a fake beside its tasks, webhooks and journal."""

    clock: Clock
    scenarios: ScenarioQueue
    faults: FaultQueue
    budget: RateBudget
    limiter: RateLimiter | None
    penalties: Penalties | None
    credit: Credit
    changed: dict[str, object]
    """The settings that were changed while it ran, as they were given."""

    def configure(self, changes: Mapping[str, object]) -> None:
        """Change settings by option name; raise SettingsError."""

    def reconfigure(self, changes: Mapping[str, object]) -> None:
        """Have the settings that it began with, but for these; raise SettingsError."""


def documents(parts: Parts) -> Documents:
    """Return what is held of a fake that somebody has to change for it to be another."""
    held: dict[str, object] = {
        "settings": parts.changed,
        "scenarios": [_queued(each) for each in parts.scenarios.waiting()],
        "faults": [_planned(each) for each in parts.faults.waiting()],
    }
    if isinstance(parts.clock, ManualClock):
        held[CLOCK] = parts.clock.now()
    return _texts(held)


def counts(parts: Parts) -> Documents:
    """Return what is held of a fake that every request may change."""
    held: dict[str, object] = {"budget": parts.budget.counts(), "spent": parts.credit.counts()}
    # Looked at once each, since another thread may take them away.
    if (limiter := parts.limiter) is not None:
        held["limits"] = limiter.counts()
    if (penalties := parts.penalties) is not None:
        held["penalties"] = penalties.counts()
    return _texts(held)


def take_over(parts: Parts, held: Documents) -> None:
    """Have a fake that runs be as it is held to be by now."""
    found: Mapping[str, Any] = {name: json.loads(text) for name, text in held.items()}
    if found.get("settings", {}) != parts.changed:
        parts.reconfigure(found.get("settings", {}))
    if CLOCK in found and isinstance(parts.clock, ManualClock):
        parts.clock.restore(found[CLOCK])
    queued = found.get("scenarios", ())
    parts.scenarios.restore([Queued(scenario.parse(each.pop("scenario")), **each) for each in queued])
    parts.faults.restore([json_form.planned(each) for each in found.get("faults", ())])


def take_up(parts: Parts, held: Documents) -> None:
    """Give a fake that has just begun what was held of an earlier one."""
    found: Mapping[str, Any] = {name: json.loads(text) for name, text in held.items()}
    # First, since other limits come with it.
    if found.get("settings"):
        parts.configure(found["settings"])
    if "clock" in found and isinstance(parts.clock, ManualClock) and found["clock"] > parts.clock.now():
        parts.clock.set(found["clock"])
    for each in found.get("scenarios", ()):
        parts.scenarios.put(Queued(scenario.parse(each.pop("scenario")), **each))
    for each in found.get("faults", ()):
        parts.faults.put(json_form.planned(each))
    _take_up_counts(parts, found)


def _take_up_counts(parts: Parts, found: Mapping[str, Any]) -> None:
    parts.budget.resume(found.get("budget", ()))
    parts.credit.resume(found.get("spent", ()))
    if parts.limiter is not None:
        parts.limiter.resume(found.get("limits", ()))
    if parts.penalties is not None:
        parts.penalties.resume(found.get("penalties", ()))


def _texts(held: Mapping[str, object]) -> Documents:
    return {name: json.dumps(each) for name, each in held.items()}


def _queued(each: Queued) -> dict[str, object]:
    return {
        "scenario": scenario.words(each.scenario), "times": each.times, "model": each.model,
        "fields": dict(each.fields), "required": each.required,
    }  # fmt: skip


def _planned(each: PlannedFault) -> dict[str, object]:
    # The view of the control API masks the key, which has to be found again.
    view = {**json_form.plan_view(each), "key": each.match.key}
    return {name: value for name, value in view.items() if value is not None}
