"""What is remembered of an order holds for those that differ in the words of the prompt, and for no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.editions import FIRST
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.rules.likes import like_of
from kling3_openapi.rules.orders import OrderRules, order_rules
from tests.openapi.rules.any_bodies import BODIES, TEXTS

Body = dict[str, object]

RULES = OrderRules()
KLING3, PRO = Family.KLING3, Tier.PRO


@given(st.sampled_from(list(Family)), st.sampled_from(list(Tier)), BODIES, TEXTS, TEXTS)
def test_findings_are_the_same_whatever_was_asked_before(
    family: Family, tier: Tier, body: Body, first: object, second: object
) -> None:
    for prompt in (first, second):
        asked = {**body, "prompt": prompt}
        assert RULES.findings(family, tier, asked) == RULES.examined(family, tier, asked)


def test_orders_that_differ_in_their_words_are_looked_at_once() -> None:
    found = [RULES.findings(KLING3, PRO, {"prompt": words, "voice_ids": "v"}) for words in ("A fox", "A hare\nruns")]
    assert found[0] is found[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"cfg_scale": 1.5}, {"cfg_scale": 1.6}),
        ({"cfg_scale": 3}, {"cfg_scale": 3.0}),
        ({"duration": 0.0}, {"duration": -0.0}),
        ({"duration": 1}, {"duration": True}),
        ({"voice_ids": "v"}, {"voiceids": "v"}),
        ({"sound": "on", "mode": "pro"}, {"mode": "pro", "sound": "on"}),
    ],
)
def test_what_messages_tell_apart_is_told_apart(one: Body, other: Body) -> None:
    for body in ({"prompt": "A fox", **one}, {"prompt": "A fox", **other}):
        assert RULES.findings(KLING3, PRO, body) == OrderRules().examined(KLING3, PRO, body)


@pytest.mark.parametrize("prompt", ["", " ", "@Element1 runs", "<<<voice_1>>>", "x" * 2_501, "\ud800", 5, None])
def test_a_prompt_that_rules_read_makes_an_order_of_its_own_kind(prompt: object) -> None:
    assert like_of(KLING3, PRO, {"prompt": prompt}) is None


def test_an_order_with_lists_is_of_its_own_kind() -> None:
    assert like_of(KLING3, PRO, {"prompt": "A fox", "elements": []}) is None


def test_long_orders_are_not_remembered() -> None:
    body: Body = {"prompt": "A fox", "start_image_url": f"data:image/png;base64,{'A' * 4_096}"}
    assert RULES.findings(KLING3, PRO, body) == RULES.findings(KLING3, PRO, body)
    assert RULES.findings(KLING3, PRO, body) is not RULES.findings(KLING3, PRO, body)


def test_what_is_remembered_is_bounded() -> None:
    rules = OrderRules()
    first: Body = {"prompt": "A fox", "x": 0}
    known = rules.findings(KLING3, PRO, first)
    for number in range(1, 256):
        rules.findings(KLING3, PRO, {"prompt": "A fox", "x": number})
    assert rules.findings(KLING3, PRO, first) is known
    rules.findings(KLING3, PRO, {"prompt": "A fox", "x": 256})
    assert rules.findings(KLING3, PRO, first) is not known
    assert rules.findings(KLING3, PRO, first) == known


def test_rules_of_an_edition_are_compiled_once() -> None:
    assert order_rules(FIRST) is order_rules(FIRST)
