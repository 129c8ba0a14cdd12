"""Of a plain order no rule has anything to say: the quick look may miss good orders, and passes no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.document import Edition, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.rules import media, prompts, shots, values
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.plain import plain_schema
from kling3_openapi.rules.vocabulary import vocabulary_of
from kling3_openapi.schemas import Validator
from tests.openapi.rules.any_bodies import BODIES, IMAGE, VALUES, Body

RULES = OrderRules()
VOCABULARY = vocabulary_of(load(Edition.PUBLISHED))
PLAIN = {
    family: Validator(schema)
    for family in Family
    if (schema := plain_schema(load(Edition.PUBLISHED), family)) is not None
}


@pytest.mark.parametrize(
    ("family", "body"),
    [
        (Family.KLING3, {"prompt": "A fox"}),
        (Family.KLING3, {"prompt": "A fox", "duration": "15", "generate_audio": False, "cfg_scale": 1.0}),
        (Family.KLING3, {"prompt": "A fox", "start_image_url": IMAGE, "elements": [{"frontal_image_url": IMAGE}]}),
        (Family.KLING3, {"prompt": "A fox", "webhook_url": "https://hooks.example.com/kling?task=1"}),
        (Family.OMNI, {"prompt": "A fox", "image_url": IMAGE, "duration": "3"}),
    ],
)  # fmt: skip
def test_usual_orders_are_plain(family: Family, body: Body) -> None:
    assert PLAIN[family].takes(body)
    assert RULES.findings(family, Tier.PRO, body) == ()


@given(st.sampled_from(list(PLAIN)), BODIES)
def test_no_rule_has_anything_to_say_of_a_plain_order(family: Family, body: Body) -> None:
    if PLAIN[family].takes(body):
        assert RULES.examined(family, Tier.PRO, body) == ()


@given(st.sampled_from(list(PLAIN)), st.sampled_from(list(VALUES)), st.data())
def test_one_odd_field_is_enough_to_be_looked_at(family: Family, name: str, data: st.DataObject) -> None:
    body = {"prompt": "A fox", name: data.draw(VALUES[name])}
    assert RULES.findings(family, Tier.PRO, body) == RULES.examined(family, Tier.PRO, body)


def test_reference_to_video_has_no_plain_orders_since_its_prompts_refer_to_something() -> None:
    assert plain_schema(load(Edition.PUBLISHED), Family.REFERENCE) is None


@pytest.mark.parametrize("body", ["A fox", None, {"prompt": "\ud800"}])
def test_what_no_schema_can_hold_is_not_plain(body: object) -> None:
    assert not PLAIN[Family.KLING3].takes(body)


@given(st.sampled_from(list(Family)), st.sampled_from(list(Tier)), BODIES)
def test_a_rule_that_need_not_run_would_find_nothing(family: Family, tier: Tier, body: Body) -> None:
    """Its fields are not there, or no text has the mark of a reference."""
    order = Order.read(family, tier, body, VOCABULARY)
    present = VOCABULARY.present(family, body)
    every = (*shots.RULES, *values.RULES, *prompts.RULES, *media.RULES)
    for each in (rule for rule in every if family in rule.families):
        idle = each in prompts.REFERRING_RULES and not order.refers
        if idle or (each.when and each.when.isdisjoint(present)):
            assert list(each.check(order)) == []
