"""Of a plain order no rule has anything to say: the quick look may miss good orders, and passes no other."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family, Tier
from kling3_openapi.rules import fields, media, prompts, relatives, shots, values
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.plain import plain_schema
from kling3_openapi.rules.vocabulary import vocabulary_of
from kling3_openapi.schemas import Validator
from tests.openapi.rules.any_bodies import BODIES, IMAGE, VALUES, Body
from tests.openapi.rules.least import LEAST, tier_of

RULES = OrderRules()
OF_EDITION = {edition: OrderRules(load(Strictness.PUBLISHED, edition)) for edition in Edition}
VOCABULARY = vocabulary_of(load(Strictness.PUBLISHED))
HOOK: Body = {"webhook_url": "https://hooks.example.com/kling?task=1"}
PLAIN = {
    family: Validator(schema)
    for family in Family
    if (schema := plain_schema(load(Strictness.PUBLISHED), family)) is not None
}
PLAIN_OF_EDITION = {
    (family, edition): Validator(schema)
    for family in Family
    for edition in Edition
    if (schema := plain_schema(load(Strictness.PUBLISHED, edition), family)) is not None
}


@pytest.mark.parametrize(
    ("family", "body"),
    [
        (Family.KLING3, {"prompt": "A fox"}),
        (Family.KLING3, {"prompt": "A fox", "duration": "15", "generate_audio": False, "cfg_scale": 1.0}),
        (Family.KLING3, {"prompt": "A fox", "start_image_url": IMAGE, "elements": [{"frontal_image_url": IMAGE}]}),
        (Family.KLING3, {"prompt": "A fox", "webhook_url": "https://hooks.example.com/kling?task=1"}),
        (Family.OMNI, {"prompt": "A fox", "image_url": IMAGE, "duration": "3"}),
        *((family, {**LEAST[family], **more}) for family in MOTION_CONTROL for more in (
            {}, {"prompt": "A fox"}, {"character_orientation": "image", "cfg_scale": 1.0}, HOOK,
        )),
        *((family, {**LEAST[family], **more}) for family in (*TURBO, *UHD) for more in (
            {}, {"prompt": "A fox", "duration": "15"}, HOOK,
        )),
        *((family, {"prompt": "A fox", "aspect_ratio": "9:16"}) for family in (Family.TURBO_TEXT, Family.UHD_TEXT)),
        *((family, {**LEAST[family], "negative_prompt": "rain", "cfg_scale": 0}) for family in UHD),
        (Family.UHD_IMAGE, {"image": IMAGE, "image_tail": IMAGE}),
    ],
)  # fmt: skip
def test_usual_orders_are_plain(family: Family, body: Body) -> None:
    assert PLAIN[family].takes(body)
    for tier in family.tiers:
        assert RULES.examined(family, tier, body) == ()


@given(st.sampled_from(list(PLAIN_OF_EDITION)), BODIES)
def test_no_rule_has_anything_to_say_of_a_plain_order(of: tuple[Family, Edition], body: Body) -> None:
    family, edition = of
    if PLAIN_OF_EDITION[of].takes(body):
        assert OF_EDITION[edition].examined(family, Tier.PRO, body) == ()


@pytest.mark.parametrize("edition", Edition)
def test_an_edition_has_plain_orders_of_what_it_knows(edition: Edition) -> None:
    elements = {"prompt": "A fox", "start_image_url": IMAGE, "elements": [{"frontal_image_url": IMAGE}]}
    assert PLAIN_OF_EDITION[Family.KLING3, edition].takes({"prompt": "A fox", "cfg_scale": 1.0})
    assert PLAIN_OF_EDITION[Family.KLING3, edition].takes(elements) is (edition < Edition.AUGUST_2026)


@pytest.mark.parametrize("family", PLAIN)
@given(st.sampled_from(list(VALUES)), st.data())
def test_one_odd_field_is_enough_to_be_looked_at(family: Family, name: str, data: st.DataObject) -> None:
    body = {**LEAST[family], "prompt": "A fox", name: data.draw(VALUES[name])}
    tier = tier_of(family)
    assert RULES.findings(family, tier, body) == RULES.examined(family, tier, body)


@pytest.mark.parametrize("family", PLAIN)
@pytest.mark.parametrize("extra", [{"duration": 5}, {"resolution": "720p"}, {"webhook_url": "http://localhost/"}])
def test_what_a_rule_has_something_to_say_of_is_not_plain(family: Family, extra: Body) -> None:
    body = {**LEAST[family], **extra}
    assert not PLAIN[family].takes(body)
    assert RULES.findings(family, tier_of(family), body) != ()


@pytest.mark.parametrize(
    "family", [Family.KLING3, Family.OMNI, Family.TURBO_TEXT, Family.UHD_TEXT, Family.TURBO_IMAGE, *MOTION_CONTROL]
)
def test_an_order_without_what_its_family_is_made_of_is_not_plain(family: Family) -> None:
    for name in LEAST[family]:
        assert not PLAIN[family].takes({key: value for key, value in LEAST[family].items() if key != name})


def test_reference_to_video_has_no_plain_orders_since_its_prompts_refer_to_something() -> None:
    assert plain_schema(load(Strictness.PUBLISHED), Family.REFERENCE) is None


@pytest.mark.parametrize("body", ["A fox", None, {"prompt": "\ud800"}])
def test_what_no_schema_can_hold_is_not_plain(body: object) -> None:
    assert not PLAIN[Family.KLING3].takes(body)


@given(st.sampled_from(list(Family)), st.sampled_from(list(Tier)), BODIES)
@example(Family.MOTION_PRO, Tier.PRO, {"duration": "2"})
def test_a_rule_that_need_not_run_would_find_nothing(family: Family, tier: Tier, body: Body) -> None:
    """Its fields are not there, or no text has the mark of a reference."""
    order = Order.read(family, tier, body, VOCABULARY)
    present = VOCABULARY.present(family, body)
    every = (*fields.UNKNOWN_FIELD_RULES, *relatives.RULES, *shots.RULES, *values.RULES, *prompts.RULES, *media.RULES)
    for each in (rule for rule in every if family in rule.families):
        named = (*fields.UNKNOWN_FIELD_RULES, *relatives.RULES)
        idle = (each in prompts.REFERRING_RULES and not order.refers) or (each in named and not order.unknown)
        if idle or (each.when and each.when.isdisjoint(present)):
            assert list(each.check(order)) == []
