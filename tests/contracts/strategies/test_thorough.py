"""Mistakes in later items and in company meet the rule that they are made for, each at its own place."""

from __future__ import annotations

import pytest

from kling3_contracts.orders.change import Change
from kling3_contracts.orders.company import in_company
from kling3_contracts.orders.defects import defects
from kling3_contracts.orders.later_items import later_items
from kling3_contracts.orders.places import places
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import OrderRules

RULES = {edition: OrderRules(load(Strictness.PUBLISHED, edition)) for edition in Edition}


def errors(family: Family, change: Change, edition: Edition = FIRST) -> set[tuple[str, str]]:
    found = RULES[edition].findings(family, Tier.PRO, change.over(plain_order(family)))
    return {(each.code, each.pointer) for each in found if each.severity is Severity.ERROR}


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("family", Family)
def test_a_mistake_in_a_later_item_meets_its_rule_at_that_item(family: Family, edition: Edition) -> None:
    for change in later_items(family, edition):
        assert errors(family, change, edition) == {(change.code, change.places[0])}, change.label


@pytest.mark.parametrize("family", [Family.KLING3, Family.OMNI])
def test_each_list_has_its_mistakes_in_the_second_and_in_the_last_item(family: Family) -> None:
    lists = {each.pointer for each in places(family) if each.type == "array"}
    changed = {change.places[0] for change in later_items(family)}
    for each in lists:
        last = "1" if each == "/voice_ids" else "2"
        assert {f"{each}/1", f"{each}/{last}"} <= changed, each


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("family", Family)
def test_a_mistake_in_company_meets_its_rule_and_no_other(family: Family, edition: Edition) -> None:
    for change in in_company(family, edition):
        assert {code for code, _ in errors(family, change, edition)} == {change.code}, change.label
        order = change.over(plain_order(family))
        assert (order["seed"], order["webhook_url"]) == (7, "https://hooks.example/kling")


@pytest.mark.parametrize("family", Family)
def test_each_rule_is_broken_in_company_in_every_field_that_it_speaks_of(family: Family) -> None:
    alone = {(each.code, each.places[0].split("/")[1]) for each in defects(family)}
    beside = {(each.code, each.places[0].split("/")[1]) for each in in_company(family)}
    assert beside == {(code, field) for code, field in alone if field != "webhook_url"}
