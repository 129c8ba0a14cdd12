"""Scene: fakes over one store, who orders at them until one is killed, and a receiver that refuses some webhooks."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty
from signal import SIGKILL
from typing import NamedTuple

import httpx2

from tests.mockserver.processes import LONGEST, Program
from tests.mockserver.stores.kills import STATUSES, Kills, Told
from tests.mockserver.taking import Receiver, receiving

_CLIENTS = 8
_LONGEST = 0.4
"""Seconds of load at most before a kill."""
_ORDER = "/v1/ai/video/kling-v3-pro"
_LIST = "/v1/ai/video/kling-v3"
_HEADERS = {"x-freepik-api-key": "any"}
_WAITING = re.compile(r'"waiting":(\d+)')
"""How a fake tells how many webhooks are due and not delivered."""
_REFUSES = 10
"""One webhook of so many is refused, and has to be tried again."""


class Fake(NamedTuple):
    program: Program
    url: str

    def kill(self) -> None:
        os.kill(self.program.number, SIGKILL)

    def wait_until_well(self) -> None:
        """Ask until its store can be asked."""
        last = time.monotonic() + LONGEST
        while httpx2.get(f"{self.url}/_mock/health").status_code != 200 and time.monotonic() < last:
            pass

    def wait_until_settled(self) -> None:
        """Hear what it tells of itself until no webhook is due."""
        # One that never comes to it is ended as a program that hangs.
        with (
            suppress(httpx2.TransportError),
            httpx2.stream("GET", f"{self.url}/_mock/events", timeout=LONGEST) as events,
        ):
            told = (_WAITING.search(line) for line in events.iter_lines())
            if any(int(found[1]) == 0 for found in told if found):
                return
        raise AssertionError("webhooks stay due: look at what the store holds of them")

    def held(self) -> set[str]:
        answer = httpx2.get(f"{self.url}{_LIST}", headers=_HEADERS, timeout=LONGEST)
        return {each["task_id"] for each in answer.json()["data"]}


class Scene:
    """Orders, kills, takes in what came, and looks after what is held."""

    def __init__(self, receiver: Receiver, statuses: Sequence[int], seed: int) -> None:
        self.kills = Kills()
        self._receiver, self._statuses = receiver, statuses
        self._draw = random.Random(seed)  # noqa: S311  (moments)
        self._last: list[str] = []

    def load(self, fakes: Sequence[Fake], kill: Callable[[], None]) -> None:
        """Order at all fakes from several clients, and kill in the midst of it."""
        self._last = asyncio.run(self._ordered([each.url for each in fakes], kill, self._draw.uniform(0.0, _LONGEST)))
        self.kills.ordered += self._last
        self._take()
        self.kills.count += 1

    def recheck(self, fakes: Sequence[Fake]) -> None:
        """See that each fake finds by its id what was ordered last."""
        with httpx2.Client(headers=_HEADERS) as client:
            for fake in fakes:
                answers = {each: client.get(f"{fake.url}{_LIST}/{each}").status_code for each in self._last}
                self.kills.missing += [each for each, status in answers.items() if status != 200]

    def end(self, fakes: Sequence[Fake]) -> None:
        """See that each fake has all, and wait until all of it is told and nothing waits."""
        self.recheck(fakes)
        held: set[str] = set()
        for each in fakes:
            found = each.held()
            self.kills.missing += [task for task in self.kills.ordered if task not in found]
            held |= found
        if self._hear_of(held):
            for each in fakes:
                each.wait_until_settled()
        self._take()

    async def _ordered(self, urls: Sequence[str], kill: Callable[[], None], seconds: float) -> list[str]:
        answered, is_killed = list[str](), asyncio.Event()
        body = {"prompt": "A fox in the snow", "webhook_url": self._receiver.url}

        async def order_at(client: httpx2.AsyncClient, url: str) -> None:
            # The order under way at who is killed ends by an answer that never comes.
            with suppress(httpx2.TransportError):
                while not is_killed.is_set():
                    answer = await client.post(f"{url}{_ORDER}", json=body, headers=_HEADERS)
                    if answer.status_code == 200:
                        answered.append(str(answer.json()["data"]["task_id"]))
                    else:
                        self.kills.refused.append(f"{answer.status_code} {answer.text}")

        async with httpx2.AsyncClient() as client, asyncio.TaskGroup() as group:
            for place in range(_CLIENTS):
                group.create_task(order_at(client, urls[place % len(urls)]))
            await asyncio.sleep(seconds)
            kill()
            is_killed.set()
        return answered

    def _hear_of(self, held: set[str]) -> bool:
        """Take in what comes until all is told of these tasks; return False if nothing comes any more before."""
        self._take()
        expected = {(each, status) for each in held for status in STATUSES} - self.kills.heard
        with suppress(Empty):
            while expected:
                told = self._next()
                expected -= {told.subject} if told.is_taken else set()
        return not expected

    def _take(self) -> None:
        while not self._receiver.inbox.calls.empty():
            self._next()

    def _next(self) -> Told:
        call, number = self._receiver.next(), len(self.kills.told)
        content, answer = json.loads(call.body), self._statuses[min(number, len(self._statuses) - 1)]
        facts = content["task_id"], content["status"], call.headers["webhook-id"], answer
        told = Told(self.kills.count, *facts)
        self.kills.told.append(told)
        return told


@contextmanager
def look_out(seed: int) -> Iterator[Scene]:
    draw = random.Random(seed)  # noqa: S311  (which webhooks are refused)
    statuses = [*(503 if draw.randrange(_REFUSES) == 0 else 204 for _ in range(50_000)), 204]
    with receiving(*statuses) as receiver:
        yield Scene(receiver, statuses, seed)
