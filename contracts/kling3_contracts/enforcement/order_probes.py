"""Order probes: good orders at the edge, which must be taken, and orders with one mistake, which must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kling3_contracts.enforcement.probe import NAMED_CODE, REFUSED, TAKEN, TAKEN_CODE, Probe, order_probe
from kling3_contracts.orders.change import Change
from kling3_contracts.orders.defects import defects
from kling3_contracts.orders.edges import edges
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.endpoints import Endpoint


def refused_orders() -> Iterator[Probe]:
    """Yield a probe for each mistake that an order can have, on each endpoint that creates."""
    for endpoint in CREATING:
        for change in defects(endpoint.family):
            yield replace(_probe(change.code, endpoint, change), names=(change.places,))
        yield _two_mistakes(endpoint)
        yield _as_problem(_two_mistakes(endpoint))


def taken_orders() -> Iterator[Probe]:
    """Yield a probe for the plain order and each edge, on each endpoint that creates."""
    for endpoint in CREATING:
        for change in (Change("", "the plain order", {}), *edges(endpoint.family)):
            yield replace(_probe(TAKEN_CODE, endpoint, change), allowed=TAKEN)


def _two_mistakes(endpoint: Endpoint) -> Probe:
    body = {**plain_order(endpoint.family), "duration": "16", "aspect_ratio": "4:3"}
    probe = order_probe(NAMED_CODE, endpoint, "two mistakes in one order", body)
    return replace(probe, names=(("/duration",), ("/aspect_ratio",)), after=("K010", "K016"))


def _as_problem(probe: Probe) -> Probe:
    """Ask for the other content type that a refusal has; who has it not may send JSON, or say 406."""
    label, accept = f"{probe.label}, asked for as problem details", ("accept", "application/problem+json")
    return replace(probe, label=label, headers=(*probe.headers, accept), allowed=REFUSED | {406})


def _probe(code: str, endpoint: Endpoint, change: Change) -> Probe:
    return order_probe(code, endpoint, change.label, change.over(plain_order(endpoint.family)))
