"""Order probes: good orders at the edge, which must be taken, and orders with one mistake, which must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from kling3_contracts.enforcement.probe import NAMED_CODE, REFUSED, TAKEN, TAKEN_CODE, Probe, order_probe
from kling3_contracts.orders.change import Change
from kling3_contracts.orders.defects import defects
from kling3_contracts.orders.edges import edges
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.places import fields
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Endpoint


class _Mistake(NamedTuple):
    """A value that no family takes, and the rule against it."""

    value: object
    code: str


_MISTAKES: Mapping[str, _Mistake] = {
    "duration": _Mistake("16", "K010"),
    "aspect_ratio": _Mistake("4:3", "K016"),
    "cfg_scale": _Mistake(7, "K062"),
    "prompt": _Mistake(7, "K060"),
}
"""Of each family two, those that stand first."""


def refused_orders(edition: Edition) -> Iterator[Probe]:
    """Yield a probe for each mistake that an order can have, on each endpoint that creates."""
    for endpoint in CREATING:
        for change in defects(endpoint.family, edition):
            yield replace(_probe(change.code, endpoint, change), names=(change.places,))
        yield _two_mistakes(endpoint)
        yield _as_problem(_two_mistakes(endpoint))


def taken_orders(edition: Edition) -> Iterator[Probe]:
    """Yield a probe for the plain order and each edge, on each endpoint that creates."""
    for endpoint in CREATING:
        for change in (Change("", "the plain order", {}), *edges(endpoint.family, edition)):
            yield replace(_probe(TAKEN_CODE, endpoint, change), allowed=TAKEN)


def _two_mistakes(endpoint: Endpoint) -> Probe:
    known = fields(endpoint.family)
    wrong = {name: each for name, each in _MISTAKES.items() if name in known}
    first, second = islice(wrong, 2)
    body = {**plain_order(endpoint.family), **{name: wrong[name].value for name in (first, second)}}
    probe = order_probe(NAMED_CODE, endpoint, "two mistakes in one order", body)
    return replace(probe, names=((f"/{first}",), (f"/{second}",)), after=(wrong[first].code, wrong[second].code))


def _as_problem(probe: Probe) -> Probe:
    """Ask for the other content type that a refusal has; who has it not may send JSON, or say 406."""
    label, accept = f"{probe.label}, asked for as problem details", ("accept", "application/problem+json")
    return replace(probe, label=label, headers=(*probe.headers, accept), allowed=REFUSED | {406})


def _probe(code: str, endpoint: Endpoint, change: Change) -> Probe:
    return order_probe(code, endpoint, change.label, change.over(plain_order(endpoint.family)))
