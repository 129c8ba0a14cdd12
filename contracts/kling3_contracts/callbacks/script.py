"""Script: which orders the phase places, of which family and tier, and what their calls are answered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from typing import NamedTuple

from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.workflow.video_order import cheapest
from kling3_openapi.endpoints import Family, Tier


class Scripted(NamedTuple):
    """One order."""

    reply: Reply
    family: Family
    tier: Tier


_LIMITED = (Reply.FAIL_ONCE, Reply.GONE, Reply.FAIL, Reply.TAKE)
"""The one that shows most first: a budget may end after it."""
_REFUSING = (
    Reply.NOT_FOUND_ONCE,
    Reply.MOVED_ONCE,
    Reply.TOO_MANY_ONCE,
    Reply.BAD_ONCE,
    Reply.UNAVAILABLE,
    Reply.BROKEN,
)
_SLOW = 10
"""As many tasks as are more than servers call at the same time, which are told of at once."""


def scripted(families: Sequence[Family] = tuple(Family), *, free: bool) -> tuple[Scripted, ...]:
    """Return the orders of a run: of each family and tier where they are `free`, else four of the cheapest."""
    first = (families[0], cheapest(families[0]))
    limited = tuple(Scripted(reply, *first) for reply in _LIMITED)
    if not free:
        return limited
    models = [(family, tier) for family in families for tier in family.tiers]
    refusing = (Scripted(reply, *model) for reply, model in zip(_REFUSING, cycle(models), strict=False))
    others = [each for each in models if each != first] or models
    slow = (Scripted(Reply.TAKE_SLOWLY, *model) for model in islice(cycle(others), max(_SLOW, len(others))))
    return (*limited, *refusing, Scripted(Reply.TAKE_EMPTY, *first), *slow)
