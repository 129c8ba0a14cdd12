"""The rules refuse what the strict document refuses, but for two sums, which no schema can say, and one webhook."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.vocabulary import CREATING
from kling3_openapi.schemas import Validator
from tests.openapi.rules.any_bodies import BODIES, IMAGE, Body

RULES = {edition: OrderRules(load(Strictness.PUBLISHED, edition)) for edition in Edition}
STRICT = {
    (family, edition): Validator(load(Strictness.STRICT, edition).request_schema(CREATING[family]))
    for family in Family
    for edition in Edition
}
SUMS = {"K008", "K039"}
UNCALLED = "K053"
"""The service takes a `webhook_url` that it can't call; the strict document tells of it all the same."""

BLANKS = [each for each in map(chr, range(0x10000)) if category(each) in {"Zs", "Zl", "Zp", "Cc", "Cf"}]
"""Every character that some engine of patterns may take for white space, and more."""


def refused(family: Family, body: Body, edition: Edition = FIRST) -> bool:
    """Whether a rule refuses a body for what a schema can say."""
    found = RULES[edition].findings(family, Tier.PRO, body)
    return any(each.code == UNCALLED or (each.severity is Severity.ERROR and each.code not in SUMS) for each in found)


@pytest.mark.parametrize("family", Family)
@given(body=BODIES | st.builds(lambda body: {**body, "video_url": IMAGE}, BODIES), edition=st.sampled_from(Edition))
def test_a_body_is_refused_when_the_strict_document_refuses_it(family: Family, body: Body, edition: Edition) -> None:
    assert refused(family, body, edition) == (not STRICT[family, edition].takes(body))


@pytest.mark.parametrize("family", [Family.KLING3, Family.OMNI])
@pytest.mark.parametrize("beside", [{}, {"multi_prompt": ["A fox"], "image_url": IMAGE}], ids=["alone", "beside shots"])
def test_a_character_is_something_to_read_for_both_or_for_none(family: Family, beside: Body) -> None:
    orders: list[Body] = [{"prompt": each, **beside} for each in BLANKS]
    assert [each for each in orders if refused(family, each) == STRICT[family, FIRST].takes(each)] == []
