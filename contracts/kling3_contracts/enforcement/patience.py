"""Patience: reads, lets the time pass after which a limit comes back, and reads again; the judge hears both; K141."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.judging.told_limits import told_by
from kling3_contracts.target import AsgiTarget
from kling3_openapi.document import Strictness

_CODE = "K141"
_LONGEST = 3_600
"""Seconds: nobody counts requests by the day."""


def outlast(context: Context) -> None:
    """Read a list before and after its limit came back, in this process alone: elsewhere that takes a minute."""
    target, options = context.sender.target, context.options
    if (
        options.strictness is Strictness.PUBLISHED
        or not context.judge.wants(_CODE)
        or not isinstance(target, AsgiTarget)
    ):
        return
    path = options.held[0].path
    told = told_by(context.sender.ask("GET", path, options.key).answer, target.now(), 0.0)
    if told is not None and told.reset <= _LONGEST:
        target.wait(told.reset + 2)
        context.sender.ask("GET", path, options.key)
