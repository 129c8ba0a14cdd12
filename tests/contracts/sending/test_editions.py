"""What an order may cost is asked of every edition, since nobody knows which one a server keeps."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.messages import Request
from kling3_contracts.sending import creating
from kling3_contracts.sending.creating import Creating
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.changes import changes_in
from kling3_openapi.rules.vocabulary import CREATING, named

KEY = ("x-magnific-api-key", "k")


def could(body: dict[str, object]) -> bool:
    content = json.dumps({"prompt": "A fox", **body}).encode()
    return Creating(("k",)).could(Request("POST", "/v1/ai/video/kling-v3-pro", (KEY,), content))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"cfg_scale": 1.5}, True),
        ({"voice_ids": ["a", "b", "c"]}, True),
        ({"elements": 7}, True),
        ({"cfg_scale": 3}, False),
        ({"multi_shot": "yes"}, True),
        ({"voice_ids": ["a"], "duration": "16"}, False),
    ],
)
def test_an_order_that_one_edition_takes_could_create(body: dict[str, object], *, expected: bool) -> None:
    assert could(body) is expected


def test_the_fields_that_are_asked_of_every_edition_are_those_that_changed() -> None:
    newest = load(Strictness.PUBLISHED, max(Edition))
    changed = {name for family in Family for name in changes_in(named(newest, newest.request_schema(CREATING[family])))}
    assert vars(creating)["_CHANGED"] == changed
