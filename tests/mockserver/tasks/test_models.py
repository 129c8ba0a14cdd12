"""A model has one meaning wherever it is asked for: a family, or one tier of it."""

from __future__ import annotations

import pytest

from kling3_mockserver.tasks.models import ModelError, checked_model, names_at, names_of
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind, Tier


def endpoint(family: Family, kind: Kind, tier: Tier | None = None) -> Endpoint:
    return next(each for each in ENDPOINTS if (each.family, each.kind, each.tier) == (family, kind, tier))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            endpoint(Family.KLING3, Kind.CREATE, Tier.PRO),
            {"kling-v3", "kling-v3-pro", "video/kling-v3", "video/kling-v3-pro"},
        ),
        (endpoint(Family.KLING3, Kind.GET), {"kling-v3", "video/kling-v3"}),
        (endpoint(Family.KLING3, Kind.LIST), {"kling-v3", "video/kling-v3"}),
        (
            endpoint(Family.OMNI, Kind.CREATE, Tier.STD),
            {"kling-v3-omni", "video/kling-v3-omni", "kling-v3-omni-std", "video/kling-v3-omni-std"},
        ),
        (
            endpoint(Family.TURBO_TEXT, Kind.CREATE, Tier.P720),
            {
                "kling-v3-turbo", "text-to-video/kling-v3-turbo",
                "kling-v3-turbo-720p", "text-to-video/kling-v3-turbo-720p",
            },
        ),
        (
            endpoint(Family.MOTION_PRO, Kind.LIST),
            {"kling-v3-motion-control-pro", "video/kling-v3-motion-control-pro"},
        ),
        (
            endpoint(Family.REFERENCE, Kind.GET),
            {"kling-v3-omni", "reference-to-video/kling-v3-omni"},
        ),
    ],
)  # fmt: skip
def test_a_request_is_of_its_family_and_an_order_of_its_tier_too(asked: Endpoint, expected: set[str]) -> None:
    assert names_of(asked) == expected


def test_a_path_that_creates_nothing_has_no_model_that_was_ordered() -> None:
    assert {"kling-v3", "kling-v3-std"} < names_at("/v1/ai/video/kling-v3-std")
    assert names_at("/v1/ai/video/kling-v3") == names_at("/v1/ai/video/kling-v3-por") == frozenset()


def test_every_name_of_every_request_can_be_asked_for() -> None:
    for name in {name for each in ENDPOINTS for name in names_of(each)}:
        assert checked_model(f" {name.upper()} ") == name
    assert checked_model("/v1/ai/reference-to-video/kling-v3-omni-pro") == "reference-to-video/kling-v3-omni-pro"


@pytest.mark.parametrize("model", ["", "kling-v2", "reference-to-video/kling-v3", "kling-v3-pro/x", None, 3, b"k"])
def test_any_other_is_refused_with_what_there_is(model: object) -> None:
    with pytest.raises(
        ModelError, match="expected one of kling-4k-i2v, kling-4k-t2v, kling-v3, kling-v3-motion-control-pro, "
    ) as refused:
        checked_model(model)
    assert refused.value.model == model
