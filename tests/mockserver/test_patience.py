"""Connections that keep the server waiting are ended: in silence where nothing was asked, else with the reason."""

from __future__ import annotations

import asyncio

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.patience import PATIENCE, Deadline, Patience
from tests.mockserver.lines import head, listening, listing, ordering

ORDERED = "POST /v1/ai/video/kling-v3-pro"
COUNT = "and then none for 0.05 s: count the body in bytes"
SOON = 0.05
"""Seconds, for what the test waits for; all else has as long as it may take."""


def test_a_connection_that_asks_nothing_is_closed_in_silence(mock: Mock) -> None:
    with listening(mock, PATIENCE._replace(head=SOON)) as served:
        assert served.line().rest() == b""
        assert served.notices.empty()


def test_half_a_head_is_told_what_is_missing_and_the_connection_ended(mock: Mock) -> None:
    with listening(mock, PATIENCE._replace(head=SOON)) as served:
        line = served.line()
        line.send(b"GET /v1/ai/video/kling-v3 HTTP/1.1\r\nHost: mock.test\r\n")
        said = line.answer()
        assert (said.status, said.headers["connection"], line.rest()) == (408, "close", b"")
        assert said.message == (
            "the head of GET /v1/ai/video/kling-v3 had no end after 0.05 s: end it with an empty line"
        )
        assert served.told() == f"not served, 408: {said.message}"


def test_a_head_is_given_no_more_time_for_coming_in_small_pieces(mock: Mock) -> None:
    with listening(mock, PATIENCE._replace(head=SOON)) as served:
        line = served.line()
        for piece in (b"GET /v1/ai/vi", b"deo/kling-v3 HTTP/1.1\r\n", b"Host: a\r\n"):
            line.send(piece)
        assert line.answer().status == 408


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            ordering(length=100),
            f"31 of the 100 bytes of content-length came with {ORDERED}, {COUNT}",
        ),
        (
            head("POST", "/v1/ai/video/kling-v3-pro", "Transfer-Encoding: chunked") + b'5\r\n{"a":',
            f"the chunked body of {ORDERED} stopped after 5 bytes for 0.05 s: end it with an empty chunk",
        ),
    ],
    ids=["content-length", "chunked"],
)
def test_half_a_body_is_told_what_is_missing(sent: bytes, expected: str, mock: Mock) -> None:
    with listening(mock, PATIENCE._replace(body=SOON)) as served:
        line = served.line()
        line.send(sent)
        said = line.answer()
        assert (said.status, said.message, line.rest()) == (408, expected, b"")
    assert not mock.journal.exchanges()


def test_a_connection_that_was_answered_is_closed_after_its_time(mock: Mock) -> None:
    with listening(mock, PATIENCE._replace(idle=SOON)) as served:
        line = served.line()
        line.send(listing())
        assert (line.answer().status, line.rest()) == (200, b"")


def test_who_is_asked_again_in_time_is_answered(mock: Mock) -> None:
    with listening(mock) as served:
        line = served.line()
        for _ in range(3):
            line.send(listing())
            assert line.answer().status == 200


def test_people_s_programs_have_time() -> None:
    assert Patience() == (15.0, 15.0, 75.0, 2.0)


def test_a_deadline_that_is_put_off_is_missed_at_its_last_moment_alone() -> None:
    async def run() -> list[float]:
        loop, missed = asyncio.get_running_loop(), asyncio.Event()
        seen: list[float] = []

        def note() -> None:
            seen.append(loop.time())
            missed.set()

        deadline, began = Deadline(loop, note), loop.time()
        deadline.set(0.01)
        deadline.set(0.03)
        await asyncio.wait_for(missed.wait(), 10)
        return [each - began for each in seen]

    (after,) = asyncio.run(run())
    assert after >= 0.03


def test_a_deadline_that_is_cancelled_is_never_missed() -> None:
    async def run() -> bool:
        loop, missed = asyncio.get_running_loop(), asyncio.Event()
        deadline, other = Deadline(loop, missed.set), asyncio.Event()
        deadline.set(0.01)
        deadline.cancel()
        Deadline(loop, other.set).set(0.02)
        await asyncio.wait_for(other.wait(), 10)
        return missed.is_set()

    assert asyncio.run(run()) is False
