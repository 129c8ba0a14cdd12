"""Phases: where the parts of a run live; each is imported when its turn comes, since some take seconds to load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pkgutil import resolve_name
from types import MappingProxyType

from kling3_contracts.context import Context
from kling3_contracts.options import Phase

Runner = Callable[[Context], None]
Beginning = Callable[[Context], AbstractContextManager[Callable[[], None]]]

RUNNERS: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.KEYS: "kling3_contracts.keys:run",
        Phase.RULES: "kling3_contracts.enforcement:run",
        Phase.COVERAGE: "kling3_contracts.generated:run_coverage",
        Phase.FUZZING: "kling3_contracts.generated:run_fuzzing",
        Phase.STATEFUL: "kling3_contracts.generated:run_stateful",
        Phase.WALK: "kling3_contracts.workflow:run",
        Phase.WEBHOOKS: "kling3_contracts.callbacks:run",
        Phase.UPLOADS: "kling3_contracts.uploads:run",
    }
)
"""Module and function of each phase."""


AHEAD: Mapping[Phase, str] = MappingProxyType({Phase.WEBHOOKS: "kling3_contracts.callbacks:begun"})
"""Phases that mostly wait, and can begin while others send."""


def runner(phase: Phase) -> Runner:
    """Return the function that runs a phase."""
    found: Runner = resolve_name(RUNNERS[phase])
    return found


def ahead(phase: Phase) -> Beginning:
    """Return the context manager that begins a phase of AHEAD, and gives what ends it."""
    found: Beginning = resolve_name(AHEAD[phase])
    return found


def in_order(phases: Iterable[Phase]) -> tuple[Phase, ...]:
    """Return phases in the order in which they run, each once."""
    asked = frozenset(phases)
    return tuple(each for each in Phase if each in asked)
