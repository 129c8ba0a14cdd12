"""Changes of what a webhook tells, held against what reading its task shows."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kling3_mockserver.tasks.message import Message
from kling3_mockserver.webhooks.sender import Answer
from tests.contracts.broken.callbacks_sent import Attempt, Post
from tests.contracts.broken.fake import Answered, Ask, Asked, Change, FakeTarget, a_target

_EARLY = 0.6
"""Seconds by which messages leave too soon."""


def _urls(attempt: Attempt) -> list[str]:
    generated = attempt.content["generated"]
    assert isinstance(generated, list)
    return [str(each) for each in generated]


async def with_another_file(attempt: Attempt, post: Post) -> Answer:
    others = [each.replace(".mp4", "-preview.mp4") for each in _urls(attempt)]
    return await post(attempt.with_body(attempt.content | {"generated": others}))


async def with_a_dead_token(attempt: Attempt, post: Post) -> Answer:
    dead = [each[:-8] + "00000000" for each in _urls(attempt)]
    return await post(attempt.with_body(attempt.content | {"generated": dead}))


async def with_an_early_url(attempt: Attempt, post: Post) -> Answer:
    urls = _urls(attempt) or ["https://videos.example.com/soon.mp4"]
    return await post(attempt.with_body(attempt.content | {"generated": urls}))


async def without_its_url(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_body(attempt.content | {"generated": []}))


class Counted:
    """The body tells which attempt it is."""

    def __init__(self) -> None:
        self._attempts = 0

    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        self._attempts += 1
        return await post(attempt.with_body(attempt.content | {"kling3_attempt": self._attempts}))


async def one_id_for_all(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_header("webhook-id", f"msg_{attempt.content['status']}").signed())


def too_early() -> FakeTarget:
    """Messages leave before reading shows what they tell."""
    target = a_target()
    due = target.mock.lifecycle.due

    async def early(now: float) -> Sequence[Message]:
        return await due(now + _EARLY)

    setattr(target.mock.lifecycle, "due", early)  # noqa: B010  (mypy wants methods left alone)
    return target


def untold(path: str) -> Change:
    """One tier of one family tells nobody of its tasks."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        if asked.path == path and b"webhook_url" in asked.body:
            order = {name: value for name, value in json.loads(asked.body).items() if name != "webhook_url"}
            asked = asked._replace(body=json.dumps(order).encode())
        return await ask(asked)

    return change
