"""What several processes counted is added, after a way through JSON, and unknown names do no harm."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.document import Strictness, load
from tests.openapi.coverage.exchanges import JSON, PRO, candidates, counted

SOME = list(candidates(load(Strictness.STRICT)))
SHARES = st.lists(st.lists(st.sampled_from(SOME), max_size=8), min_size=1, max_size=4)


@given(SHARES)
def test_what_is_merged_equals_what_one_would_have_counted(shares: list[list[Exchanged]]) -> None:
    merged = Coverage()
    for share in shares:
        text = json.dumps(counted(share, Coverage()).to_json())
        merged.merge(Coverage.from_json(json.loads(text)))
    alone = counted([each for share in shares for each in share], Coverage())
    assert merged.summary() == alone.summary()


def test_what_only_the_strict_document_knows_is_left_out_of_the_published_one() -> None:
    strict, published = Coverage(Strictness.STRICT), Coverage(Strictness.PUBLISHED)
    counted([Exchanged("POST", PRO, (), b"", status, JSON) for status in (401, 429)], strict)
    published.merge(strict)
    assert published.to_json()["responses"] == [f"POST {PRO}: 401 application/json"]


def test_names_that_nobody_knows_are_left_out() -> None:
    strange = {"operations": [f"POST {PRO}", "PATCH /", 7, None], "webhooks": 7, "colours": ["red"]}
    coverage = Coverage.from_json(strange)
    assert coverage.to_json() == {**Coverage().to_json(), "operations": [f"POST {PRO}"]}
