"""What an edition changed is told by the rules of that edition, with the month, and of no other thing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import OrderRules
from tests.openapi.rules.any_bodies import IMAGE, Body
from tests.openapi.rules.least import LEAST, tier_of

FEBRUARY, APRIL, AUGUST = Edition
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE
RULES = {edition: OrderRules(load(Strictness.PUBLISHED, edition)) for edition in Edition}
ELEMENT = [{"frontal_image_url": IMAGE}]
SCALE = "cfg_scale ends at 1 since April 2026, got 1.5: stay between 0 and 1"
VOICES = "describe the voices in the prompt"
ELEMENTS = "show them in a first frame, or describe them in the prompt"

Told = Mapping[str, tuple[str, str]]


def told(edition: Edition, family: Family, sent: Body) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets."""
    found = RULES[edition].findings(family, tier_of(family), {**LEAST[family], **sent})
    return {each.field: (each.code, each.message) for each in found}


@pytest.mark.parametrize("edition", [APRIL, AUGUST])
@pytest.mark.parametrize("family", [K3, REFERENCE])
def test_a_scale_above_1_is_refused_from_april_on(family: Family, edition: Edition) -> None:
    assert told(FEBRUARY, family, {"cfg_scale": 1.5}) == {"body.cfg_scale": ("K011", SCALE)}
    assert told(edition, family, {"cfg_scale": 1.5}) == {"body.cfg_scale": ("K068", SCALE)}
    assert told(edition, family, {"cfg_scale": 1}) == {}


@pytest.mark.parametrize(
    ("edition", "expected"), [(FEBRUARY, "must be at most 2, got 3"), (APRIL, "must be at most 1, got 3")]
)
def test_a_scale_that_no_edition_took_is_told_of_by_its_bound(edition: Edition, expected: str) -> None:
    assert told(edition, K3, {"cfg_scale": 3}) == {"body.cfg_scale": ("K062", f"cfg_scale {expected}")}


@pytest.mark.parametrize(
    ("edition", "family", "name", "value", "expected"),
    [
        (APRIL, K3, "voice_ids", ["a"], f"Kling 3, gone since April 2026: {VOICES}"),
        (APRIL, OMNI, "voice_ids", ["a", "b", "c"], f"Kling 3 Omni, gone since April 2026: {VOICES}"),
        (AUGUST, K3, "voice_ids", 7, f"Kling 3, gone since April 2026: {VOICES}"),
        (AUGUST, K3, "elements", ELEMENT, f"Kling 3, gone since August 2026: {ELEMENTS}"),
        (AUGUST, OMNI, "elements", [{}] * 5, f"Kling 3 Omni, gone since August 2026: {ELEMENTS}"),
    ],
)
def test_what_is_gone_is_ignored_whatever_it_holds(
    edition: Edition, family: Family, name: str, value: object, expected: str
) -> None:
    assert told(edition, family, {name: value}) == {f"body.{name}": ("K069", f"{name} has no effect on {expected}")}


@pytest.mark.parametrize("edition", [APRIL, AUGUST])
def test_an_empty_field_that_is_gone_asks_for_nothing(edition: Edition) -> None:
    assert told(edition, K3, {"voice_ids": []}) == {}


def test_what_is_not_gone_yet_is_advised_or_taken() -> None:
    assert told(FEBRUARY, K3, {"voice_ids": ["a"]})["body.voice_ids"][0] == "K013"
    assert told(APRIL, K3, {"elements": ELEMENT, "start_image_url": IMAGE}) == {}


@pytest.mark.parametrize("edition", [APRIL, AUGUST])
def test_multi_shot_is_known_from_april_on(edition: Edition) -> None:
    assert told(FEBRUARY, K3, {"multi_shot": True})["body.multi_shot"][0] == "K014"
    assert told(edition, K3, {"multi_shot": True}) == {}
    assert told(edition, K3, {"multi_shot": "yes"})["body.multi_shot"][0] == "K060"
    assert told(edition, OMNI, {"multi_shot": True})["body.multi_shot"][0] == "K040"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "<<<voice_1>>>",
            "refers to <<<voice_1>>>, and Kling 3 has no voice_ids since April 2026: describe it in words",
        ),
        ("@Element1", "refers to @Element1, and Kling 3 has no elements since August 2026: describe it in words"),
        ("<<<element_1>>>", "has <<<element_1>>>, which has no effect here: describe it in words"),
    ],
)
def test_a_reference_to_what_is_gone_says_since_when(prompt: str, expected: str) -> None:
    assert told(AUGUST, K3, {"prompt": f"A fox {prompt}"})["body.prompt"][1] == f"prompt {expected}"


def test_a_mend_that_names_a_field_that_is_gone_says_so() -> None:
    sent = {"element_list": [{"element_id": 7}]}
    message = told(AUGUST, OMNI, sent)["body.element_list"][1]
    assert message.endswith(": leave it out, elements is gone since August 2026 too")
    assert told(APRIL, OMNI, sent)["body.element_list"][1].endswith(": send elements")


def test_what_is_gone_counts_for_no_other_rule() -> None:
    pictures = {"image_urls": [IMAGE] * 4, "elements": ELEMENT}
    assert told(APRIL, OMNI, pictures)["body.image_urls"][0] == "K039"
    assert {code for code, _ in told(AUGUST, OMNI, pictures).values()} == {"K069"}
    five = told(AUGUST, OMNI, {"image_urls": [IMAGE] * 5})
    assert five["body.image_urls"][1] == "image_urls may be 4 in all, got 5: leave out 1"


def test_the_newer_severities_are_those_of_the_service() -> None:
    sent = {"cfg_scale": 2, "voice_ids": ["a"]}
    found = RULES[APRIL].findings(K3, tier_of(K3), {**LEAST[K3], **sent})
    assert [(each.code, each.severity) for each in found] == [("K068", Severity.ERROR), ("K069", Severity.IGNORED)]


def test_a_document_of_somebodys_own_has_no_changes_to_tell_of() -> None:
    content = {**load(Strictness.PUBLISHED).content}
    rules = OrderRules(Document(Strictness.PUBLISHED, content, AUGUST))
    found = rules.findings(K3, tier_of(K3), {**LEAST[K3], "cfg_scale": 1.5})
    assert [each.code for each in found] == ["K011"]
