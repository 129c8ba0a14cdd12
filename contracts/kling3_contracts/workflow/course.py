"""Course: tasks that are followed come to their ends, lists tell the same, and they stay (K137, K138, K181)."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import listed, status_of
from kling3_contracts.workflow.status import Seen
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family, Kind

_SHORTEST_STEP = 0.25
_MOST_STEPS = 120
_AFTER_THE_END = 0.4
"""Seconds."""


def hold_course(walk: Walk, lives: Sequence[Life]) -> None:
    """Follow tasks to their ends, all at the same time, and a little further."""
    patience = walk.context.options.patience
    step, until = max(_SHORTEST_STEP, patience / _MOST_STEPS), walk.target.now() + patience
    last = _step(walk, lives)
    while (going := [each for each in lives if not each.ended]) and walk.target.now() < until:
        walk.target.wait(step)
        last |= _step(walk, going)
    ended = [each for each in lives if _hold_end(walk, each, last[each.task_id])]
    for _ in range(2 if ended else 0):
        walk.target.wait(_AFTER_THE_END)
        _look_again(walk, ended)


def _look_again(walk: Walk, lives: Sequence[Life]) -> None:
    """Read and list tasks that have ended: they are as they were."""
    for each in lives:
        walk.read(each)
    for family, of_family in _by_family(lives).items():
        exchange = walk.client.listing(family)
        for each in of_family:
            _hold_listed(walk, each, each.last, each.last, exchange)
            _hold_there(walk, each, exchange)


def _hold_there(walk: Walk, life: Life, exchange: Exchange) -> None:
    tasks = listed(exchange)
    if tasks is not None and life.listed:
        message = f"a task that is {life.last.word} is not listed any more, expected it there: list what has ended too"
        there = life.task_id in {each.task_id for each in tasks}
        walk.judge.hold("K181", there, place_of(life.family, Kind.LIST), message, exchange, detail="list")


def _hold_end(walk: Walk, life: Life, exchange: Exchange) -> bool:
    if not life.is_in(exchange):
        walk.not_tried(f"the task could not be read: its last answer was {exchange.answer.status}", "K137")
        return False
    patience = walk.context.options.patience
    message = f"still {life.last.word} after {patience:g} s, expected an end: end it, or allow more (--patience)"
    return walk.judge.hold("K137", life.ended, life.place, message, exchange, detail=life.order.tier.value)


def _step(walk: Walk, lives: Sequence[Life]) -> dict[str, Exchange]:
    """Look at tasks, their lists and the tasks again: each list has to stand between the two; return the last looks."""
    last: dict[str, Exchange] = {}
    for family, of_family in _by_family(lives).items():
        for each in of_family:
            walk.read(each)
        before = {each.task_id: each.last for each in of_family}
        exchange = walk.client.listing(family)
        for each in of_family:
            last[each.task_id] = walk.read(each)
            if each.is_in(last[each.task_id]):
                _hold_listed(walk, each, before[each.task_id], each.last, exchange)
    return last


def _by_family(lives: Sequence[Life]) -> dict[Family, list[Life]]:
    """Return lives by the list that shows them: one may be long, and shows all of them at a time."""
    found: dict[Family, list[Life]] = {}
    for each in lives:
        found.setdefault(each.family, []).append(each)
    return found


def _hold_listed(walk: Walk, life: Life, before: Seen, after: Seen, exchange: Exchange) -> None:
    status = status_of(exchange, life.task_id)
    life.listed = life.listed or status is not None
    if status is None or before.status is None or after.status is None:
        return
    message = f"the list says {status.value} where the task says {_both(before, after)}: let both read the same task"
    between = before.status.rank <= status.rank <= after.status.rank
    same = between and (status.rank < 2 or status is after.status)
    walk.judge.hold("K138", same, place_of(life.family, Kind.LIST), message, exchange, detail=status.value)


def _both(before: Seen, after: Seen) -> str:
    return before.word if before.status is after.status else f"{before.word} before and {after.word} after"
