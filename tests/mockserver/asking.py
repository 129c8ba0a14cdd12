"""Asking a mock without a socket, in the words of a test."""

from __future__ import annotations

import json
from collections.abc import Coroutine
from typing import TypeVar

import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_openapi.endpoints import Family, Tier

KEY = "alpha-key"
BASE = "http://mock.test"
MOTION: dict[str, object] = {
    "image_url": "https://clips.example/fox.png",
    "video_url": "https://clips.example/fox.mp4",
}
BODIES: dict[Family, dict[str, object]] = {
    Family.KLING3: {"prompt": "A fox in the snow"},
    Family.OMNI: {"prompt": "A fox in the snow"},
    Family.REFERENCE: {"prompt": "@Video1 in the snow", "video_url": "https://clips.example/fox.mp4"},
    Family.MOTION_PRO: MOTION,
    Family.MOTION_STD: MOTION,
    Family.TURBO_TEXT: {"prompt": "A fox in the snow"},
    Family.TURBO_IMAGE: {"image": "https://clips.example/fox.png"},
    Family.UHD_TEXT: {"prompt": "A fox in the snow"},
    Family.UHD_IMAGE: {"image": "https://clips.example/fox.png"},
}
"""A good order for each family."""

_Result = TypeVar("_Result")


def at_once(coroutine: Coroutine[object, object, _Result]) -> _Result:
    """Return what a coroutine returns, which must never wait for anything."""
    with pytest.raises(StopIteration) as end:
        coroutine.send(None)
    value: _Result = end.value.value
    return value


def create(
    mock: Mock,
    family: Family = Family.KLING3,
    tier: Tier | None = None,
    *,
    key: str = KEY,
    scenario: str = "",
    **fields: object,
) -> Response:
    headers = [("x-freepik-api-key", key), ("content-type", "application/json")]
    asked = [("x-kling3-scenario", scenario)] if scenario else []
    body = json.dumps({**BODIES[family], **fields}).encode()
    return ask(mock, "POST", f"{BASE}{family.tiers[tier or next(iter(family.tiers))]}", [*headers, *asked], body)


def get(mock: Mock, path: str, *, key: str = KEY) -> Response:
    return ask(mock, "GET", f"{BASE}{path}", [("x-magnific-api-key", key)])


def read(mock: Mock, task_id: str, family: Family = Family.KLING3, *, key: str = KEY) -> Response:
    return get(mock, f"{family.path}/{task_id}", key=key)


def control(mock: Mock, method: str, path: str, **fields: object) -> Response:
    body = json.dumps(fields).encode() if fields else b""
    return ask(mock, method, f"{BASE}/_mock{path}", (), body)


def data(response: Response) -> dict[str, object]:
    """Return the task that a good answer shows."""
    assert response.status == 200, response.body
    shown: dict[str, object] = json.loads(response.body)["data"]
    return shown


def created(mock: Mock, family: Family = Family.KLING3, *, key: str = KEY, scenario: str = "") -> str:
    """Create a task and return its id."""
    return str(data(create(mock, family, key=key, scenario=scenario))["task_id"])
