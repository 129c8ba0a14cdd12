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
from kling3_openapi.endpoints import Endpoint, Tier


def thorough_orders() -> Iterator[Probe]:
    """Yield orders with a mistake in a later item of a list, and with one beside what has no effect on it.

    The tiers of a family have one schema, so each takes one half.
    """
    for endpoint in CREATING:
        first = endpoint.tier is Tier.PRO
        for change in (later_items if first else in_company)(endpoint.family):
            yield _probe(ITEMS_CODE if first else WHATEVER_CODE, endpoint, change)


def _probe(code: str, endpoint: Endpoint, change: Change) -> Probe:
    """Return the probe of a change; where its rule is not kept at all, that was told before."""
    probe = order_probe(code, endpoint, change.label, change.over(plain_order(endpoint.family)))
    return replace(probe, names=(change.places,), after=(change.code,))
