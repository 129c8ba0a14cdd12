"""Every path of the API stands here once more, by the family and tier that it belongs to."""

from __future__ import annotations

import pytest

from kling3_openapi.endpoints import (
    ENDPOINTS,
    MOTION_CONTROL,
    OPERATIONS,
    REQUEST_UPLOADS,
    TURBO,
    UHD,
    Endpoint,
    Family,
    Kind,
    Tier,
)

VIDEO = "/v1/ai/video"
REFERENCE = "/v1/ai/reference-to-video/kling-v3-omni"
TEXT, IMAGE = "/v1/ai/text-to-video/kling-v3-turbo", "/v1/ai/image-to-video/kling-v3-turbo"

FAMILIES = [
    # family, title, the path of its list, the paths of its orders by their tiers
    (Family.KLING3, "Kling 3", f"{VIDEO}/kling-v3",
     {Tier.PRO: f"{VIDEO}/kling-v3-pro", Tier.STD: f"{VIDEO}/kling-v3-std"}),
    (Family.OMNI, "Kling 3 Omni", f"{VIDEO}/kling-v3-omni",
     {Tier.PRO: f"{VIDEO}/kling-v3-omni-pro", Tier.STD: f"{VIDEO}/kling-v3-omni-std"}),
    (Family.REFERENCE, "Kling 3 Omni reference-to-video", REFERENCE,
     {Tier.PRO: f"{REFERENCE}-pro", Tier.STD: f"{REFERENCE}-std"}),
    (Family.MOTION_PRO, "Kling 3 motion control pro", f"{VIDEO}/kling-v3-motion-control-pro",
     {Tier.PRO: f"{VIDEO}/kling-v3-motion-control-pro"}),
    (Family.MOTION_STD, "Kling 3 motion control std", f"{VIDEO}/kling-v3-motion-control-std",
     {Tier.STD: f"{VIDEO}/kling-v3-motion-control-std"}),
    (Family.TURBO_TEXT, "Kling 3 Turbo text-to-video", TEXT,
     {Tier.P720: f"{TEXT}-720p", Tier.P1080: f"{TEXT}-1080p"}),
    (Family.TURBO_IMAGE, "Kling 3 Turbo image-to-video", IMAGE,
     {Tier.P720: f"{IMAGE}-720p", Tier.P1080: f"{IMAGE}-1080p"}),
    (Family.UHD_TEXT, "Kling 3 4K text-to-video", f"{VIDEO}/kling-4k-t2v",
     {Tier.UHD: f"{VIDEO}/kling-4k-t2v"}),
    (Family.UHD_IMAGE, "Kling 3 4K image-to-video", f"{VIDEO}/kling-4k-i2v",
     {Tier.UHD: f"{VIDEO}/kling-4k-i2v"}),
]  # fmt: skip


@pytest.mark.parametrize(("family", "title", "listing", "orders"), FAMILIES)
def test_a_family_has_these_paths(family: Family, title: str, listing: str, orders: dict[Tier, str]) -> None:
    assert (family.title, family.path, dict(family.tiers)) == (title, listing, orders)
    assert Family(listing) is family
    found = [(each.method, each.path, each.kind, each.tier) for each in ENDPOINTS if each.family is family]
    assert found == [
        *(("POST", path, Kind.CREATE, tier) for tier, path in orders.items()),
        ("GET", listing, Kind.LIST, None),
        ("GET", f"{listing}/{{task-id}}", Kind.GET, None),
    ]


def test_the_table_has_every_family_and_the_groups_have_the_later_ones() -> None:
    assert [family for family, *_ in FAMILIES] == list(Family)
    assert [Family.KLING3, Family.OMNI, Family.REFERENCE, *MOTION_CONTROL, *TURBO, *UHD] == list(Family)


def test_no_two_operations_share_an_id_or_a_method_and_path() -> None:
    assert len({each.operation_id for each in ENDPOINTS}) == len(ENDPOINTS) == 32
    assert len({(each.method, each.path) for each in ENDPOINTS}) == len(ENDPOINTS)


def test_uploads_are_asked_for_by_an_operation_that_is_no_family_s() -> None:
    asked = REQUEST_UPLOADS
    assert (asked.method, asked.path, asked.kind) == ("POST", "/v1/ai/uploads/request-url", Kind.UPLOAD)
    assert not isinstance(asked, Endpoint)
    assert not asked.pages
    assert (*ENDPOINTS, asked) == OPERATIONS


@pytest.mark.parametrize(
    ("family", "tier", "expected"),
    [
        (Family.KLING3, Tier.PRO, "kling-v3-pro"),
        (Family.REFERENCE, Tier.STD, "kling-v3-omni-std"),
        (Family.MOTION_STD, Tier.STD, "kling-v3-motion-control-std"),
        (Family.TURBO_IMAGE, Tier.P1080, "kling-v3-turbo-1080p"),
        (Family.UHD_TEXT, Tier.UHD, "kling-4k-t2v"),
    ],
)
def test_the_model_is_the_last_segment_of_the_path_that_creates(family: Family, tier: Tier, expected: str) -> None:
    assert family.model(tier) == expected
    assert expected in {each.model for each in ENDPOINTS if each.family is family and each.tier is tier}


def test_the_model_of_a_task_is_that_of_its_list() -> None:
    for family in Family:
        read = [each.model for each in ENDPOINTS if each.family is family and each.kind is not Kind.CREATE]
        assert read == [family.path.rpartition("/")[2]] * 2


@pytest.mark.parametrize("family", MOTION_CONTROL)
def test_a_family_lacks_the_tiers_of_others(family: Family) -> None:
    (other,) = {Tier.PRO, Tier.STD} - set(family.tiers)
    with pytest.raises(KeyError):
        family.model(other)
