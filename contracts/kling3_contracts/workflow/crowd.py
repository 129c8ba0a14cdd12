"""Crowd: orders and readings that come at once are answered as if each came alone (K195 to K198)."""

from __future__ import annotations

from kling3_contracts.judging.promises import CROWDS, TASKS
from kling3_contracts.workflow.client import ordering
from kling3_contracts.workflow.crowd_readings import hold_lists_meanwhile, hold_readings
from kling3_contracts.workflow.owned import Owned, crowded
from kling3_contracts.workflow.ownership import hold_ids, hold_owners
from kling3_contracts.workflow.status import task_in
from kling3_contracts.workflow.video_order import cheapest_order
from kling3_contracts.workflow.walk_state import Walk

CODES = tuple(each.code for each in CROWDS)
_EACH = 5
"""Orders of one key and family: so few that every list shows all of them on its first page."""
_MOST_AT_ONCE = 32
"""Requests that are sent at once."""
_ALONE = frozenset(each.code for each in TASKS)


def hold_crowd(walk: Walk) -> None:
    """Send many requests at once, where orders are free and each alone is answered rightly.

    What is found broken ends it, since all that follows would tell of it once more.
    """
    reason = _hindrance(walk)
    if not reason:
        walk.context.progress("walk: many requests at once")
        crowd = _ordered(walk)
        if len(crowd) < 2:
            reason = "of many orders at once fewer than two were answered with a task"
        elif hold_ids(walk, crowd) and hold_owners(walk, crowd) and hold_readings(walk, crowd):
            hold_lists_meanwhile(walk, crowd)
    walk.not_tried(reason or "another promise of crowds is broken, which would show here too", *CODES)


def _hindrance(walk: Walk) -> str:
    if not walk.orders_are_free:
        return "it takes many orders at once, and orders are not free here"
    if any(each.code in _ALONE for each in walk.judge.violations()):
        return "what is broken when requests come one by one is broken in a crowd too"
    return walk.context.sender.hindrance(_MOST_AT_ONCE)


def _ordered(walk: Walk) -> tuple[Owned, ...]:
    """Order at once; what was refused is left out, as the service itself was seen to refuse orders of one moment."""
    options = walk.context.options
    keys = tuple(filter(None, (options.key, options.other_key)))
    owners = [(key, family) for _ in range(_EACH) for key in keys for family in crowded(walk.families)]
    exchanges = walk.context.sender.send_at_once([ordering(key, cheapest_order(family)) for key, family in owners])
    found = ((owner, exchange, task_in(exchange.answer)) for owner, exchange in zip(owners, exchanges, strict=True))
    return tuple(Owned(*owner, seen.task_id, exchange) for owner, exchange, seen in found if seen is not None)
