from __future__ import annotations

import pytest

from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.vocabulary import CREATING, properties_of, vocabulary_of
from tests.openapi.rules.least import LEAST, tier_of

K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE
DOCUMENT = load(Strictness.PUBLISHED)
VOCABULARY = vocabulary_of(DOCUMENT)
ORDERS = OrderRules(DOCUMENT)


def findings(family: Family, body: object) -> tuple[Finding, ...]:
    return ORDERS.findings(family, tier_of(family), body)


def own_defaults(family: Family) -> dict[str, object]:
    own = properties_of(DOCUMENT, DOCUMENT.request_schema(CREATING[family]))
    return {name: VOCABULARY.defaults[name] for name in own if VOCABULARY.defaults[name] is not None}


def test_the_defaults_are_those_of_the_pages():
    assert {name: value for name, value in VOCABULARY.defaults.items() if value is not None} == {
        "generate_audio": True,
        "shot_type": "customize",
        "aspect_ratio": "16:9",
        "duration": "5",
        "negative_prompt": "blur, distort, and low quality",
        "cfg_scale": 0.5,
        "character_orientation": "video",
        "multi_shot": False,
    }


OWN_DEFAULTS = {
    K3: 6, OMNI: 4, REFERENCE: 4, **dict.fromkeys(MOTION_CONTROL, 2),
    Family.TURBO_TEXT: 2, Family.TURBO_IMAGE: 1, Family.UHD_TEXT: 4, Family.UHD_IMAGE: 3,
}  # fmt: skip
"""How many fields of a family have a default, there or on another family."""
SOUND, GUIDANCE, MOVE = "generate_audio", ("cfg_scale", "negative_prompt"), "character_orientation"
ASKING = {
    K3: (MOVE,),
    OMNI: (*GUIDANCE, MOVE),
    REFERENCE: (SOUND, MOVE),
    **dict.fromkeys(MOTION_CONTROL, (SOUND, "aspect_ratio", "duration", "negative_prompt")),
    Family.TURBO_TEXT: (SOUND, *GUIDANCE, MOVE),
    Family.TURBO_IMAGE: (SOUND, *GUIDANCE, MOVE, "aspect_ratio"),
    Family.UHD_TEXT: (SOUND, MOVE),
    Family.UHD_IMAGE: (SOUND, MOVE, "aspect_ratio"),
}
"""The defaults of others that ask a family for something that it does not have."""


@pytest.mark.parametrize("family", Family)
def test_every_field_of_a_family_at_its_default_gets_no_finding(family):
    body = {**LEAST[family], **own_defaults(family), "multi_shot": False}
    assert len(body) - len(LEAST[family]) == 1 + OWN_DEFAULTS[family]
    assert findings(family, body) == ()


def test_what_a_public_sdk_sends_by_default_gets_no_finding():
    body = {"prompt": "a", "duration": "5", "multi_shot": False, "shot_type": "customize"}
    assert findings(K3, body) == ()


@pytest.mark.parametrize("family", Family)
def test_of_the_defaults_of_another_family_only_those_that_ask_for_something_are_told(family):
    defaults = {name: value for name, value in VOCABULARY.defaults.items() if value is not None}
    body = {**LEAST[family], **defaults}
    assert {each.pointer for each in findings(family, body)} == {f"/{name}" for name in ASKING[family]}


EMPTY = (
    (K3, {"elements": [], "voice_ids": [], "multi_prompt": [], "image_urls": []}),
    (OMNI, {"elements": [], "voice_ids": [], "multi_prompt": [], "image_urls": [], "negative_prompt": ""}),
    (REFERENCE, {"elements": [], "voice_ids": [], "multi_prompt": [], "image_urls": [], "end_image_url": ""}),
    *((family, {"elements": [], "image_urls": [], "multi_prompt": [], "end_image_url": ""})
      for family in (*MOTION_CONTROL, *TURBO, *UHD)),
    *((family, {"negative_prompt": "", "aspect_ratio": ""}) for family in MOTION_CONTROL),
    *((family, {"image_url": "", "start_image_url": "", "video_url": ""}) for family in (*TURBO, *UHD)),
)  # fmt: skip


@pytest.mark.parametrize(("family", "body"), EMPTY)
def test_an_empty_list_or_text_asks_for_nothing(family, body):
    assert findings(family, {**LEAST[family], **body}) == ()


STILL_TOLD = (
    ("a switch that is on", K3, "multi_shot", True, "K014"),
    ("a switch that is on by default elsewhere", REFERENCE, "generate_audio", True, "K040"),
    ("a switch that turns a default off", REFERENCE, "generate_audio", False, "K040"),
    ("another value", OMNI, "cfg_scale", 0.7, "K012"),
    ("another kind of shots", REFERENCE, "shot_type", "intelligent", "K040"),
    ("a switch that is off on a family without sound", Family.TURBO_TEXT, "generate_audio", False, "K095"),
    ("a ratio of the default on a family without", Family.UHD_IMAGE, "aspect_ratio", "16:9", "K095"),
    ("a length of the default on a family without", Family.MOTION_PRO, "duration", "5", "K095"),
    ("a number for a switch", K3, "multi_shot", 0, "K014"),
    ("another text", OMNI, "negative_prompt", "blur", "K012"),
    ("a voice", K3, "voice_ids", ["a"], "K013"),
    ("null, which is no default", K3, "multi_shot", None, "K014"),
    ("null where no family takes it", OMNI, "cfg_scale", None, "K012"),
    ("an empty list under a name that no page has", K3, "picture_list", [], "K040"),
    ("an empty text under a name that no page has", OMNI, "callback_url", "", "K037"),
)


@pytest.mark.parametrize(("_what", "family", "name", "value", "code"), STILL_TOLD)
def test_what_asks_for_something_is_told(_what, family, name, value, code):
    assert [each.code for each in findings(family, {**LEAST[family], name: value})] == [code]


def test_what_is_wrong_is_refused_though_it_is_empty():
    found = findings(K3, {"prompt": "A fox", "start_image_url": "", "webhook_url": ""})
    assert {(each.pointer, each.severity) for each in found} == {
        ("/start_image_url", Severity.ERROR),
        ("/webhook_url", Severity.ERROR),
    }
