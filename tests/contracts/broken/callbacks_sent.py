"""Changes of attempts on their way to a receiver, each a defect of webhooks."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, urlencode

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from kling3_openapi.signature import Secret, sign
from tests.contracts.broken.fake import SECRET

_SECRET = Secret.parse(SECRET)


class Attempt(NamedTuple):
    """One attempt as it would leave."""

    url: str
    headers: HeaderList
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers)[name.encode()].decode()

    def with_header(self, name: str, value: str) -> Attempt:
        kept = [each for each in self.headers if each[0] != name.encode()]
        return self._replace(headers=[*kept, (name.encode(), value.encode())])

    def signed(self) -> Attempt:
        timestamp = int(self.header("webhook-timestamp"))
        return self.with_header("webhook-signature", sign([_SECRET], self.header("webhook-id"), timestamp, self.body))

    def with_body(self, content: object) -> Attempt:
        return self._replace(body=json.dumps(content, separators=(",", ":")).encode()).signed()

    @property
    def content(self) -> dict[str, object]:
        return dict(json.loads(self.body))


Post = Callable[[Attempt], Awaitable[Answer]]


class Change(Protocol):
    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        """Send an attempt, or something else in its place."""


class ChangedSender(HttpSender):
    """Sends what a change makes of each attempt."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self._change = change

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        send = super().post

        async def plainly(attempt: Attempt) -> Answer:
            return await send(attempt.url, attempt.headers, attempt.body, seconds)

        return await self._change(Attempt(url, headers, body), plainly)


def with_task_id(message: Message, task_id: str) -> Message:
    return dataclasses.replace(message, task_id=task_id)


def without(name: str) -> Change:
    """Attempts lack a header."""

    async def change(attempt: Attempt, post: Post) -> Answer:
        return await post(attempt._replace(headers=[each for each in attempt.headers if each[0] != name.encode()]))

    return change


async def dated(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_header("webhook-timestamp", "2026-02-01T12:00:00Z"))


async def spaced(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt._replace(body=json.dumps(attempt.content).encode()))


async def signed_without_id(attempt: Attempt, post: Post) -> Answer:
    content = f"{attempt.header('webhook-timestamp')}.".encode() + attempt.body
    return await post(attempt.with_header("webhook-signature", f"v1,{_SECRET.signature(content)}"))


async def signed_in_hex(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_header("webhook-signature", "0f" * 32))


async def signed_as_v2(attempt: Attempt, post: Post) -> Answer:
    signature = attempt.header("webhook-signature")
    return await post(attempt.with_header("webhook-signature", signature.replace("v1,", "v2,")))


async def enveloped(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_body({"data": attempt.content}))


async def without_generated(attempt: Attempt, post: Post) -> Answer:
    kept = {name: value for name, value in attempt.content.items() if name != "generated"}
    return await post(attempt.with_body(kept))


async def with_cost(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_body(attempt.content | {"cost": 7}))


async def as_form(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt._replace(body=urlencode(attempt.content).encode()).signed())


async def without_query(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt._replace(url=attempt.url.partition("?")[0]))


async def without_path(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt._replace(url=attempt.url.partition("/hook/")[0]))


async def with_new_query(attempt: Attempt, post: Post) -> Answer:
    url, _, query = attempt.url.partition("?")
    return await post(attempt._replace(url=f"{url}?{urlencode(parse_qsl(query)).replace('+', '%20')}"))


async def with_slash(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt._replace(url=attempt.url.replace("?", "/?")))


class FirstTask:
    def __init__(self) -> None:
        self._task_id: object = None

    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        self._task_id = self._task_id or attempt.content["task_id"]
        return await post(attempt.with_body(attempt.content | {"task_id": self._task_id}))


async def failed(attempt: Attempt, post: Post) -> Answer:
    if attempt.content["status"] != "COMPLETED":
        return await post(attempt)
    return await post(attempt.with_body(attempt.content | {"status": "FAILED", "generated": []}))


class Answering:
    """Takes some statuses for others."""

    def __init__(self, statuses: Mapping[int, int]) -> None:
        self._statuses = statuses

    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        answer = await post(attempt)
        return Answer(self._statuses.get(answer.status or 0, answer.status), answer.error)


class NewIds:
    def __init__(self) -> None:
        self._sent = 0

    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        self._sent += 1
        return await post(attempt.with_header("webhook-id", f"msg_{self._sent}").signed())


async def one_id(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_header("webhook-id", f"msg_{attempt.content['task_id']}").signed())


class OldTimestamps:
    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        message_id = attempt.header("webhook-id")
        timestamp = self._first.setdefault(message_id, attempt.header("webhook-timestamp"))
        return await post(attempt.with_header("webhook-timestamp", timestamp).signed())


async def as_text(attempt: Attempt, post: Post) -> Answer:
    return await post(attempt.with_header("content-type", "text/plain"))


class Twice:
    async def __call__(self, attempt: Attempt, post: Post) -> Answer:
        answer = await post(attempt)
        if answer.delivered:
            await post(attempt)
        return answer
