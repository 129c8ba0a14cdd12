"""Senders of webhooks that call in another way, or at other times, than a receiver is owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from tests.contracts.broken.callbacks_sent import Attempt, Post
from tests.contracts.broken.fake import FakeTarget, a_target

_DELAY = 5.0
"""The first delay of the fake, in seconds."""


class Putting(HttpSender):
    """Calls by PUT."""

    def _target_of(self, url: str) -> Any:
        target = super()._target_of(url)
        return target._replace(head=target.head.replace(b"POST", b"PUT", 1))


class _Long(bytes):
    def __len__(self) -> int:
        return super().__len__() + 7


class Lengthening(HttpSender):
    """Says that a body is longer than it is."""

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        return await super().post(url, headers, _Long(body), seconds)


async def following(attempt: Attempt, post: Post) -> Answer:
    """Redirects are followed."""
    answer = await post(attempt)
    return (
        await post(attempt._replace(url=attempt.url.replace("/hook/", "/moved/"))) if answer.status == 307 else answer
    )


def shrinking() -> FakeTarget:
    """Each delay is a quarter of the one before."""
    return _waiting(lambda number: _DELAY * 4.0 ** (2 - number))


def storming() -> FakeTarget:
    """What was refused is tried again at once."""
    return _waiting(lambda _number: 0.0, webhook_attempts=15)


def storming_briefly() -> FakeTarget:
    """What was refused is tried again at once, and soon given up."""
    return _waiting(lambda _number: 0.0)


def _waiting(delay: Callable[[int], float], **settings: object) -> FakeTarget:
    target = a_target(**settings)
    retry_in = target.mock.courier._retry_in  # noqa: SLF001  (what is broken is inside)

    def changed(attempt: Any, answers: Sequence[Answer]) -> float | None:
        return None if retry_in(attempt, answers) is None else delay(attempt.number)

    setattr(target.mock.courier, "_retry_in", changed)  # noqa: B010  (mypy wants methods left alone)
    return target
