"""Where orders are free each endpoint is ordered from, and each answer is given; else four orders do."""

from __future__ import annotations

from collections import Counter

from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.callbacks.script import scripted
from kling3_openapi.endpoints import Family, Tier

ENDPOINTS = {(family, tier) for family in Family for tier in family.tiers}


def test_every_answer_is_given() -> None:
    assert {each.reply for each in scripted(free=True)} == set(Reply)


def test_every_endpoint_has_an_order_whose_calls_are_all_taken() -> None:
    taken = (each for each in scripted(free=True) if each.reply in (Reply.TAKE, Reply.TAKE_SLOWLY))
    assert {(each.family, each.tier) for each in taken} == ENDPOINTS


def test_orders_that_cost_money_are_the_first_four_of_the_cheapest() -> None:
    limited = scripted(free=False)
    assert limited == scripted(free=True)[:4]
    assert Counter(each[1:] for each in limited) == {(Family.KLING3, Tier.STD): 4}


def test_three_receivers_never_take_a_call() -> None:
    assert [each for each in Reply if each.never_takes] == [Reply.FAIL, Reply.UNAVAILABLE, Reply.BROKEN]
