"""A valid body comes to the video that it asks for, and to the URL that it wants called."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kling3_mockserver.tasks.order import video_of, webhook_url_of
from kling3_openapi.endpoints import Family

Body = Mapping[str, object]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, 5),
        ({"duration": "12"}, 12),
        ({"duration": "7", "multi_prompt": []}, 7),
        ({"duration": "7", "multi_prompt": None}, 7),
        ({"multi_prompt": [{"prompt": "a", "duration": "3"}, {"prompt": "b", "duration": "4"}]}, 7),
        ({"duration": "9", "multi_prompt": [{"prompt": "a", "duration": "3"}, {"prompt": "b"}]}, 9),
        ({"duration": "9", "multi_prompt": ["a", "b"]}, 9),
        ({"multi_prompt": [{"duration": "10"}, {"duration": "10"}]}, 15),
    ],
)
def test_a_video_is_as_long_as_its_shots_or_else_its_duration(body: Body, expected: int) -> None:
    assert video_of(Family.KLING3, body).seconds == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [({}, "16:9"), ({"aspect_ratio": "9:16"}, "9:16"), ({"aspect_ratio": "auto"}, "16:9")],
)
def test_a_video_has_the_ratio_that_was_asked_for(body: Body, expected: str) -> None:
    assert video_of(Family.OMNI, body).aspect_ratio == expected


@pytest.mark.parametrize(
    ("family", "body", "expected"),
    [
        (Family.KLING3, {}, True),
        (Family.KLING3, {"generate_audio": False}, False),
        (Family.OMNI, {}, False),
        (Family.OMNI, {"generate_audio": True}, True),
        (Family.REFERENCE, {}, False),
        (Family.REFERENCE, {"generate_audio": True}, False),
    ],
)
def test_audio_is_there_when_asked_for_and_by_default_on_kling_3(*, family: Family, body: Body, expected: bool) -> None:
    assert video_of(family, body).audio is expected


def test_equal_orders_share_one_video() -> None:
    body = {"duration": "4"}
    assert video_of(Family.OMNI, body) is video_of(Family.OMNI, dict(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"webhook_url": "https://receiver.example/hook?a=1"}, "https://receiver.example/hook?a=1"),
        ({"webhook_url": "HTTP://localhost:9000"}, "HTTP://localhost:9000"),
        ({"webhook_url": "ftp://receiver.example"}, None),
        ({"webhook_url": ""}, None),
        ({"webhook_url": None}, None),
        ({}, None),
    ],
)
def test_only_web_addresses_are_called(body: Body, expected: str | None) -> None:
    assert webhook_url_of(body) == expected
