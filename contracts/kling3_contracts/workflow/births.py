"""Births: the tasks that a walk follows, of every family and tier where orders are free (K120 to K122)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kling3_contracts.workflow.filling import fill_lists
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import hold_listing
from kling3_contracts.workflow.video_order import VideoOrder, cheapest, orders_of
from kling3_contracts.workflow.walk_state import Walk


@dataclass(slots=True)
class Born:
    """The tasks that are followed, and by their orders those that nobody reads, each older than the one like it."""

    followed: list[Life] = field(default_factory=list)
    unread: dict[VideoOrder, Life] = field(default_factory=dict)


_OLDER = ("K136", "K138", "K165")
"""What takes a second task, ordered before the one that is followed."""
_PAGES = ("K120", "K122", "K123", "K133", "K134", "K135")
"""What takes lists that are long."""


def births(walk: Walk) -> Born:
    """Order the tasks of a walk: one where orders cost money, else of all families and tiers."""
    born = Born()
    first, *others = orders_of(walk.families)
    _bear(walk, born, first)
    if walk.orders_are_free and born.followed:
        # Lists are filled before the others are born, who so stand on their first pages.
        if walk.judge.wants(*_PAGES):
            fill_lists(walk)
        for order in others:
            _bear(walk, born, order)
    return born


def _bear(walk: Walk, born: Born, order: VideoOrder) -> None:
    if walk.judge.wants(*_OLDER) and _has_older(walk, order) and (older := walk.place(order)):
        born.unread[order] = older
    life = walk.place(order)
    if life is not None:
        born.followed.append(life)
        walk.read(life)
        hold_listing(walk.judge, life.family, walk.client.listing(life.family), walk.ids(life.family))


def _has_older(walk: Walk, order: VideoOrder) -> bool:
    return walk.orders_are_free and order.tier is cheapest(order.family)
