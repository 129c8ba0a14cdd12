"""TaskDefaults: how tasks go of which their scenario does not say it."""

from __future__ import annotations

from typing import NamedTuple

from kling3_mockserver.tasks.task import Status


class TaskDefaults(NamedTuple):
    """A task takes `seconds`, ends at its read number `reads` if that comes first (0: at none), and tells `told`."""

    seconds: float
    reads: int
    told: tuple[Status, ...]
    """The changes of status of which webhooks tell."""
