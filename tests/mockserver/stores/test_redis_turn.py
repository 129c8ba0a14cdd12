"""A turn is had by one at a time, in the order in which they came, whatever loop they are in and whoever leaves."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from kling3_mockserver.stores.redis.turn import Turn
from tests.mockserver.posting import PATIENCE


async def ticks() -> None:
    """Let all that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_one_at_a_time_has_it_in_the_order_in_which_they_came() -> None:
    turn, seen = Turn(), list[str]()

    async def have(name: str) -> None:
        async with turn:
            seen.append(f"{name} in")
            await ticks()
            seen.append(f"{name} out")

    async def crowd() -> None:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(have("first"), have("second"), have("third"))

    asyncio.run(crowd())
    assert seen == [f"{name} {way}" for name in ("first", "second", "third") for way in ("in", "out")]


def test_who_fails_in_it_passes_it_on() -> None:
    turn = Turn()

    async def fail() -> None:
        async with turn:
            raise KeyError("fox")

    for _ in range(2):
        with pytest.raises(KeyError):
            asyncio.run(asyncio.wait_for(fail(), PATIENCE))


@pytest.mark.parametrize("granted", [False, True])
def test_who_leaves_keeps_nobody_waiting(*, granted: bool) -> None:
    """Also where it was theirs already in the moment in which they left."""
    turn = Turn()

    async def have() -> None:
        async with turn:
            pass

    async def crowd() -> None:
        await turn.__aenter__()
        leaving = asyncio.create_task(have())
        staying = asyncio.create_task(have())
        await ticks()
        if granted:
            await turn.__aexit__(None, None, None)
        leaving.cancel()
        await ticks()
        if not granted:
            await turn.__aexit__(None, None, None)
        await asyncio.wait_for(staying, PATIENCE)
        assert leaving.cancelled()

    asyncio.run(crowd())


def test_loops_of_several_threads_take_turns() -> None:
    turn, inside, most = Turn(), list[int](), list[int]()

    async def have(number: int) -> None:
        async with turn:
            inside.append(number)
            await ticks()
            most.append(len(inside))
            inside.remove(number)

    async def several(place: int) -> None:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*[have(10 * place + number) for number in range(10)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda place: asyncio.run(several(place)), range(4)))
    assert most == [1] * 40
