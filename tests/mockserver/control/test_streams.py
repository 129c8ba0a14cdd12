"""A stream of events ends with its reader, and with one that sleeps too long; a defect of ours is no end of it."""

from __future__ import annotations

import asyncio
import time
from unittest import mock as patched

import pytest
from starlette.types import Message

from kling3_mockserver.control.state import Changes, StateNews
from kling3_mockserver.control.streams import EventStream
from kling3_mockserver.control.telling import Telling
from kling3_mockserver.http.extensions import ENDLESS, RESET
from kling3_mockserver.mock import Mock
from tests.mockserver.posting import PATIENCE


class Reader:
    """A client that hears `most` parts of the answer, and then leaves, or is no longer heard of."""

    def __init__(self, most: int, *, leaves: bool = False) -> None:
        self.parts: list[bytes] = []
        self.was_reset = False
        self._most, self._leaves = most, leaves
        self._full = asyncio.Event()

    async def send(self, message: Message) -> None:
        self.parts.append(message["body"])
        if len(self.parts) >= self._most:
            self._full.set()
            await asyncio.Event().wait() if message.get("more_body") and not self._leaves else None

    async def receive(self) -> Message:
        await self._full.wait()
        if not self._leaves:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def reset(self) -> None:
        self.was_reset = True


def run(mock: Mock, most: int, *, leaves: bool = False, stops: bool = False) -> Reader:
    """Let somebody read until the stream ends by itself."""

    async def read() -> Reader:
        telling = Telling(mock.journal, tuple, None, time.monotonic())
        stream, reader = EventStream(mock.journal, telling, StateNews(mock, Changes())), Reader(most, leaves=leaves)
        until = {"until": asyncio.get_running_loop().call_soon if stops else lambda _: None}
        scope = {"extensions": {RESET: {"reset": reader.reset}, ENDLESS: until}}
        async with asyncio.timeout(PATIENCE):
            await stream.run(scope, reader.receive, reader.send)
        return reader

    return asyncio.run(read())


def test_a_reader_that_leaves_ends_it(mock: Mock) -> None:
    reader = run(mock, 1, leaves=True)
    assert reader.parts[0].startswith(b"event: hello\n")
    assert (reader.parts[1:], reader.was_reset) == ([b""], False)


def test_a_reader_that_sleeps_too_long_is_left(mock: Mock) -> None:
    with patched.patch("kling3_mockserver.control.streams._PATIENCE", 0.01):
        reader = run(mock, 1)
    assert (len(reader.parts), reader.was_reset) == (1, True)


def test_a_server_that_stops_ends_it_whole(mock: Mock) -> None:
    assert run(mock, 10, stops=True).parts[-1] == b""


def test_a_defect_of_ours_is_no_end(mock: Mock) -> None:
    broken = patched.patch("kling3_mockserver.control.telling.event_text", side_effect=ZeroDivisionError)
    with broken, pytest.raises(ZeroDivisionError):
        run(mock, 10)


def test_nobody_watches_when_it_has_ended(mock: Mock) -> None:
    rung = patched.patch("kling3_mockserver.journal.bell.Bell.ring")
    with rung as ring:
        run(mock, 1, leaves=True)
        mock.journal.clear()
    assert ring.call_count == 0
