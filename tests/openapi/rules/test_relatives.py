"""Fields of other families have no effect on motion control, Turbo and 4K, and each is told of once."""

import pytest

from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules import relatives
from kling3_openapi.rules.orders import OrderRules
from tests.openapi.rules.least import LEAST

ORDERS = OrderRules()
LATER = (*MOTION_CONTROL, *TURBO, *UHD)

BY_PATH = "leave it out, the path chooses the model and the tier"
NOTHING = "leave it out, nothing replaces it there"
SILENT = "leave it out, there is no sound"
NO_LAST_FRAME = "leave it out, a last frame can't be given there"
NO_RATIO = "leave it out, the shape can't be chosen there"
NO_FIELD = "leave it out, no field is called so"
IN_THE_PROMPT = "say in the prompt what to avoid"
AS_LONG = "leave it out, the video is as long as the one at video_url"
TURBO_IMAGE = "POST the order to /v1/ai/image-to-video/kling-v3-turbo-{tier}, with the picture as image"
UHD_IMAGE = "POST the order to /v1/ai/video/kling-4k-i2v, with the picture as image"
CAMERA = "describe the movement of the camera in the prompt"
SHOTS = "POST the order to /v1/ai/video/kling-v3-pro, which has it"
OMNI = "POST the order to /v1/ai/video/kling-v3-omni-pro, which has it"
REFERENCE = "POST the order to /v1/ai/reference-to-video/kling-v3-omni-pro, which has it"
MOTION_PRO = "POST the order to /v1/ai/video/kling-v3-motion-control-pro, which has it"
MASKS = "POST the order to /v1/ai/video/kling-4k-i2v, which has it"

ON_ALL = (
    ("K002", "element_list", NOTHING),
    ("K037", "model_name", BY_PATH),
    ("K037", "mode", BY_PATH),
    ("K037", "camera_control", CAMERA),
    ("K037", "callback_url", "send webhook_url"),
    ("K040", "webhookUrl", "send webhook_url"),
    ("K040", "promt", "send prompt"),
    ("K040", "seed", NO_FIELD),
)

ON_EACH = (
    *((family, *row) for family in MOTION_CONTROL for row in (
        ("K094", "start_image_url", "send image_url"),
        ("K094", "end_image_url", NO_LAST_FRAME),
        ("K095", "generate_audio", NOTHING),
        ("K095", "aspect_ratio", NO_RATIO),
        ("K095", "duration", AS_LONG),
        ("K095", "negative_prompt", IN_THE_PROMPT),
        ("K037", "image", "send image_url"),
        ("K037", "image_tail", NO_LAST_FRAME),
        ("K037", "sound", NOTHING),
        ("K040", "image_list", "send image_url"),
        ("K040", "video", "send video_url"),
        ("K040", "characterOrientation", "send character_orientation"),
        ("K040", "orientation", "send character_orientation"),
        ("K040", "startImageUrl", "send image_url"),
    )),
    *((family, *row) for family in (*TURBO, *UHD) for row in (
        ("K095", "generate_audio", SILENT),
        ("K037", "sound", SILENT),
        ("K040", "resolution", BY_PATH),
        ("K040", "video_url", REFERENCE),
        ("K040", "multi_prompt", SHOTS),
        ("K040", "image_urls", OMNI),
        ("K040", "character_orientation", MOTION_PRO),
    )),
    (Family.TURBO_TEXT, "K094", "image_url", TURBO_IMAGE),
    (Family.TURBO_TEXT, "K094", "start_image_url", TURBO_IMAGE),
    (Family.TURBO_TEXT, "K037", "image", TURBO_IMAGE),
    (Family.TURBO_TEXT, "K037", "image_tail", NO_LAST_FRAME),
    (Family.TURBO_TEXT, "K040", "image_list", TURBO_IMAGE),
    (Family.TURBO_IMAGE, "K094", "image_url", "send image"),
    (Family.TURBO_IMAGE, "K094", "start_image_url", "send image"),
    (Family.TURBO_IMAGE, "K094", "end_image_url", NO_LAST_FRAME),
    (Family.TURBO_IMAGE, "K037", "image_tail", NO_LAST_FRAME),
    (Family.TURBO_IMAGE, "K040", "image_list", "send image"),
    (Family.TURBO_IMAGE, "K095", "aspect_ratio", NO_RATIO),
    *((family, "K095", name, mend) for family in TURBO for name, mend in (
        ("negative_prompt", IN_THE_PROMPT), ("cfg_scale", NOTHING),
    )),
    *((Family.UHD_TEXT, "K094", f"{name}_url", UHD_IMAGE) for name in ("image", "start_image", "end_image")),
    (Family.UHD_TEXT, "K037", "image", UHD_IMAGE),
    (Family.UHD_TEXT, "K037", "image_tail", UHD_IMAGE),
    (Family.UHD_TEXT, "K040", "image_list", UHD_IMAGE),
    (Family.UHD_TEXT, "K040", "dynamic_masks", MASKS),
    (Family.UHD_TEXT, "K040", "static_mask", MASKS),
    (Family.UHD_IMAGE, "K094", "image_url", "send image"),
    (Family.UHD_IMAGE, "K094", "start_image_url", "send image"),
    (Family.UHD_IMAGE, "K094", "end_image_url", "send image_tail"),
    (Family.UHD_IMAGE, "K040", "image_list", "send image and image_tail"),
    (Family.UHD_IMAGE, "K040", "dynamicMasks", "send dynamic_masks"),
    (Family.UHD_IMAGE, "K095", "aspect_ratio", NO_RATIO),
    *((family, *row) for family in LATER for row in ON_ALL),
)  # fmt: skip


def told(family: Family, tier: Tier, sent: dict[str, object]) -> list[tuple[str, str, str]]:
    """Each finding's code, field and message."""
    found = ORDERS.findings(family, tier, {**LEAST[family], **sent})
    return [(finding.code, finding.field, finding.message) for finding in found]


@pytest.mark.parametrize(("family", "code", "name", "mend"), ON_EACH)
@pytest.mark.parametrize("value", [None, "text", [{"a": [1]}]])
def test_a_field_of_a_relative_is_told_of_once_on_each_tier(
    family: Family, code: str, name: str, mend: str, value: object
) -> None:
    for tier in family.tiers:
        message = f"{name} has no effect on {family.title}: {mend.format(tier=tier.value)}"
        if tier is Tier.STD:
            message = message.replace("kling-v3-omni-pro", "kling-v3-omni-std")
        assert told(family, tier, {name: value}) == [(code, f"body.{name}", message)]


def test_a_picture_in_the_wrong_field_is_told_of_beside_the_one_that_is_missing() -> None:
    picture = {"image_url": "https://cdn.example.com/fox.png"}
    found = ORDERS.findings(Family.TURBO_IMAGE, Tier.P720, picture)
    assert [(each.code, each.message) for each in found] == [
        ("K065", "image is required"),
        ("K094", "image_url has no effect on Kling 3 Turbo image-to-video: send image"),
    ]


@pytest.mark.parametrize(
    ("family", "tier", "name", "path"),
    [
        (Family.KLING3, Tier.PRO, "character_orientation", "video/kling-v3-motion-control-pro"),
        (Family.KLING3, Tier.STD, "character_orientation", "video/kling-v3-motion-control-std"),
        (Family.REFERENCE, Tier.STD, "character_orientation", "video/kling-v3-motion-control-std"),
        (Family.OMNI, Tier.STD, "dynamic_masks", "video/kling-4k-i2v"),
        (Family.MOTION_STD, Tier.STD, "multi_prompt", "video/kling-v3-std"),
        (Family.MOTION_PRO, Tier.PRO, "elements", "video/kling-v3-pro"),
        (Family.TURBO_TEXT, Tier.P1080, "shot_type", "video/kling-v3-pro"),
    ],
)
def test_the_family_that_has_a_field_is_named_by_its_path_of_the_same_tier_if_it_has_one(
    family: Family, tier: Tier, name: str, path: str
) -> None:
    mend = f"POST the order to /v1/ai/{path}, which has it"
    assert told(family, tier, {name: "x"}) == [
        ("K040", f"body.{name}", f"{name} has no effect on {family.title}: {mend}")
    ]


def test_a_field_of_a_mask_that_no_schema_has_is_told_of() -> None:
    (found,) = told(Family.UHD_IMAGE, Tier.UHD, {"dynamic_masks": [{"mask": "AAAA", "trajectory": []}]})
    message = "trajectory has no effect in a mask: send trajectories"
    assert found == ("K040", "body.dynamic_masks.0.trajectory", message)


OWN = (
    *((family, {"character_orientation": "image", "cfg_scale": 0, "prompt": "A fox"}) for family in MOTION_CONTROL),
    (Family.TURBO_TEXT, {"duration": "15", "aspect_ratio": "9:16"}),
    (Family.TURBO_IMAGE, {"duration": "3", "prompt": "A fox"}),
    (Family.UHD_TEXT, {"duration": "15", "aspect_ratio": "1:1", "negative_prompt": "rain", "cfg_scale": 1}),
    (Family.UHD_IMAGE, {"image_tail": "https://cdn.example.com/b.png", "negative_prompt": "rain", "cfg_scale": 0.1}),
    (Family.UHD_IMAGE, {"static_mask": "AAAA"}),
    (Family.UHD_IMAGE, {"dynamic_masks": [{"mask": "AAAA", "trajectories": [{"x": 1, "y": 2}]}]}),
    *((family, {"webhook_url": "https://hooks.example.com/kling"}) for family in LATER),
    *((family, {"multi_shot": False, "shot_type": "customize", "elements": []}) for family in LATER),
)  # fmt: skip


@pytest.mark.parametrize(("family", "sent"), OWN)
def test_what_a_family_has_or_what_asks_for_nothing_is_not_told_of(family: Family, sent: dict[str, object]) -> None:
    for tier in family.tiers:
        assert told(family, tier, sent) == []


@pytest.mark.parametrize("family", [Family.KLING3, Family.OMNI, Family.REFERENCE])
def test_families_of_february_have_neither_code(family: Family) -> None:
    every = {name: "x" for _, _, name, _ in ON_EACH}
    found = ORDERS.findings(family, Tier.PRO, {**LEAST[family], **every})
    assert not {"K094", "K095"} & {each.code for each in found}


def test_both_are_ignored_by_the_service() -> None:
    assert {rule.entry.code: rule.entry.severity for rule in relatives.RULES} == {
        "K094": Severity.IGNORED,
        "K095": Severity.IGNORED,
    }
