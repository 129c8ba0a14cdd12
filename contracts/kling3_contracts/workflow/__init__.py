"""Workflow: tasks through their whole life, by a script, by a state machine and in a crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_contracts.extra import require
from kling3_contracts.workflow.walk import run
from kling3_contracts.workflow.witness import BreachError

if TYPE_CHECKING:
    from kling3_contracts.workflow.machine import TaskWorkflow, workflow_of

__all__ = ["BreachError", "TaskWorkflow", "run", "workflow_of"]


def __getattr__(name: str) -> object:
    """Return the state machine when it is first asked for: Hypothesis takes a while to load."""
    if name not in ("TaskWorkflow", "workflow_of"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    require("hypothesis")
    from kling3_contracts.workflow import machine

    return getattr(machine, name)
