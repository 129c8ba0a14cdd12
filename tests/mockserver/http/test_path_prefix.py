"""Behind a proxy the fake is found at its prefix, whether the proxy takes it off or not, and so are its results."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling3_mockserver.http.path_prefix import behind
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import BASE, data
from tests.mockserver.wire import KLING3, KLING3_PRO, codes, message, order, scope, send

NewMock = Callable[..., Mock]

PREFIX = "/api/freepik"


def video_of(mock: Mock, prefix: str) -> str:
    """Order a video at a prefix, and return its link."""
    task_id = data(order(mock, {"prompt": "a"}, ("x-kling3-scenario", "at-once"), path=f"{prefix}{KLING3_PRO}"))[
        "task_id"
    ]
    (link,) = data(send(mock, "GET", f"{prefix}{KLING3}/{task_id}"))["generated"]
    return str(link)


@pytest.mark.parametrize("kept", [PREFIX, ""])
def test_tasks_and_results_are_found_behind_the_prefix(kept: str, new_mock: NewMock) -> None:
    mock = new_mock(path_prefix=PREFIX)
    link = video_of(mock, kept)
    assert link.startswith(f"{BASE}{PREFIX}/kling_")
    assert send(mock, "GET", link.removeprefix(BASE), key="").status == 200
    assert send(mock, "GET", link.removeprefix(f"{BASE}{PREFIX}"), key="").status == 200
    assert all(each.request.path.startswith(("/v1/", "/kling_")) for each in mock.journal.exchanges())


def test_the_control_api_is_found_behind_it_too(new_mock: NewMock) -> None:
    mock = new_mock(path_prefix=PREFIX)
    assert [send(mock, "GET", f"{each}/_mock/health").status for each in (PREFIX, "")] == [200, 200]


def test_another_prefix_is_not_there_and_is_named_with_what_to_do(mock: Mock) -> None:
    response = order(mock, {"prompt": "a"}, path=f"{PREFIX}{KLING3_PRO}")
    assert (response.status, codes(response)) == (404, ["K089"])
    assert message(response).endswith("if a proxy adds /api/freepik, start the fake with --path-prefix /api/freepik")


def test_a_result_url_with_a_path_goes_before_the_prefix(new_mock: NewMock) -> None:
    mock = new_mock(path_prefix=PREFIX, result_url="https://files.test/videos")
    assert video_of(mock, PREFIX).startswith("https://files.test/videos/kling_")


def test_a_path_that_only_begins_alike_is_another(new_mock: NewMock) -> None:
    assert send(new_mock(path_prefix="/api"), "GET", f"/apis{KLING3}").status == 404


def test_the_raw_path_loses_the_prefix_as_well() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    asked = scope("GET", "/a/v1/x")
    asyncio.run(_ask(behind("/a", app), asked))
    assert (seen[0]["path"], seen[0]["raw_path"]) == ("/v1/x", b"/v1/x")
    assert asked["path"] == "/a/v1/x"


async def _ask(app: ASGIApp, asked: Scope) -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send_back(_message: Message) -> None:
        return None

    await app(asked, receive, send_back)
