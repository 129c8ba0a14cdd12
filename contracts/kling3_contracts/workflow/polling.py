"""Polling: reading often moves nothing (K136), and a task that is followed comes to its end (K137, K138)."""

from __future__ import annotations

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import listed
from kling3_contracts.workflow.status import Seen, Status
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Kind

_READS, _LISTS = 30, 10
_SHORTEST_STEP = 0.25
_MOST_STEPS = 120
_AFTER_THE_END = 0.5
"""Seconds."""


def hold_reading(walk: Walk, life: Life, older: Life) -> None:
    """Read a task and its list many times; an older task that nobody has read is as far, if time alone moves them."""
    for _ in range(_READS):
        exchange = walk.read(life)
    for _ in range(_LISTS):
        walk.client.listing(life.family)
    walk.read(life)
    unread = _listed_status(walk.client.listing(older.family), older)
    read = life.last.status
    if unread is None or read is None:
        return
    message = (
        f"a task read {_READS} times is {read.value}, and an older one that nobody read is {unread.value}, "
        "expected reading to move nothing: compute the status from the clock"
    )
    walk.judge.hold("K136", read.rank <= unread.rank, life.place, message, exchange)


def hold_course(walk: Walk, life: Life) -> None:
    """Follow a task to its end and a little further."""
    patience = walk.context.options.patience
    step, until = max(_SHORTEST_STEP, patience / _MOST_STEPS), walk.target.now() + patience
    exchange = _step(walk, life)
    while not _ended(life) and walk.target.now() < until:
        walk.target.wait(step)
        exchange = _step(walk, life)
    if exchange.answer.status != 200:
        walk.not_tried(f"the task could not be read: its last answer was {exchange.answer.status}", "K137")
        return
    message = f"still {life.last.word} after {patience:g} s, expected an end: end it, or allow more (--patience)"
    if walk.judge.hold("K137", _ended(life), life.place, message, exchange):
        _look_again(walk, life)


def _look_again(walk: Walk, life: Life) -> None:
    for _ in range(2):
        walk.target.wait(_AFTER_THE_END)
        walk.read(life)
        _hold_listed(walk, life, life.last, life.last)


def _ended(life: Life) -> bool:
    return life.last.status is not None and life.last.status.ended


def _step(walk: Walk, life: Life) -> Exchange:
    """Look at the task, the list and the task again: the list has to stand between the two."""
    walk.read(life)
    before, exchange = life.last, walk.client.listing(life.family)
    last = walk.read(life)
    _hold_listed(walk, life, before, life.last, exchange)
    return last


def _hold_listed(walk: Walk, life: Life, before: Seen, after: Seen, exchange: Exchange | None = None) -> None:
    exchange = exchange or walk.client.listing(life.family)
    status = _listed_status(exchange, life)
    if status is None or before.status is None or after.status is None:
        return
    message = f"the list says {status.value} where the task says {_both(before, after)}: let both read the same task"
    between = before.status.rank <= status.rank <= after.status.rank
    same = between and (status.rank < 2 or status is after.status)
    walk.judge.hold("K138", same, place_of(life.family, Kind.LIST), message, exchange, detail=status.value)


def _both(before: Seen, after: Seen) -> str:
    return before.word if before.status is after.status else f"{before.word} before and {after.word} after"


def _listed_status(exchange: Exchange, life: Life) -> Status | None:
    return next((each.status for each in listed(exchange) or () if each.task_id == life.task_id), None)
