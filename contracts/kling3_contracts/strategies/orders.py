"""Orders: bodies for POST by model; the invalid ones come with the code that they must raise."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kling3_contracts.orders.change import Change
from kling3_contracts.orders.defects import defects
from kling3_contracts.orders.lawful import Draft, lawful
from kling3_contracts.orders.models import endpoint_of
from kling3_contracts.orders.silences import silences
from kling3_contracts.strategies.fields import drafts
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Endpoint, Tier
from kling3_openapi.rules.orders import OrderRules

_DANGLES = "K048"
"""A reference in a prompt to what is not given: no mistake of its own where a change took it away."""

Model = str | Endpoint
"""A model's name, `kling-v3-pro`; a path, where two models share the name; or an endpoint."""


class CodedOrder(NamedTuple):
    """A body and the code of the rule that it meets."""

    body: dict[str, object]
    code: str


def valid_orders(model: Model, *, webhook_url: str = "", edition: Edition = FIRST) -> SearchStrategy[dict[str, object]]:
    """Return bodies that keep an edition's document and every rule told in prose, drawn to the edge of each bound.

    They name no webhook_url unless one is given, since whoever takes such an order may call it; then about half do.
    Raises OptionError for a model that is unknown, or whose name two models share.
    """
    family = endpoint_of(model).family
    drawn = drafts(family, edition)
    orders = st.builds(lambda draft, mentions: lawful(family, draft, mentions=mentions), drawn, st.booleans())
    return st.builds(_called, orders, st.sampled_from(("", webhook_url)))


def invalid_orders(model: Model, *, edition: Edition = FIRST) -> SearchStrategy[CodedOrder]:
    """Return bodies that are wrong in one thing, with the code of the rule of severity error that refuses them.

    Among them are the neighbours of each enum and bound, each type and null in each place, and each prose rule.
    """
    return _changed(model, edition, defects(endpoint_of(model).family, edition))


def silent_orders(model: Model, *, edition: Edition = FIRST) -> SearchStrategy[CodedOrder]:
    """Return bodies that are taken although a part of them has no effect, with the code that says so."""
    return _changed(model, edition, silences(endpoint_of(model).family, edition))


def _changed(model: Model, edition: Edition, changes: Iterable[Change]) -> SearchStrategy[CodedOrder]:
    by_code: dict[str, list[Change]] = {}
    for each in changes:
        by_code.setdefault(each.code, []).append(each)
    # First the code and then the change: otherwise the wrong types, which are many, would crowd out the rest.
    chosen = st.sampled_from(sorted(by_code)).flatmap(lambda code: st.sampled_from(by_code[code]))
    orders = valid_orders(model, edition=edition)
    built = st.builds(lambda order, change: CodedOrder(change.over(order), change.code), orders, chosen)
    rules, endpoint = _order_rules(edition), endpoint_of(model)

    def is_one_mistake(drawn: CodedOrder) -> bool:
        found = rules.findings(endpoint.family, endpoint.tier or Tier.PRO, drawn.body)
        return drawn.code == _DANGLES or all(each.code != _DANGLES for each in found)

    return built.filter(is_one_mistake)


@cache
def _order_rules(edition: Edition) -> OrderRules:
    """Return the rules on orders, compiled once: a test may make a strategy for each of its examples."""
    return OrderRules(load(Strictness.PUBLISHED, edition))


def _called(order: Draft, webhook_url: str) -> Draft:
    return {**order, "webhook_url": webhook_url} if webhook_url else order
