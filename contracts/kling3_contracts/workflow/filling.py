"""Filling: orders as many tasks as make lists longer than their pages."""

from __future__ import annotations

from math import inf

from kling3_contracts.workflow.listing import listed
from kling3_contracts.workflow.video_order import cheapest_order
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family

_LONG = 21
"""One more than fit on a page where page_size is left out."""
_LONGER = 105
"""More than the 100 tasks of the longest page."""
_PATIENCE = 0.5
"""Seconds that the longer list may take: a server that works at each order is spared it."""


def fill_lists(walk: Walk) -> None:
    """Order more tasks than are on a page in every family, and where pages are documented more than on the longest."""
    for family in walk.families:
        _fill(walk, family, _LONG)
    paged = walk.paged
    if paged and not listed(walk.client.listing(paged, f"page_size=1&page={_LONGER}")):
        _fill(walk, paged, _LONGER - _LONG, walk.target.now() + _PATIENCE)


def _fill(walk: Walk, family: Family, number: int, until: float = inf) -> None:
    for _ in range(number):
        if walk.target.now() > until or walk.place(cheapest_order(family)) is None:
            return
