"""A bell wakes what waits in a loop, from whatever thread it is rung."""

from __future__ import annotations

import asyncio
import threading

from kling3_mockserver.journal.bell import Bell
from tests.mockserver.posting import PATIENCE


def test_it_wakes_from_another_thread_however_often_it_is_rung() -> None:
    async def heard() -> None:
        bell = Bell()
        for _ in range(2):
            ringing = threading.Thread(target=lambda: [bell.ring() for _ in range(1_000)])
            ringing.start()
            async with asyncio.timeout(PATIENCE):
                await bell.wait(2 * PATIENCE)
            ringing.join()
            await bell.wait(0)

    asyncio.run(heard())


def test_what_rang_before_is_heard_at_once() -> None:
    async def heard() -> None:
        bell = Bell()
        bell.ring()
        async with asyncio.timeout(PATIENCE):
            await bell.wait(2 * PATIENCE)

    asyncio.run(heard())


def test_it_waits_no_longer_than_it_is_told() -> None:
    asyncio.run(_waited())


async def _waited() -> None:
    async with asyncio.timeout(PATIENCE):
        await Bell().wait(0.001)


def test_it_may_be_rung_when_its_loop_has_ended() -> None:
    async def made() -> Bell:
        return Bell()

    asyncio.run(made()).ring()
