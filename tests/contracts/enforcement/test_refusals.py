"""What a refusal names is read wherever servers write it."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.enforcement.refusals import named_places, names, words
from kling3_contracts.messages import Answer


def refusal(content: object) -> Answer:
    return Answer(400, (("content-type", "application/json"),), json.dumps(content).encode())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"invalid_params": [{"name": "duration", "reason": "x"}]}, ("/duration",)),
        ({"invalid_params": [{"name": "duration", "field": "body.duration"}]}, ("/duration",)),
        ({"invalid_params": [{"field": "query.page"}]}, ("/page",)),
        ({"problem": {"message": "x", "invalid_params": [{"name": "elements.0"}]}}, ("/elements/0",)),
        ({"invalid_params": [{"name": "multi_prompt[1].duration"}]}, ("/multi_prompt/1/duration",)),
        ({"invalid_params": [{"name": "/duration"}]}, ("/duration",)),
        ({"invalid_params": [{"name": 7}, "duration", None]}, ()),
        ({"invalid_params": {"name": "duration"}}, ()),
        ({"message": "Validation error"}, ()),
        ([{"name": "duration"}], ()),
    ],
)
def test_places_are_read_from_every_form(content: object, expected: tuple[str, ...]) -> None:
    assert named_places(refusal(content)) == expected


@pytest.mark.parametrize(
    ("place", "named", "expected"),
    [
        ("/duration", "duration", True),
        ("/multi_prompt/0/duration", "multi_prompt", True),
        ("/multi_prompt", "multi_prompt.0", True),
        ("/image", "image_url", False),
        ("/image_url", "image", False),
        ("/duration", "aspect_ratio", False),
    ],
)
def test_a_place_is_named_by_itself_by_what_holds_it_or_by_a_part(place: str, named: str, *, expected: bool) -> None:
    assert names(refusal({"invalid_params": [{"name": named}]}), (place,)) is expected


def test_the_words_of_what_is_no_json_are_its_bytes() -> None:
    assert words(Answer(400, (), b"<html>")) == (b"<html>", None)
    assert words(refusal({"message": "no", "request_id": "7"})) == ("no", None)
