from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.document import Edition, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.vocabulary import CREATING, properties_of, vocabulary_of

K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE
DOCUMENT = load(Edition.PUBLISHED)
VOCABULARY = vocabulary_of(DOCUMENT)
ORDERS = OrderRules(DOCUMENT)

NEEDED: Mapping[Family, dict[str, object]] = {
    K3: {"prompt": "A fox"},
    OMNI: {"prompt": "A fox"},
    REFERENCE: {"prompt": "As in @Video1", "video_url": "https://example.com/a.mp4"},
}
"""The least that each family takes."""


def findings(family: Family, body: object) -> tuple[Finding, ...]:
    return ORDERS.findings(family, Tier.PRO, body)


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
        "multi_shot": False,
    }


@pytest.mark.parametrize("family", Family)
def test_every_field_of_a_family_at_its_default_gets_no_finding(family):
    body = {**NEEDED[family], **own_defaults(family), "multi_shot": False}
    assert len(body) > len(NEEDED[family]) + 2
    assert findings(family, body) == ()


def test_what_a_public_sdk_sends_by_default_gets_no_finding():
    body = {"prompt": "a", "duration": "5", "multi_shot": False, "shot_type": "customize"}
    assert findings(K3, body) == ()


@pytest.mark.parametrize("family", Family)
def test_of_the_defaults_of_another_family_only_those_that_ask_for_something_are_told(family):
    asking = {K3: set(), OMNI: {"cfg_scale", "negative_prompt"}, REFERENCE: {"generate_audio"}}
    defaults = {name: value for name, value in VOCABULARY.defaults.items() if value is not None}
    body = {**NEEDED[family], **defaults}
    assert {each.pointer for each in findings(family, body)} == {f"/{name}" for name in asking[family]}


EMPTY = (
    (K3, {"elements": [], "voice_ids": [], "multi_prompt": [], "image_urls": []}),
    (OMNI, {"elements": [], "voice_ids": [], "multi_prompt": [], "image_urls": [], "negative_prompt": ""}),
    (REFERENCE, {"elements": [], "voice_ids": [], "multi_prompt": [], "image_urls": [], "end_image_url": ""}),
)


@pytest.mark.parametrize(("family", "body"), EMPTY)
def test_an_empty_list_or_text_asks_for_nothing(family, body):
    assert findings(family, {**NEEDED[family], **body}) == ()


STILL_TOLD = (
    ("a switch that is on", K3, "multi_shot", True, "K014"),
    ("a switch that is on by default elsewhere", REFERENCE, "generate_audio", True, "K040"),
    ("a switch that turns a default off", REFERENCE, "generate_audio", False, "K040"),
    ("another value", OMNI, "cfg_scale", 0.7, "K012"),
    ("another kind of shots", REFERENCE, "shot_type", "intelligent", "K040"),
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
    assert [each.code for each in findings(family, {**NEEDED[family], name: value})] == [code]


def test_what_is_wrong_is_refused_though_it_is_empty():
    found = findings(K3, {"prompt": "A fox", "start_image_url": "", "webhook_url": ""})
    assert {(each.pointer, each.severity) for each in found} == {
        ("/start_image_url", Severity.ERROR),
        ("/webhook_url", Severity.ERROR),
    }
