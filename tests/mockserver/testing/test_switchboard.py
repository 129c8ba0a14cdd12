"""A request reaches the mock whose key it carries, or the one that was plugged in last; a link the one that made it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from starlette.types import Message

from kling3_mockserver.doors import ask
from kling3_mockserver.mock import Mock
from kling3_mockserver.testing.switchboard import Switchboard
from tests.mockserver.asking import BASE, create, created, data, get, read
from tests.mockserver.wire import scope


@pytest.fixture
def first(new_mock: Callable[..., Mock]) -> Mock:
    return new_mock(seed=1)


@pytest.fixture
def second(new_mock: Callable[..., Mock]) -> Mock:
    return new_mock(seed=2)


@pytest.fixture
def board(first: Mock, second: Mock) -> Switchboard:
    """A switchboard with two mocks."""
    switchboard = Switchboard()
    switchboard.plug("first-key", first)
    switchboard.plug("second-key", second)
    return switchboard


def count(mock: Mock) -> int:
    return len(mock.journal.exchanges())


@pytest.mark.parametrize(
    ("key", "expected"),
    [("first-key", (1, 0)), ("second-key", (0, 1)), ("any key of a program", (0, 1))],
)
def test_a_request_goes_to_the_mock_of_its_key_or_else_to_the_last(
    board: Switchboard, first: Mock, second: Mock, key: str, expected: tuple[int, int]
) -> None:
    create(board, key=key)  # type: ignore[arg-type]
    assert (count(first), count(second)) == expected


@pytest.mark.parametrize("header", ["x-freepik-api-key", "X-Magnific-Api-Key"])
def test_either_key_header_tells_the_mock(board: Switchboard, first: Mock, header: str) -> None:
    ask(board, "GET", f"{BASE}/v1/ai/video/kling-v3", [(header, "first-key")])
    assert count(first) == 1


def test_a_request_without_a_key_goes_to_the_last_mock_which_refuses_it(board: Switchboard, second: Mock) -> None:
    assert ask(board, "GET", f"{BASE}/v1/ai/video/kling-v3").status == 401
    assert count(second) == 1


def test_a_result_link_goes_to_the_mock_that_has_the_task(board: Switchboard, first: Mock, second: Mock) -> None:
    task_id = created(first, scenario="at-once")
    (link,) = data(read(first, task_id))["generated"]  # type: ignore[misc]
    assert ask(board, "GET", link).body[4:8] == b"ftyp"
    assert count(second) == 0


def test_a_result_link_of_nobody_goes_to_the_last_mock(board: Switchboard, second: Mock) -> None:
    assert ask(board, "GET", f"{BASE}/kling_unknown.mp4").status in (403, 404)
    assert count(second) == 1


def test_a_mock_that_is_unplugged_answers_no_more(board: Switchboard, first: Mock, second: Mock) -> None:
    board.unplug("second-key")
    board.unplug("a key that was never plugged in")
    create(board, key="second-key")  # type: ignore[arg-type]
    assert (count(first), count(second)) == (1, 0)


def test_without_a_mock_the_answer_says_that_no_test_uses_the_fake() -> None:
    answer = get(Switchboard(), "/v1/ai/video/kling-v3")  # type: ignore[arg-type]
    assert answer.status == 503
    assert json.loads(answer.body) == {
        "message": "no test uses the fake now: a request came before a test's fixture, or after its end"
    }
    assert dict(answer.headers)[b"content-length"] == b"%d" % len(answer.body)


@pytest.mark.parametrize(
    ("asked", "messages", "expected"),
    [
        (scope("GET", "/v1/ai/video/kling-v3", kind="websocket"), ["websocket.connect"], ["websocket.close"]),
        (
            {"type": "lifespan"},
            ["lifespan.startup", "lifespan.shutdown"],
            ["lifespan.startup.complete", "lifespan.shutdown.complete"],
        ),
    ],
)
def test_what_is_not_http_is_left_to_the_last_mock(
    board: Switchboard, asked: dict[str, object], messages: list[str], expected: list[str]
) -> None:
    sent: list[str] = []
    waiting = iter(messages)

    async def receive() -> Message:
        return {"type": next(waiting)}

    async def send(message: Message) -> None:
        sent.append(message["type"])

    asyncio.run(board(asked, receive, send))  # type: ignore[arg-type]
    assert sent == expected


def test_the_links_of_an_upload_lead_to_the_mock_that_signed_them(
    board: Switchboard, first: Mock, second: Mock
) -> None:
    answer = ask(
        board, "POST", f"{BASE}/v1/ai/uploads/request-url",
        [("x-freepik-api-key", "first-key"), ("content-type", "application/json")],
        b'{"files":[{"content_type":"image/png"}]}',
    )  # type: ignore[arg-type]  # fmt: skip
    (place,) = json.loads(answer.body)["files"]
    assert ask(board, "PUT", place["upload_url"], place["headers"].items(), b"\x89PNG\r\n\x1a\n").status == 200  # type: ignore[arg-type]
    assert ask(board, "GET", place["asset_url"]).body == b"\x89PNG\r\n\x1a\n"  # type: ignore[arg-type]
    assert (count(first), count(second)) == (3, 0)
