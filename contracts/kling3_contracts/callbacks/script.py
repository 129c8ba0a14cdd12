"""Script: which orders the phase places, of which family and tier, and what their calls are answered."""

from __future__ import annotations

from typing import NamedTuple

from kling3_contracts.callbacks.reply import Reply
from kling3_openapi.endpoints import Family, Tier


class Scripted(NamedTuple):
    """One order."""

    reply: Reply
    family: Family
    tier: Tier


_CHEAPEST = (Family.KLING3, Tier.STD)
_ENDPOINTS = tuple((family, tier) for family in Family for tier in Tier)
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
_SLOW_ROUNDS = 2
"""With these more tasks than servers call at the same time are told of at once."""


def scripted(*, free: bool) -> tuple[Scripted, ...]:
    """Return the orders of a run: of each family and tier where they are `free`, else four of the cheapest."""
    limited = tuple(Scripted(reply, *_CHEAPEST) for reply in _LIMITED)
    if not free:
        return limited
    refusing = (Scripted(reply, *endpoint) for reply, endpoint in zip(_REFUSING, _ENDPOINTS, strict=True))
    others = [each for each in _ENDPOINTS if each != _CHEAPEST] * _SLOW_ROUNDS
    slow = (Scripted(Reply.TAKE_SLOWLY, *endpoint) for endpoint in others)
    return (*limited, *refusing, Scripted(Reply.TAKE_EMPTY, *_CHEAPEST), *slow)
