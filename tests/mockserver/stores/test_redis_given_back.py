"""What a worker gives back is sent again, and not twice, also where the server's answer to that was lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import cast

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.location import RedisServer
from kling3_mockserver.stores.redis import deliveries, holdings
from kling3_mockserver.stores.redis.line import Line, Reply, Word
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.webhooks.sender import Answer
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.lives import HOOK
from tests.mockserver.stores.workers import Workers


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> set[Script]:
    """Name scripts of whose next run nobody hears before the end of the test; `DONE` is not even run."""
    run, scripts = Line.run, set[Script]()
    monkeypatch.setattr(holdings, "_PAUSE", 3_600.0)

    async def unheard(line: Line, script: Script, keys: Sequence[str], *words: Word) -> Reply:
        if script is not Script.DONE:
            await run(line, script, keys, *words)
        raise StoreError("the server went away")

    def lossy(line: Line, script: Script, keys: Sequence[str], *words: Word) -> asyncio.Future[Reply]:
        if script not in scripts:
            return run(line, script, keys, *words)
        scripts.remove(script)
        return asyncio.ensure_future(unheard(line, script, keys, *words))

    monkeypatch.setattr(Line, "run", lossy)
    return scripts


def times_taken(workers: Workers) -> int:
    """Return how often that was taken which somebody has in hand."""
    found = workers.client.xpending_range(workers.key("deliveries"), "couriers", "-", "+", 1)
    return cast("int", found[0]["times_delivered"]) if found else 0


def test_what_failed_is_tried_again_though_the_answer_to_that_was_lost(workers: Workers, lost: set[Script]) -> None:
    workers.second.mock.courier.stop()
    lost.add(Script.TRIED)
    workers.sender.answers[HOOK] = [Answer(500), Answer(200)]
    workers.first.order(webhook_url=HOOK)
    for _ in range(2):
        workers.pass_(3_600)
    assert workers.told == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
    assert (len(set(workers.posts)), workers.pending) == (2, 0)


def test_what_a_worker_takes_over_from_itself_is_not_sent_again(
    new_workers: Callable[..., Workers], shared: RedisServer, lost: set[Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "IDLE", 0.001)
    monkeypatch.setattr(deliveries, "_BEAT", 0.01)
    workers = new_workers(shared)
    workers.second.mock.courier.stop()
    lost.add(Script.DONE)
    workers.first.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 3})
    end = time.monotonic() + PATIENCE
    while times_taken(workers) < 3:
        assert time.monotonic() < end
    workers.first.settle()
    assert workers.told == ["IN_PROGRESS"]
