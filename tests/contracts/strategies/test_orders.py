"""Orders drawn by strategies keep what they promise: good ones every rule, bad ones all but one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kling3_contracts.errors import OptionError
from kling3_contracts.orders.defects import NOT_MADE, defects
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.silences import silences
from kling3_contracts.strategies import invalid_orders, orders, silent_orders, valid_orders
from kling3_contracts.strategies.fields import drafts
from kling3_contracts.strategies.orders import CodedOrder
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.catalogue import CATALOGUE
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.schemas import Validator
from kling3_openapi.strict_json import parse

pytestmark = pytest.mark.one_python

RULES = {edition: OrderRules(load(Strictness.PUBLISHED, edition)) for edition in Edition}
KLING3_PRO = next(each for each in CREATING if each.family is Family.KLING3)
OMNI_PRO = next(each for each in CREATING if each.family is Family.OMNI)
FRAMES = {"K070", "K071", "K072", "K073", "K074", "K075", "K076", "K030", "K083", "K081", "K086", "K087"}
"""Codes of severity error that are not about the fields of an order."""

with_each_endpoint = pytest.mark.parametrize("endpoint", CREATING, ids=lambda each: each.path)
with_each_edition = pytest.mark.parametrize("edition", Edition, ids=lambda each: each.value)
lightly = settings(max_examples=50)
steadily = settings(max_examples=300, derandomize=True, database=None)


def codes(endpoint: Endpoint, body: object, severity: Severity, edition: Edition = FIRST) -> list[str]:
    found = RULES[edition].findings(endpoint.family, endpoint.tier or Tier.PRO, body)
    return [each.code for each in found if each.severity is severity]


@with_each_edition
@with_each_endpoint
@lightly
@given(data=st.data())
def test_a_valid_order_keeps_both_documents_and_every_rule(
    endpoint: Endpoint, edition: Edition, data: st.DataObject
) -> None:
    order = data.draw(valid_orders(endpoint, webhook_url="https://hooks.example.com/kling?id=7", edition=edition))
    for strictness in Strictness:
        assert Validator(load(strictness, edition).request_schema(endpoint)).problems(order) == ()
    assert codes(endpoint, order, Severity.ERROR, edition) == []
    assert codes(endpoint, order, Severity.IGNORED, edition) == []


TWO_ELEMENTS = {
    "prompt": "A fox @Element1 @Element2",
    "elements": [{"frontal_image_url": f"https://media.example.com/{number}.png"} for number in range(2)],
}


@pytest.mark.parametrize("draw", [invalid_orders, silent_orders])
@steadily
@given(data=st.data())
def test_a_mistake_leaves_no_reference_to_what_it_took_away(
    draw: Callable[[str], SearchStrategy[CodedOrder]], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(orders, "valid_orders", lambda _model, **_: st.just(TWO_ELEMENTS))
        body, code = data.draw(draw("kling-v3-pro"))
    assert code == "K048" or "K048" not in codes(KLING3_PRO, body, Severity.IGNORED)


@with_each_edition
@with_each_endpoint
@lightly
@given(data=st.data())
def test_an_invalid_order_has_its_code_and_no_other_error(
    endpoint: Endpoint, edition: Edition, data: st.DataObject
) -> None:
    body, code = data.draw(invalid_orders(endpoint, edition=edition))
    assert codes(endpoint, body, Severity.ERROR, edition) == [code]


@with_each_edition
@with_each_endpoint
@lightly
@given(data=st.data())
def test_a_silent_order_is_taken_and_has_its_code(endpoint: Endpoint, edition: Edition, data: st.DataObject) -> None:
    body, code = data.draw(silent_orders(endpoint, edition=edition))
    assert codes(endpoint, body, Severity.ERROR, edition) == []
    assert code in codes(endpoint, body, Severity.IGNORED, edition)


@with_each_endpoint
@lightly
@given(data=st.data())
def test_every_order_can_be_written_as_strict_json(endpoint: Endpoint, data: st.DataObject) -> None:
    body = data.draw(st.one_of(valid_orders(endpoint), invalid_orders(endpoint).map(lambda order: order.body)))
    assert parse(json.dumps(body, ensure_ascii=False).encode()).value == body


UPLOADS = range(300, 321)
"""The numbers of the rules on uploads, of which no order is made."""


@with_each_edition
def test_every_error_on_the_fields_of_an_order_is_made_or_has_a_reason_not_to_be(edition: Edition) -> None:
    made = {each.code for family in Family for each in defects(family, edition)}
    on_fields = {each.code for each in CATALOGUE if each.severity is Severity.ERROR and each.is_of(edition)} - FRAMES
    about_paths = {
        "K017",
        "K018",
        "K019",
        "K020",
        "K021",
        "K022",
        "K023",
        "K078",
        "K079",
        "K080",
        "K084",
        "K085",
        "K089",
        "K096",
        "K097",
        "K098",
    }
    about_uploads = {each.code for each in CATALOGUE if int(each.code[1:]) in UPLOADS}
    about_bursts = {"K350", "K351"}
    elsewhere = about_paths | about_uploads | about_bursts
    assert (made | NOT_MADE.keys(), made & NOT_MADE.keys()) == (on_fields - elsewhere, set())


@with_each_edition
def test_everything_in_a_body_that_has_no_effect_is_made(edition: Edition) -> None:
    made = {each.code for family in Family for each in silences(family, edition)}
    ignored = {each.code for each in CATALOGUE if each.severity is Severity.IGNORED and each.is_of(edition)}
    in_queries = {"K036", "K055"}
    in_uploads = {"K304"}
    assert made == ignored - in_queries - in_uploads


@pytest.mark.parametrize("strategy", [invalid_orders, silent_orders])
def test_drawing_reaches_every_code_of_a_model(strategy: object) -> None:
    assert callable(strategy)
    drawn: set[str] = set()

    @steadily
    @given(strategy("kling-v3-pro"))
    def collect(order: tuple[object, str]) -> None:
        drawn.add(order[1])

    collect()
    changes = defects(Family.KLING3) if strategy is invalid_orders else silences(Family.KLING3)
    assert drawn == {each.code for each in changes}


def test_a_body_may_be_changed_without_harm_to_those_drawn_later() -> None:
    change = next(each for each in defects(Family.KLING3) if each.label == "7 shots")
    change.over({})["multi_prompt"] = "spoiled"
    shots = change.over({})["multi_prompt"]
    assert isinstance(shots, list)
    shots.clear()
    assert len(change.over({})["multi_prompt"]) == 7  # type: ignore[arg-type]  # a list, as said above


@given(valid_orders("kling-v3-pro"))
def test_no_order_names_a_webhook_unless_told(order: dict[str, object]) -> None:
    assert "webhook_url" not in order


@steadily
@given(drafts(Family.REFERENCE))
def test_no_text_speaks_to_the_model_or_to_a_fake_by_chance(draft: dict[str, object]) -> None:
    text = f"{draft.get('prompt')}{draft.get('negative_prompt')}"
    assert set("@<[").isdisjoint(text)


@pytest.mark.parametrize("model", ["kling-v3-std", OMNI_PRO, OMNI_PRO.path, "video/kling-v3-omni-pro"])
def test_a_model_may_be_given_by_name_endpoint_path_or_its_end(model: str | Endpoint) -> None:
    valid_orders(model).validate()


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("kling-v3-omni-pro", "two models: give the path, /v1/ai/video/kling-v3-omni-pro or /v1/ai/reference-"),
        ("kling-v2", "no model is called 'kling-v2': give one of kling-v3-pro, kling-v3-std, kling-v3-omni-pro"),
        (ENDPOINTS[2], "GET /v1/ai/video/kling-v3 takes no orders: give an endpoint that creates a task"),
    ],
)
def test_a_model_that_is_not_one_is_told_in_a_sentence(model: str | Endpoint, expected: str) -> None:
    with pytest.raises(OptionError, match=r"^model: ") as raised:
        valid_orders(model)
    assert expected in str(raised.value)
