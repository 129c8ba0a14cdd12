"""An order costs by its model, its seconds and its sound, and what it has of sound unasked is known apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Tier
from kling3_openapi.prices import order_price, ordered, price_table

Body = Mapping[str, object]


def to(family: Family, tier: Tier) -> Endpoint:
    return next(each for each in ENDPOINTS if (each.family, each.tier) == (family, tier))


KLING3_STD, OMNI_PRO = to(Family.KLING3, Tier.STD), to(Family.OMNI, Tier.PRO)


@pytest.mark.parametrize(
    ("endpoint", "body", "expected"),
    [
        (KLING3_STD, {"prompt": "a"}, "EUR 1.54"),
        (KLING3_STD, {"prompt": "a", "start_image_url": "https://x.test/a.png"}, "EUR 1.54"),
        (KLING3_STD, {"duration": "10"}, "EUR 3.08"),
        (KLING3_STD, {"duration": "10", "generate_audio": True}, "EUR 3.08"),
        (KLING3_STD, {"duration": "10", "generate_audio": False}, "EUR 1.68"),
        (KLING3_STD, {"duration": "3", "generate_audio": False}, "EUR 0.504"),
        (KLING3_STD, {"multi_prompt": [{"duration": "3"}, {"duration": "4"}]}, "EUR 2.156"),
        (OMNI_PRO, {"prompt": "a"}, "EUR 1.12"),
        (OMNI_PRO, {"prompt": "a", "generate_audio": True}, "EUR 1.96"),
        (to(Family.REFERENCE, Tier.PRO), {"duration": "7", "generate_audio": True}, "EUR 1.568"),
        (to(Family.MOTION_STD, Tier.STD), {"duration": "12"}, "about EUR 1.34"),
        (to(Family.UHD_TEXT, Tier.UHD), {"duration": 3.0}, "EUR 3.36"),
        (to(Family.TURBO_TEXT, Tier.P720), {"prompt": "a"}, None),
    ],
)
def test_an_order_costs_by_its_model_its_seconds_and_its_sound(
    endpoint: Endpoint, body: Body, expected: str | None
) -> None:
    order = ordered(endpoint, body)
    assert order is not None
    price = order_price(price_table(), endpoint, order)
    assert (price and price.words) == expected


@pytest.mark.parametrize("duration", ["long", None, float("inf"), []])
def test_an_order_whose_duration_is_none_asks_for_nothing_that_has_a_price(duration: object) -> None:
    assert ordered(KLING3_STD, {"duration": duration}) is None


@pytest.mark.parametrize(
    ("endpoint", "body", "expected"),
    [
        (KLING3_STD, {}, True),
        (KLING3_STD, {"generate_audio": True}, False),
        (KLING3_STD, {"generate_audio": False}, False),
        (OMNI_PRO, {}, False),
        (to(Family.TURBO_TEXT, Tier.P720), {}, False),
    ],
)
def test_sound_that_comes_of_a_default_is_unasked(*, endpoint: Endpoint, body: Body, expected: bool) -> None:
    order = ordered(endpoint, body)
    assert order is not None
    assert order.unasked_sound is expected
