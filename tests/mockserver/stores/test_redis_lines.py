"""A line asks together what is asked at once, tells each what came of its own, and ends with its event loop."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.location import RedisServer, words
from kling3_mockserver.stores.redis.client import waiting_client_of
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.look import Look
from kling3_mockserver.stores.redis.scripts import Script
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.servers import RedisProcess, redis_server


@pytest.fixture
def server() -> Iterator[RedisProcess]:
    """Run a server on which nobody else forgets scripts."""
    with redis_server() as found:
        yield found


def lines_to(server: RedisProcess) -> Lines:
    return Lines(RedisServer("127.0.0.1", server.port))


def connections(server: RedisProcess) -> int:
    """Return how many a server has beside the one that asks."""
    client = waiting_client_of(RedisServer("127.0.0.1", server.port))
    count = len(client.client_list()) - 1
    client.close()
    return count


def bounded(work: Callable[[], Awaitable[object]]) -> object:
    async def run() -> object:
        async with asyncio.timeout(PATIENCE):
            return await work()

    return asyncio.run(run())


def test_what_is_asked_at_once_goes_together(redis: RedisProcess) -> None:
    lines = lines_to(redis)

    async def ask() -> list[int]:
        line, batches = lines.line(), []
        for _ in range(3):
            replies = await asyncio.gather(*[line.ask("ECHO", str(number)) for number in range(10)])
            assert replies == [str(number) for number in range(10)]
            batches.append(line.batch)
        return batches

    assert bounded(ask) == [1, 2, 3]


def test_what_comes_while_it_waits_goes_next(redis: RedisProcess) -> None:
    lines = lines_to(redis)

    async def ask() -> int:
        line = lines.line()
        first = line.ask("PING")
        for _ in range(3):
            await asyncio.sleep(0)
        assert line.batch == 1
        await asyncio.gather(first, *[line.ask("PING") for _ in range(10)])
        return line.batch

    assert bounded(ask) == 2


def test_a_refusal_of_one_says_nothing_of_the_others(redis: RedisProcess) -> None:
    lines = lines_to(redis)

    async def ask() -> list[object]:
        line = lines.line()
        asked = [line.ask("PING"), line.ask("FOX"), line.run(Script.RECORD, ("base",)), line.ask("ECHO", "fox")]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    first, fox, script, last = bounded(ask)  # type: ignore[misc]  # four
    assert (first, last, lines.trouble) == ("PONG", "fox", "")
    assert isinstance(fox, StoreError)
    assert isinstance(script, StoreError)
    assert str(fox).startswith(f"{words(RedisServer('127.0.0.1', redis.port))} refused what it was asked (unknown")


def test_scripts_that_the_server_forgot_are_given_to_it_again(server: RedisProcess) -> None:
    lines = lines_to(server)

    async def ask() -> list[object]:
        line, found = lines.line(), []
        for _ in range(2):
            await line.ask("SCRIPT", "FLUSH")
            # What was not a script is not asked twice.
            paid, count = line.run(Script.PAY, ("base",), "fox", 1, 9), line.ask("INCR", "count")
            found += [await paid, await count]
        return found

    assert bounded(ask) == [-1, 1, -1, 2]


def test_one_that_waits_no_more_takes_no_answer_from_another(redis: RedisProcess) -> None:
    lines = lines_to(redis)

    async def ask() -> object:
        line = lines.line()
        asked = [line.ask("ECHO", str(number)) for number in range(3)]
        asked[1].cancel()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = bounded(ask)  # type: ignore[misc]  # three
    assert (first, third) == ("0", "2")
    assert isinstance(second, asyncio.CancelledError)


def test_those_who_look_before_a_batch_goes_share_one_question(redis: RedisProcess) -> None:
    lines = lines_to(redis)

    async def ask() -> list[object]:
        line = lines.line()
        look = Look(line, "no such state")
        taken = [look.taken() for _ in range(10)]
        taken[3].cancel()
        replies = await asyncio.gather(*taken, return_exceptions=True)
        first = line.batch
        await look.taken()
        return [sum(isinstance(each, list) for each in replies), first, line.batch]

    assert bounded(ask) == [9, 1, 2]


def test_it_ends_with_its_loop(server: RedisProcess) -> None:
    lines = lines_to(server)

    async def ask() -> object:
        return await lines.line().ask("PING")

    for _ in range(3):
        assert bounded(ask) == "PONG"
    gc.collect()  # a connection that was left open warns then, and warnings are errors
    assert connections(server) == 0


def test_what_others_say_when_the_loop_ends_is_said_before(server: RedisProcess) -> None:
    lines = lines_to(server)

    async def last_words(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await lines.line().ask("INCR", name)

    async def begin() -> set[asyncio.Task[None]]:
        # One of them is older than the line, and one younger: they are ended in any order.
        waiting = {asyncio.create_task(last_words("first"))}
        await lines.line().ask("PING")
        waiting.add(asyncio.create_task(last_words("second")))
        await asyncio.sleep(0)
        return waiting

    bounded(begin)
    gc.collect()
    client = waiting_client_of(RedisServer("127.0.0.1", server.port))
    assert client.mget("first", "second") == ["1", "1"]
    client.close()
    assert connections(server) == 0


def test_while_nobody_is_there_who_asks_is_told_so_at_once(server: RedisProcess) -> None:
    server.stop()
    lines, told = Lines(RedisServer("127.0.0.1", server.port, password="s3cret")), list[str]()

    async def ask() -> list[object]:
        line, away = lines.line(), asyncio.Event()

        def heard(trouble: str) -> None:
            told.append(trouble)
            away.set()

        lines.on_trouble = heard
        asked = [line.ask("PING"), line.ask("PING")]
        await away.wait()
        return list(await asyncio.gather(*asked, line.ask("PING"), return_exceptions=True))

    replies = bounded(ask)
    assert {type(each) for each in replies} == {StoreError}  # type: ignore[attr-defined]  # three
    assert len(told) == 1
    assert "can't be reached" in told[0]
    assert "s3cret" not in told[0]


def test_it_asks_again_by_itself_until_somebody_is_there(server: RedisProcess) -> None:
    lines, told = lines_to(server), list[str]()

    async def ask() -> object:
        line, again = lines.line(), asyncio.Event()
        lines.on_trouble = lambda trouble: told.append(trouble) if trouble else again.set()
        assert await line.ask("PING") == "PONG"
        server.stop()
        with pytest.raises(StoreError, match="can't be reached"):
            await line.ask("PING")
        server.start()
        await again.wait()
        return await line.ask("PING")

    assert bounded(ask) == "PONG"
    assert (len(told), lines.trouble) == (1, "")


def test_the_trouble_of_a_loop_that_ended_is_forgotten(server: RedisProcess) -> None:
    lines = lines_to(server)

    async def ask() -> object:
        return await lines.line().ask("PING")

    server.stop()
    with pytest.raises(StoreError):
        bounded(ask)
    server.start()
    assert bounded(ask) == "PONG"
    assert lines.trouble == ""


def test_a_server_that_was_begun_anew_meanwhile_is_asked_over_another_connection(
    server: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = lines_to(server)
    monkeypatch.setattr("kling3_mockserver.stores.redis.line._QUIET", -1.0)

    async def ask() -> object:
        await lines.line().ask("SET", "fox", "red")
        server.stop()
        server.start()
        return await lines.line().ask("EXISTS", "fox")

    assert bounded(ask) == 0
    assert not lines.trouble


def test_a_look_that_came_to_nothing_is_not_waited_for_when_the_server_is_back(server: RedisProcess) -> None:
    lines = lines_to(server)

    async def ask() -> object:
        line, again = lines.line(), asyncio.Event()
        lines.on_trouble = lambda trouble: None if trouble else again.set()
        look = Look(line, "no such state")
        assert await line.ask("PING") == "PONG"
        server.stop()
        under_way = line.ask("PING")
        await asyncio.sleep(0)
        assert line.batch == 2
        # It would go with the next batch, which never goes.
        behind = look.taken()
        replies = await asyncio.gather(under_way, behind, return_exceptions=True)
        assert {type(each) for each in replies} == {StoreError}
        server.start()
        await again.wait()
        return await look.taken()

    assert bounded(ask) == [None] * 4


def test_a_loop_that_ends_is_given_no_other_line(server: RedisProcess) -> None:
    lines = lines_to(server)
    refused: list[str] = []

    async def linger() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            try:
                lines.line()
            except StoreError as error:
                refused.append(str(error))

    async def ask() -> object:
        refused_later = asyncio.get_running_loop().create_task(linger())
        assert not refused_later.done()
        return await lines.line().ask("PING")

    assert bounded(ask) == "PONG"
    gc.collect()
    assert refused == ["is no longer asked, as the fake ends"]
    assert connections(server) == 0
