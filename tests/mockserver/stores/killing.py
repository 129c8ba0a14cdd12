"""Killing: fakes under load that are killed at any moment, begun again over their store, and what was lost by it."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

import httpx2

from tests.mockserver.processes import Program, served, url_of
from tests.mockserver.stores.servers import redis_server
from tests.mockserver.taking import Receiver, receiving

_CLIENTS = 8
_LONGEST = 0.4
"""Seconds that a fake lives at most before it is killed."""
_ORDER = "/v1/ai/video/kling-v3-pro"
_LIST = "/v1/ai/video/kling-v3"
_HEADERS = {"x-freepik-api-key": "any"}


@dataclass
class Kills:
    """What happened over all lives: the ids of orders that were answered 200, and what of it was not kept."""

    ordered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    twice: int = 0
    """Webhooks that came once more although they had been answered: of the last moment before a kill."""
    other_ids: list[str] = field(default_factory=list)
    """Webhooks that came once more by another `webhook-id`."""


def killed(times: int, seed: int) -> Kills:
    """Kill a fake over a file so often at moments that a seed draws; return what was lost."""
    kills, draw = Kills(), random.Random(seed)  # noqa: S311  (moments)
    with tempfile.TemporaryDirectory() as folder, receiving() as receiver:
        store = f"sqlite:{Path(folder) / 'kling3.db'}"
        for _ in range(times):
            with _fake(store) as fake:
                kills.ordered += asyncio.run(_ordered([fake], receiver.url, draw.uniform(0.0, _LONGEST)))
        _look(store, receiver, kills)
    return kills


def killed_by_turns(times: int, seed: int) -> Kills:
    """Kill one or the other of two fakes over one server so often; return what was lost."""
    kills, draw = Kills(), random.Random(seed)  # noqa: S311  (moments)
    with redis_server() as server, receiving() as receiver, _fake(server.url) as first:
        staying = first
        with ExitStack() as stack:
            for _ in range(times):
                fake = stack.enter_context(_fake(server.url))
                kills.ordered += asyncio.run(_ordered([staying, fake], receiver.url, draw.uniform(0.0, _LONGEST)))
                # The one that was killed is the first; the other is the next to be.
                staying = fake
            _look(server.url, receiver, kills)
    return kills


@dataclass(frozen=True)
class _Fake:
    program: Program
    url: str


@contextmanager
def _fake(store: str) -> Iterator[_Fake]:
    with served("--store", store, "--task-seconds", "0.05", "--webhook-retry-delay", "0.05") as (program, banner):
        yield _Fake(program, url_of(banner))


async def _ordered(fakes: Sequence[_Fake], hook: str, seconds: float) -> list[str]:
    """Order from several clients, and kill the first of the fakes in the midst of it; return what was answered."""
    answered, stays = list[str](), asyncio.Event()
    body = {"prompt": "A fox in the snow", "webhook_url": hook}

    async def order_on(client: httpx2.AsyncClient, url: str) -> None:
        while not stays.is_set() or url == fakes[0].url:
            answer = await client.post(f"{url}{_ORDER}", json=body, headers=_HEADERS)
            answered.append(str(answer.json()["data"]["task_id"]))

    async with httpx2.AsyncClient() as client:
        urls = [each.url for each in fakes] * (_CLIENTS // len(fakes))
        under_way = [asyncio.create_task(order_on(client, url)) for url in urls]
        await asyncio.wait(under_way, timeout=seconds)
        os.kill(fakes[0].program.number, SIGKILL)
        # Those at it end by an answer that never came; the others are answered once more.
        stays.set()
        await asyncio.gather(*under_way, return_exceptions=True)
    return answered


def _look(store: str, receiver: Receiver, kills: Kills) -> None:
    with served("--store", store) as (program, banner):
        url = url_of(banner)
        held = {each["task_id"] for each in httpx2.get(f"{url}{_LIST}", headers=_HEADERS, timeout=60).json()["data"]}
        kills.missing = [each for each in kills.ordered if each not in held]
        told = _told(receiver, {(each, status) for each in held for status in ("IN_PROGRESS", "COMPLETED")})
        assert program is not None
    kills.untold = [each for each in kills.ordered if not {(each, "IN_PROGRESS"), (each, "COMPLETED")} <= told.keys()]
    kills.twice = sum(sum(ids.values()) - 1 for ids in told.values())
    kills.other_ids = [task for (task, _), ids in told.items() if len(ids) > 1]


def _told(receiver: Receiver, expected: set[tuple[str, str]]) -> dict[tuple[str, str], Counter[str]]:
    """Take all calls that came, and wait for those that are still to come; count their ids."""
    told: dict[tuple[str, str], Counter[str]] = {}
    while not receiver.inbox.calls.empty() or not expected <= told.keys():
        call = receiver.next()
        content = json.loads(call.body)
        told.setdefault((content["task_id"], content["status"]), Counter())[call.headers["webhook-id"]] += 1
    return told


def main(words: Sequence[str] | None = None) -> None:
    """Print what comes of so many kills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite", "redis"), default="sqlite")
    given = parser.parse_args(words)
    kills = (killed if given.store == "sqlite" else killed_by_turns)(given.times, given.seed)
    print(
        f"{given.times} kills, {len(kills.ordered)} orders answered: {len(kills.missing)} not held, "
        f"{len(kills.untold)} not told of; {kills.twice} webhooks came twice, {len(kills.other_ids)} by another id"
    )


if __name__ == "__main__":
    main()
