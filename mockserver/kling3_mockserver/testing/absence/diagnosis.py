"""Absence: which causes keep a webhook away that a test misses. Pure: facts in, causes out."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.display import shown_error
from kling3_mockserver.tasks.spans import Span
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.testing.absence.causes import (
    Ahead,
    AllCame,
    Lost,
    Never,
    NoTask,
    NotSent,
    NoUrl,
    OtherEnd,
    UnknownTask,
)
from kling3_mockserver.testing.absence.facts import Facts
from kling3_mockserver.testing.absence.messages import Behind, Cause, Distrusted, GivenUp, OnItsWay, PutOff, Spoilt
from kling3_mockserver.webhooks.lanes import Waiting
from kling3_mockserver.webhooks.sender import GONE
from kling3_openapi.masking.text import shown_url

_MOST = 3
"""Causes of different kinds; the tests of a program have few tasks."""


def found_causes(facts: Facts, status: Status | None = None, task_id: str | None = None) -> list[Cause]:
    """Return why no webhook with this status and task has come: one cause of each kind, that of the newest task."""
    found: dict[type[Cause], Cause] = {}
    for cause in _causes(facts, status, task_id):
        found.setdefault(type(cause), cause)
    return list(found.values())[:_MOST]


def _causes(facts: Facts, status: Status | None, task_id: str | None) -> Iterator[Cause]:
    tasks = [each for each in facts.tasks if task_id in (None, each.id)]
    if not facts.tasks:
        yield NoTask(facts.orders[-1].response.status if facts.orders else None)
    elif not tasks:
        yield UnknownTask(str(task_id), tuple(each.id for each in facts.tasks[:_MOST]))
    for task in tasks:
        yield _cause(facts, task, status)


def _cause(facts: Facts, task: Task, wanted: Status | None) -> Cause:
    if task.webhook_url is None:
        return NoUrl(task.id, facts.named_url(task.id))
    status = wanted or _first_missing(facts, task)
    if status is None:
        return AllCame(task.id)
    if status not in facts.sent:
        return NotSent(status, tuple(each.value for each in Status if each in facts.sent))
    return _of_attempts(facts, task.id, status) or _of_waiting(facts, task.id, status) or _of_time(facts, task, status)


def _first_missing(facts: Facts, task: Task) -> Status | None:
    """Return the first status of which there is no good webhook yet, of those that the task brings."""
    brings = (Status.CREATED, Status.IN_PROGRESS, task.plan.outcome)
    missing = (
        each
        for each in brings
        if each in facts.sent and not any(came.trusted for came in facts.webhooks_of(task.id, each))
    )
    return next(missing, None)


def _of_attempts(facts: Facts, task_id: str, status: Status) -> Cause | None:
    """Return what went wrong with the attempts that were made."""
    attempts = facts.deliveries_of(task_id, status)
    if faulty := [each for each in attempts if each.fault]:
        waiting = facts.waiting_of(task_id, status)
        return Spoilt(task_id, status, faulty[-1].fault, _until(facts, waiting))
    if distrusted := [each.distrust for each in facts.webhooks_of(task_id, status) if not each.trusted]:
        return Distrusted(task_id, status, distrusted[-1])
    if refused := [each for each in facts.deliveries if each.message.task_id == task_id and each.status == GONE]:
        return GivenUp(task_id, status, f"the receiver answered {GONE} to {refused[-1].message.status.value}")
    return None


def _of_waiting(facts: Facts, task_id: str, status: Status) -> Cause | None:
    """Return what a message waits for that is due."""
    waiting = facts.waiting_of(task_id, status)
    if waiting is None:
        return None
    span, before = _until(facts, waiting), facts.deliveries_of(task_id, waiting.first.status)
    if span is None and not waiting.aside:
        return OnItsWay(task_id, status, shown_url(waiting.message.url))
    if span is None or not before:
        return PutOff(task_id, status, span)
    return Behind(task_id, status, waiting.first.status, before[-1].attempt, _refusal(before[-1]), span)


def _of_time(facts: Facts, task: Task, status: Status) -> Cause:
    """Return why a change has not come about."""
    plan = task.plan
    if status.ended and status is not plan.outcome and (plan.reads_left or plan.ended_at != math.inf):
        return OtherEnd(task.id, status, plan.outcome)
    moment = plan.ended_at if status.ended else plan.in_progress_at
    if status is Status.CREATED or moment <= facts.now:
        return Lost(task.id, status)
    reads = plan.reads_left if status.ended else min(plan.reads_left, 1)
    if moment == math.inf:
        return Never(task.id, status, reads)
    return Ahead(task.id, status, facts.until(moment), reads)


def _until(facts: Facts, waiting: Waiting | None) -> Span | None:
    return None if waiting is None or waiting.moment is None else facts.until(waiting.moment)


def _refusal(delivery: Delivery) -> str:
    return shown_error(delivery) or f"answered {delivery.status}"
