"""Fault JSON: a planned fault as the object that the control API takes and shows."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.occasions import Match, When, chosen
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.text import words
from kling3_mockserver.suggestion import unknown_member
from kling3_openapi.masking.mask import masked

_PLAN = ("fault", "times", "probability", "when")
_FIELDS = (*_PLAN, *Match.__slots__)
_MOST = 10**9


def planned(asked: Mapping[str, object]) -> PlannedFault:
    """Return the plan that an object stands for, as in `{"fault": "503", "times": 2}`; raise FaultError."""
    text = asked.get("fault")
    if not isinstance(text, str) or not asked.keys() <= set(_FIELDS):
        got = unknown_member(asked, _FIELDS)
        raise FaultError(f'{got}expected {{"fault": "503"}} with, if wanted, {", ".join(_FIELDS[1:])}')
    match = Match.of({name: value for name, value in asked.items() if name not in _PLAN})
    times, probability = _number(asked, "times"), _number(asked, "probability")
    if isinstance(times, float):
        raise FaultError(f"got times {times:g}: expected a whole number of 1 or more")
    return PlannedFault(text, match, times, probability, chosen(When, asked.get("when"), "when"))


def plan_view(plan: PlannedFault) -> dict[str, object]:
    """Return the object for a plan; its key is masked."""
    match = plan.match
    return {
        "fault": words(plan.fault),
        "times": plan.uses,
        "probability": plan.probability,
        "when": None if plan.when is None else plan.when.value,
        "kind": None if match.kind is None else match.kind.value,
        "model": match.model,
        "method": match.method,
        "key": None if match.key is None else masked(match.key),
        "task_id": match.task_id,
        "status": None if match.status is None else match.status.value,
    }


def _number(asked: Mapping[str, object], name: str) -> int | float | None:
    value = asked.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise FaultError(f"got {name} {value!r:.60}: expected a number")
    if isinstance(value, int) and abs(value) > _MOST:
        raise FaultError(f"got {name} above {_MOST}: expected less")
    return value
