"""Tasks: what was ordered, and which status follows from it at a moment. Pure values; reading changes nothing."""

from __future__ import annotations

import math
from enum import Enum
from typing import NamedTuple

from kling3_mockserver.tasks.scenario import (
    CompleteAfter,
    CompleteAfterReads,
    CompleteAtOnce,
    CompleteWithoutUrl,
    FailAfter,
    NeverEnd,
    Scenario,
)
from kling3_openapi.endpoints import Family, Tier

_IN_PROGRESS_SHARE = 1 / 3
"""The share of a task's time after which it is in progress."""


class Status(Enum):
    """The four statuses of a task (provider's task schema)."""

    # A member is equal to itself alone, and by its identity it is found in a table four times as fast.
    __hash__ = object.__hash__

    CREATED = "CREATED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"

    @property
    def ended(self) -> bool:
        """Whether nothing follows on this status."""
        return self in (Status.COMPLETED, Status.FAILED)


class Plan(NamedTuple):
    """When a task moves, in unix seconds, and how it ends; `with_url` is whether the end brings a video."""

    in_progress_at: float
    ended_at: float
    outcome: Status = Status.COMPLETED
    with_url: bool = True
    reads_left: int = 0
    """How many reads are still missing when reads, not the clock, end the task."""


class Video(NamedTuple):
    """What the result is to look like: whole seconds, aspect ratio as ordered, audio track or none."""

    seconds: int
    aspect_ratio: str
    audio: bool


class Task(NamedTuple):
    """One ordered video; it belongs to the API key that ordered it."""

    id: str
    key: str
    family: Family
    tier: Tier
    created_at: float
    plan: Plan
    video: Video
    host: str
    """Scheme and host under which its result is served."""
    webhook_url: str | None = None
    scenario: Scenario = CompleteAfter()

    def status(self, now: float) -> Status:
        """Return the status at a moment."""
        plan = self.plan
        if now >= plan.ended_at:
            return plan.outcome
        return Status.IN_PROGRESS if now >= plan.in_progress_at else Status.CREATED

    def has_video(self, now: float) -> bool:
        """Return whether the task has a result at a moment."""
        return self.plan.with_url and self.status(now) is Status.COMPLETED

    def changes(self) -> tuple[tuple[float, Status], ...]:
        """Return the changes of status that lie ahead of a new task, each with its moment, in their order."""
        plan = self.plan
        both = ((plan.in_progress_at, Status.IN_PROGRESS), (plan.ended_at, plan.outcome))
        return tuple((moment, status) for moment, status in both if moment != math.inf)


def plan(scenario: Scenario, created_at: float, task_span: float, *, scale: float = 1.0, reads: int = 0) -> Plan:
    """Return when and how a task of this scenario moves.

    `task_span` is how long a task takes whose scenario names no seconds; seconds that it names are multiplied
    by `scale`, so that a fast clock shortens them too. A task whose scenario names none ends at its `reads`-th read
    as well (0: never by reads), so that a program which only polls sees the end while the clock stands still.
    """

    def timed(seconds: float | None, outcome: Status = Status.COMPLETED, *, with_url: bool = True) -> Plan:
        span, left = (task_span, reads) if seconds is None else (seconds * scale, 0)
        return Plan(created_at + span * _IN_PROGRESS_SHARE, created_at + span, outcome, with_url, left)

    match scenario:
        case CompleteAfter(seconds):
            return timed(seconds)
        case NeverEnd():
            return Plan(created_at + task_span * _IN_PROGRESS_SHARE, math.inf)
        case CompleteAtOnce():
            return Plan(created_at, created_at)
        case CompleteAfterReads(own_reads, seconds):
            by_clock = Plan(math.inf, math.inf) if seconds is None else timed(seconds)
            return by_clock._replace(reads_left=own_reads)
        case FailAfter(seconds):
            return timed(seconds, Status.FAILED, with_url=False)
        case CompleteWithoutUrl(seconds):
            return timed(seconds, with_url=False)


def read_once(plan: Plan, now: float) -> Plan:
    """Return the plan after one more read: a task that is ended by reads comes one step nearer to its end."""
    if plan.reads_left == 0 or now >= plan.ended_at:
        return plan
    started = min(plan.in_progress_at, now)
    ended = now if plan.reads_left == 1 else plan.ended_at
    return Plan(started, ended, plan.outcome, plan.with_url, plan.reads_left - 1)


def forced(plan: Plan, outcome: Status, now: float, *, with_url: bool = True) -> Plan:
    """Return the plan of a task that is made to end now; a task that has ended keeps its end.

    A failed task brings no video, and a completed one only `with_url`.
    """
    if now >= plan.ended_at:
        return plan
    return Plan(min(plan.in_progress_at, now), now, outcome, with_url=with_url and outcome is Status.COMPLETED)
