"""Nothing that goes over a wire breaks the counting, fills memory or takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.coverage.counter import Coverage, Exchanged
from tests.machine_speed import slowness
from tests.openapi.coverage.exchanges import JSON, LIST, PRO, answered, counted, ordered

NAMES = st.sampled_from(["prompt", "multi_prompt", "duration", "elements", "cfg_scale", "data", "task_id", "status"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(NAMES, each), max_leaves=20)


@given(VALUES, VALUES, st.sampled_from([0, 200, 400, 401, 999]))
def test_any_json_can_be_sent_and_answered(sent: object, answer: object, status: int) -> None:
    coverage = counted(
        [ordered(sent, status=status), answered(answer, status), answered(answer, status, PRO, "POST")], Coverage()
    )
    assert all(0 <= each.touched <= each.total for each in coverage.summary().dimensions)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe{",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"9" * 1_000_000,
        b'{"cfg_scale": 1e400}',
        b'{"cfg_scale": NaN}',
        b'{"prompt": "\\ud800"}',
        b'{"prompt": "' + b"a" * 65_000,
        b'{"multi_prompt": [' + b"7," * 300_000 + b"7]}",
        b'{"data": [' + b'{"task_id": "1", "status": "CREATED"},' * 20_000 + b"7]}",
        b'{"data": {"task_id": [1], "status": {"a": 1}}}',
        b"{" + b" " * 2_000_000 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_bodies_that_are_broken_deep_or_huge_are_passed_over(body: bytes) -> None:
    seen = Exchanged("POST", PRO, (), body, 200, JSON, body)
    coverage = counted([seen, seen._replace(method="GET", path="/v1/ai/video/kling-v3")], Coverage())
    assert coverage.summary().dimensions[0].touched == 2


@pytest.mark.parametrize("value", ["", " 1", "1_0", "+1", "\u0661", "9" * 5_000, "1.0", "\x00"])
def test_a_parameter_that_is_no_plain_integer_is_of_the_wrong_type(value: str) -> None:
    coverage = counted([Exchanged("GET", LIST, (("page", value),), status=400)], Coverage())
    assert f"GET {LIST} page: not an integer" in coverage.to_json()["keywords"]


def test_only_the_first_items_of_a_list_are_looked_at() -> None:
    late = ordered({"voice_ids": ["a"] * 100 + [7]})
    assert "kling-v3 voice_ids[]: not a string" not in counted([late], Coverage()).to_json()["keywords"]


def test_two_thousand_exchanges_take_less_than_a_second_of_a_usual_machine() -> None:
    bodies = [
        {"prompt": f"A fox {number}", "multi_prompt": [{"prompt": "a", "duration": "5"}] * 3} for number in range(2_000)
    ]
    seen = [ordered(body) for body in bodies]
    coverage, start = Coverage(), time.process_time()
    counted(seen, coverage)
    assert time.process_time() - start < slowness()
