"""Company: one mistake of each rule, in an order that has a field without meaning and a webhook_url besides."""

from __future__ import annotations

from functools import cache

from kling3_contracts.orders.change import Change
from kling3_contracts.orders.defects import defects
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family

_NEVER_CALLED = "https://hooks.example/kling"
"""No server has a name that ends in .example (RFC 2606)."""
_BESIDES = {"seed": 7, "webhook_url": _NEVER_CALLED}


def in_company(family: Family, edition: Edition = FIRST) -> tuple[Change, ...]:
    """Return a change for each rule and each field of a family that it can be broken in."""
    return _in_company(family, edition)


@cache
def _in_company(family: Family, edition: Edition) -> tuple[Change, ...]:
    alone: dict[tuple[str, str], Change] = {}
    for each in defects(family, edition):
        alone.setdefault((each.code, _field(each)), each)
    return tuple(_beside(each) for (_, field), each in alone.items() if field not in _BESIDES)


def _field(change: Change) -> str:
    return next(iter(change.places), "").split("/")[1]


def _beside(change: Change) -> Change:
    label = f"{change.label} beside an unknown field and a webhook_url"
    return change._replace(label=label, sets={**_BESIDES, **change.sets})
