"""Fields that the service drops are named, each once, with what to do instead."""

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules import fields
from kling3_openapi.rules.orders import OrderRules
from tests.openapi.rules.least import LEAST, tier_of

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

ON_K3, ON_OMNI, ON_REFERENCE = (f"has no effect on {family.title}:" for family in (K3, OMNI, REFERENCE))
BY_PATH = "leave it out, the path chooses the model and the tier"
NO_FIELD = "leave it out, no field is called so"


def told(family: Family, sent: dict[str, object], tier: Tier | None = None) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets."""
    found = ORDERS.findings(family, tier or tier_of(family), {**LEAST[family], **sent})
    places = {finding.field: (finding.code, finding.message) for finding in found}
    assert len(places) == len(found)
    return places


TOP = (
    ("K001", K3, "image_list", f"{ON_K3} send start_image_url and end_image_url"),
    ("K002", K3, "element_list", f"{ON_K3} send elements"),
    ("K002", OMNI, "element_list", f"{ON_OMNI} send elements"),
    ("K002", REFERENCE, "element_list", f"{ON_REFERENCE} leave it out, nothing replaces it there"),
    ("K003", K3, "image_url", f"{ON_K3} send start_image_url"),
    ("K012", OMNI, "cfg_scale", f"{ON_OMNI} leave it out, Kling 3 and reference-to-video have it"),
    ("K012", OMNI, "negative_prompt", f"{ON_OMNI} say in the prompt what to avoid"),
    ("K024", OMNI, "video_url", f"{ON_OMNI} POST the order to /v1/ai/reference-to-video/kling-v3-omni-std"),
    ("K037", K3, "model_name", f"{ON_K3} {BY_PATH}"),
    ("K037", OMNI, "mode", f"{ON_OMNI} {BY_PATH}"),
    ("K037", K3, "image", f"{ON_K3} send start_image_url"),
    ("K037", OMNI, "image", f"{ON_OMNI} send image_url"),
    ("K037", REFERENCE, "image", f"{ON_REFERENCE} send image_url"),
    ("K037", K3, "image_tail", f"{ON_K3} send end_image_url"),
    ("K037", OMNI, "image_tail", f"{ON_OMNI} send end_image_url, and the first frame as start_image_url"),
    ("K037", REFERENCE, "image_tail", f"{ON_REFERENCE} leave it out, a last frame can't be given there"),
    ("K037", K3, "sound", f"{ON_K3} send generate_audio"),
    ("K037", REFERENCE, "sound", f"{ON_REFERENCE} leave it out, nothing replaces it there"),
    ("K037", OMNI, "camera_control", f"{ON_OMNI} describe the movement of the camera in the prompt"),
    ("K037", REFERENCE, "callback_url", f"{ON_REFERENCE} send webhook_url"),
    ("K040", K3, "webhookUrl", f"{ON_K3} send webhook_url"),
    ("K040", K3, "Prompt", f"{ON_K3} send prompt"),
    ("K040", K3, "promt", f"{ON_K3} send prompt"),
    ("K040", K3, "ratio", f"{ON_K3} send aspect_ratio"),
    ("K040", K3, "callback", f"{ON_K3} send webhook_url"),
    ("K040", K3, "imageTail", f"{ON_K3} send end_image_url"),
    ("K040", K3, "image_urls", f"{ON_K3} POST the order to /v1/ai/video/kling-v3-omni-std, which has it"),
    (
        "K040",
        K3,
        "video_url",
        f"{ON_K3} POST the order to /v1/ai/reference-to-video/kling-v3-omni-std, which has it",
    ),
    ("K040", OMNI, "image_list", f"{ON_OMNI} send image_url, or start_image_url and end_image_url"),
    ("K040", OMNI, "multi_shot", f"{ON_OMNI} send multi_prompt"),
    ("K040", OMNI, "seed", f"{ON_OMNI} {NO_FIELD}"),
    ("K040", REFERENCE, "start_image_url", f"{ON_REFERENCE} send image_url"),
    (
        "K040",
        REFERENCE,
        "elements",
        f"{ON_REFERENCE} POST the order to /v1/ai/video/kling-v3-omni-std, which has it",
    ),
    ("K040", REFERENCE, "multi_shot", f"{ON_REFERENCE} {NO_FIELD}"),
)


@pytest.mark.parametrize(("code", "family", "name", "expected"), TOP)
@pytest.mark.parametrize("value", [None, "text", [{"a": [1]}]])
def test_a_field_without_effect_is_told_of_once(code, family, name, value, expected):
    assert told(family, {name: value}) == {f"body.{name}": (code, f"{name} {expected}")}


PARTS = (
    (
        "K007",
        {"multi_prompt": [{"prompt": "a", "index": 0}, {"prompt": "b", "index": 1}]},
        {
            f"body.multi_prompt.{place}.index": (
                "K007",
                "index has no effect in a shot: put the shots in their order and leave it out",
            )
            for place in (0, 1)
        },
    ),
    (
        "K040",
        {"multi_prompt": [{"prompt": "a", "duration_seconds": 5}]},
        {
            "body.multi_prompt.0.duration_seconds": (
                "K040",
                "duration_seconds has no effect in a shot: send duration",
            )
        },
    ),
    (
        "K040",
        {
            "start_image_url": "https://cdn.example.com/fox.png",
            "elements": [{"frontal_image": "https://cdn.example.com/a.png", "index": 1}],
        },
        {
            "body.elements.0.frontal_image": (
                "K040",
                "frontal_image has no effect in an element: send frontal_image_url",
            ),
            "body.elements.0.index": ("K040", f"index has no effect in an element: {NO_FIELD}"),
        },
    ),
)


@pytest.mark.parametrize(("code", "sent", "expected"), PARTS)
def test_a_field_without_effect_within_a_shot_or_an_element_is_told_of(code, sent, expected):
    assert code in {code for code, _ in expected.values()}
    assert told(K3, sent) == expected


ADVICE = (
    (K3, "voice_ids", ["anna"], "K013"),
    (OMNI, "voice_ids", ["anna"], "K013"),
    (K3, "multi_shot", True, "K014"),
    (K3, "multi_shot", "yes", "K014"),
    (K3, "multi_shot", None, "K014"),
)
MESSAGES = {
    "K013": "voice_ids is gone from the documentation since April 2026: describe the voices in the prompt",
    "K014": "multi_shot may have no effect on Kling 3: "
    "let multi_prompt make the shots, only the schema of April 2026 has multi_shot",
}


@pytest.mark.parametrize(("family", "name", "value", "expected"), ADVICE)
def test_a_field_of_one_edition_only_gets_advice(family, name, value, expected):
    assert told(family, {name: value}) == {f"body.{name}": (expected, MESSAGES[expected])}


def test_the_path_in_a_mend_is_of_the_tier_that_was_asked():
    _, message = told(OMNI, {"video_url": "https://cdn.example.com/run.mp4"}, Tier.STD)["body.video_url"]
    assert message.endswith("POST the order to /v1/ai/reference-to-video/kling-v3-omni-std")


NO_MISTAKE = (
    (K3, {"start_image_url": "https://cdn.example.com/a.png", "negative_prompt": "rain", "cfg_scale": 0.5}),
    (OMNI, {"image_url": "https://cdn.example.com/a.png", "generate_audio": False}),
    (REFERENCE, {"image_url": "https://cdn.example.com/a.png", "cfg_scale": 1, "negative_prompt": "rain"}),
    (K3, {"multi_prompt": [{"prompt": "a", "duration": "5"}]}),
)


@pytest.mark.parametrize(("family", "sent"), NO_MISTAKE)
def test_a_field_that_the_family_has_is_not_told_of(family, sent):
    assert told(family, sent) == {}


def test_a_name_with_pointer_characters_keeps_its_place():
    (found,) = ORDERS.findings(K3, Tier.PRO, {"prompt": "A fox", "a/b~c": 1})
    assert (found.pointer, found.field) == ("/a~1b~0c", "body.a/b~c")


def test_a_strange_name_is_shown_cut_and_printable():
    (found,) = ORDERS.findings(K3, Tier.PRO, {"prompt": "A fox", "x\n" + "y" * 5000: 1})
    assert found.message.startswith("x\\ny")
    assert len(found.message) < 200


def test_a_field_without_a_name_is_told_of():
    (found,) = ORDERS.findings(K3, Tier.PRO, {"prompt": "A fox", "": 1})
    assert found.message == f"a field without a name {ON_K3} {NO_FIELD}"


def test_dozens_of_unknown_fields_are_all_told_of_in_the_order_of_the_body():
    names = [f"webhook_ur{number}" for number in range(60)]
    found = ORDERS.findings(K3, Tier.PRO, {"prompt": "A fox", **dict.fromkeys(names, 1)})
    assert [finding.pointer[1:] for finding in found] == names
    assert {finding.message.partition(": ")[2] for finding in found} == {NO_FIELD}


def test_severities_are_as_the_service_takes_them():
    advice = {rule.entry.code for rule in fields.RULES if rule.entry.severity is Severity.ADVICE}
    ignored = {rule.entry.code for rule in fields.RULES if rule.entry.severity is Severity.IGNORED}
    assert advice == {"K013", "K014"}
    assert ignored == {"K001", "K002", "K003", "K007", "K012", "K024", "K037", "K040", "K069"}
