"""Thorough probes: mistakes that are missed where only a part of an order is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kling3_contracts.enforcement.probe import ITEMS_CODE, WHATEVER_CODE, Probe, order_probe
from kling3_contracts.orders.change import Change
from kling3_contracts.orders.company import in_company
from kling3_contracts.orders.later_items import later_items
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Endpoint


def thorough_orders(edition: Edition) -> Iterator[Probe]:
    """Yield orders with a mistake in a later item of a list, and with one beside what has no effect on it.

    The tiers of a family have one schema, so the first takes one half and the last the other.
    """
    for endpoint in CREATING:
        tiers = (*endpoint.family.tiers,)
        for change in later_items(endpoint.family, edition) if endpoint.tier is tiers[0] else ():
            yield _probe(ITEMS_CODE, endpoint, change)
        for change in in_company(endpoint.family, edition) if endpoint.tier is tiers[-1] else ():
            yield _probe(WHATEVER_CODE, endpoint, change)


def _probe(code: str, endpoint: Endpoint, change: Change) -> Probe:
    """Return the probe of a change; where its rule is not kept at all, that was told before."""
    probe = order_probe(code, endpoint, change.label, change.over(plain_order(endpoint.family)))
    return replace(probe, names=(change.places,), after=(change.code,))
