"""What a server may refuse though a document takes it: decided by the rules, and in this table."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kling3_contracts.generated.deviations import UNSAID, Deviations
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.schemas import Validator
from tests.contracts.generated.broken import OPTIONS

KLING3, OMNI = "/v1/ai/video/kling-v3-pro", "/v1/ai/video/kling-v3-omni-pro"
PUBLISHED, STRICT = Strictness.PUBLISHED, Strictness.STRICT
IMAGE = "https://images.example/fox.png"
SHOT = {"prompt": "A fox", "duration": "8"}

WITNESSES: dict[str, tuple[str, dict[str, object]]] = {
    "K008": (KLING3, {"multi_prompt": [SHOT, SHOT]}),
    "K039": (OMNI, {"prompt": "A fox", "image_urls": [IMAGE] * 3, "elements": [{}, {}]}),
    "K033": (KLING3, {"prompt": "A fox", "end_image_url": ""}),
    "K038": (OMNI, {"prompt": "A", "multi_prompt": ["B"], "image_url": IMAGE}),
    "K041": (OMNI, {"prompt": "A fox", "voice_ids": ["a", "b", "c"]}),
    "K049": (KLING3, {}),
}
"""One order for each rule."""


def excused(strictness: Strictness, path: str, body: object, status: int = 400, method: str = "POST") -> bool:
    request = Request(method, path, (), json.dumps(body).encode())
    return Deviations(replace(OPTIONS, strictness=strictness)).excuse(Exchange(request, Answer(status)))


@pytest.mark.parametrize("code", WITNESSES)
def test_a_refusal_is_excused_where_the_document_says_nothing_of_the_rule(code: str) -> None:
    path, body = WITNESSES[code]
    endpoint = next(each for each in ENDPOINTS if each.path == path)
    for strictness in Strictness:
        silent = Validator(load(strictness).request_schema(endpoint)).problems(body) == ()
        assert (code in UNSAID[strictness]) is silent
        assert excused(strictness, path, body) is silent


def test_every_rule_of_the_table_has_its_witness() -> None:
    assert UNSAID[PUBLISHED] == WITNESSES.keys()


@pytest.mark.parametrize(
    ("path", "body", "status", "method", "expected"),
    [
        (KLING3, {"prompt": "A fox"}, 400, "POST", False),
        (KLING3, {"prompt": "A fox", "duration": 5}, 400, "POST", False),
        (KLING3, WITNESSES["K008"][1], 404, "POST", False),
        (KLING3, WITNESSES["K008"][1], 422, "POST", False),
        ("/v1/ai/video/kling-v3/none", None, 404, "GET", True),
        ("/v1/ai/video/kling-v3", None, 404, "GET", True),
        ("/v1/ai/video/kling-v3", None, 400, "GET", False),
        ("/v1/ai/nothing", {}, 404, "POST", False),
    ],
)  # fmt: skip
def test_no_other_refusal_is_excused(path: str, body: object, status: int, method: str, expected: bool) -> None:  # noqa: FBT001  (the last column of a table)
    assert [excused(each, path, body, status, method) for each in Strictness] == [expected, expected]


def test_a_body_that_is_no_json_is_excused_by_nothing() -> None:
    exchange = Exchange(Request("POST", KLING3, (), b"{"), Answer(400))
    assert not Deviations(OPTIONS).excuse(exchange)
