"""A courier without a network: what it posts, and what it is answered, is in the hands of a test."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from typing import NamedTuple

from kling3_mockserver.clock import Clock, ManualClock
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.webhooks.courier import Courier
from kling3_mockserver.webhooks.retries import Retries
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.signature import Secret
from tests.mockserver.samples import NOW

SECRET = Secret.parse("old secret")
RETRIES = Retries(attempts=6, timeout=10.0, delay=5.0)
PATIENCE = 10.0
"""Seconds after which something that should happen is held not to."""


class Post(NamedTuple):
    url: str
    headers: dict[str, str]
    body: bytes
    seconds: float


class ScriptedSender:
    """Keeps each post. Answers those to a URL in turn, the last answer again and again, and others with 200."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.arrived: SimpleQueue[Post] = SimpleQueue()
        self.answers: dict[str, list[Answer]] = {}
        self.held: dict[str, Future[None]] = {}
        self.closed = False

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        told = Post(url, {name.decode(): value.decode() for name, value in headers}, body, seconds)
        self.posts.append(told)
        self.arrived.put(told)
        if url in self.held:
            await asyncio.wrap_future(self.held[url])
        answers = self.answers.get(url, [Answer(200)])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def close(self) -> None:
        self.closed = True

    def hold(self, url: str) -> None:
        """Keep the posts to a URL without an answer until `release`."""
        self.held[url] = Future()

    def release(self) -> None:
        """Answer all posts that are held, and hold no more."""
        while self.held:
            _, waiting = self.held.popitem()
            if waiting.set_running_or_notify_cancel():
                waiting.set_result(None)


class Outbox:
    """A source whose messages are due at once."""

    def __init__(self) -> None:
        self.messages: deque[Message] = deque()

    async def due(self, now: float) -> Sequence[Message]:  # noqa: ARG002  (the words of MessageSource)
        return [self.messages.popleft() for _ in range(len(self.messages))]

    def next_moment(self) -> float | None:
        return None


class Office:
    """A courier with all that it needs."""

    def __init__(
        self, clock: Clock | None = None, retries: Retries = RETRIES, secrets: Sequence[Secret] = (SECRET,)
    ) -> None:
        self.clock = clock or ManualClock(NOW)
        self.outbox, self.sender, self.journal = Outbox(), ScriptedSender(), Journal(2_000)
        self.courier = Courier(
            self.outbox, self.clock, self.journal, Identifiers(1), secrets, retries, self.clock.now,
            lambda: self.sender,
        )  # fmt: skip
        if isinstance(self.clock, ManualClock):
            self.clock.moved = self.courier.wake

    @property
    def posts(self) -> list[Post]:
        return self.sender.posts

    def begin(self, *messages: Message) -> None:
        """Have messages sent."""
        self.outbox.messages.extend(messages)
        self.courier.wake()

    def send(self, *messages: Message) -> None:
        """Have messages sent, and wait until nothing more can be done."""
        self.begin(*messages)
        assert self.courier.settle(PATIENCE)

    def wait(self, seconds: float) -> None:
        """Let time go by, and wait until nothing more can be done."""
        self.clock.advance(seconds)
        assert self.courier.settle(PATIENCE)

    def close(self) -> None:
        self.sender.release()
        self.courier.stop()
