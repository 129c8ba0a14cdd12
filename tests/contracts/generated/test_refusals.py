"""What is wrong in an order that was taken, and what a refusal names, in words that are the same in every run."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.generated.refusals import Refusals, named_in
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_openapi.document import Strictness, load

PATH = "/v1/ai/video/kling-v3-pro"
REFUSALS = Refusals(load(Strictness.STRICT))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"message": "no", "invalid_params": [{"name": "duration", "field": "body.duration"}]}, "duration"),
        ({"invalid_params": [{"field": "body.multi_prompt.0.duration"}]}, "multi_prompt.*.duration"),
        ({"problem": {"invalid_params": [{"name": "prompt"}, {"name": "seed"}]}}, "prompt"),
        ({"invalid_params": []}, ""),
        ({"invalid_params": [7]}, ""),
        ({"invalid_params": {"name": "prompt"}}, ""),
        ({"problem": 7}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_a_refusal_names_its_first_place(content: object, expected: str) -> None:
    assert named_in(Answer(400, (), json.dumps(content).encode())) == expected


def test_a_refusal_that_is_no_json_names_nothing() -> None:
    assert named_in(Answer(400, (), b"<p>no</p>")) == ""


def exchange(body: bytes, status: int = 200, path: str = PATH) -> Exchange:
    return Exchange(Request("POST", path, (), body), Answer(status))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"prompt": "A fox", "duration": "16"}', [("/duration enum", "/duration breaks the document, must be '3'")]),
        (b'{"prompt": 1, "cfg_scale": 3}', [("/cfg_scale maximum", "at most 2, got 3"), ("/prompt type", "string")]),
        (b'{"multi_prompt": [{"prompt": 1}]}', [("/multi_prompt/*/prompt type", "must be of type string")]),
        (b"{", [("no JSON", "the body is no JSON (line 1, column 2")]),
        (b'{"prompt": "A fox"}', [("the parameter page", "the parameter page is not valid, and was answered 200")]),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_told(body: bytes, expected: list[tuple[str, str]]) -> None:
    found = sorted(REFUSALS.taken(exchange(body), "the parameter page"))
    assert [each.detail for each in found] == [detail for detail, _ in expected]
    assert all(words in each.message for each, (_, words) in zip(found, expected, strict=True))
    assert all("and was answered 200: refuse it with 400" in each.message for each in found)


def test_a_refused_order_is_told_with_what_was_blamed() -> None:
    answer = Answer(400, (), b'{"invalid_params": [{"name": "seed"}]}')
    problem = REFUSALS.refused(Exchange(Request("POST", PATH, (), b"{}"), answer))
    assert (problem.code, problem.detail) == ("K106", "status 400 seed")
    assert problem.message == "a request that keeps the document was answered 400 for seed: take it"


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [(b'{"prompt": "A fox"}', PATH, True), (b"{}", PATH, False), (b"", "/v1/ai/video/kling-v3", True)],
)
def test_a_body_is_valid_by_its_own_endpoint(body: bytes, path: str, *, expected: bool) -> None:
    assert REFUSALS.is_valid(exchange(body, path=path)) is expected
