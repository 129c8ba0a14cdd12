"""Demo: a task of Kling 3, of Omni and of reference-to-video through its whole life, shown step by step."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import httpx2

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.signature import SignatureError, verify

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

Echo = Callable[[str], object]

_HEADERS = {"x-freepik-api-key": "demo-key"}
_SECRET = "demo-secret"  # noqa: S105  (the demo talks to itself)
_PATIENCE = 5.0
"""Seconds to wait for a webhook before the demo calls it lost."""


@dataclass(frozen=True, slots=True)
class Act:
    """One task of the demo: the path that creates it, the path that reads it, and its order."""

    title: str
    create: str
    read: str
    order: Mapping[str, object]


ACTS = (
    Act("Kling 3 Pro", "/v1/ai/video/kling-v3-pro", "/v1/ai/video/kling-v3",
        {"prompt": "A fox runs through fresh snow", "duration": "5", "aspect_ratio": "16:9"}),
    Act("Kling 3 Omni Standard", "/v1/ai/video/kling-v3-omni-std", "/v1/ai/video/kling-v3-omni",
        {"prompt": "A lighthouse at dusk", "duration": "4", "aspect_ratio": "9:16", "generate_audio": True}),
    Act("Kling 3 Omni reference-to-video Pro", "/v1/ai/reference-to-video/kling-v3-omni-pro",
        "/v1/ai/reference-to-video/kling-v3-omni",
        {"prompt": "@Video1 as a pencil drawing", "video_url": "https://media.example/walk.mp4",
         "duration": "3", "aspect_ratio": "1:1"}),
)  # fmt: skip
MISTAKE = {"prompt": "A fox", "image_list": [{"image_url": "https://media.example/fox.png"}]}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One call that the demo's receiver got."""

    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """An ASGI application that takes every webhook and keeps it for the demo to look at."""

    def __init__(self) -> None:
        self.inbox: queue.SimpleQueue[Webhook] = queue.SimpleQueue()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call with 204."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.inbox.put(Webhook({name.decode(): value.decode() for name, value in scope["headers"]}, body))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def run(echo: Echo) -> bool:
    """Play the demo and return whether everything was as promised."""
    began = perf_counter()
    mock, receiver = Mock(Settings(webhook_secrets=(_SECRET,), task_seconds=0.9)), Receiver()
    try:
        with (
            ThreadedServer(mock) as server,
            ThreadedServer(receiver) as hooks,
            httpx2.Client(base_url=server.url, headers=_HEADERS, trust_env=False) as client,
        ):
            echo(f"The fake answers at {server.url}, a webhook receiver at {hooks.url}.")
            stage = Stage(mock, client, receiver, f"{hooks.url}/hook?from=demo", echo)
            kept = [stage.play(act) for act in ACTS]
            named = stage.show_mistake()
    finally:
        mock.close()
    return _sum_up(kept, perf_counter() - began, echo, named=named)


class Stage:
    """Plays acts against a running fake."""

    def __init__(self, mock: Mock, client: httpx2.Client, receiver: Receiver, hook: str, echo: Echo) -> None:
        self._mock, self._client, self._receiver, self._hook, self._echo = mock, client, receiver, hook, echo

    def play(self, act: Act) -> bool:
        """See a task through two webhooks and two polls, download its video; return whether all held."""
        self._echo(f"\n{act.title}")
        created = self._client.post(act.create, json={**act.order, "webhook_url": self._hook}).json()["data"]
        self._echo(f"  POST {act.create} -> {created['status']}, task {created['task_id']}")
        seen = [self._webhook_and_poll(act, created["task_id"]) for _ in range(2)]
        listed = self._client.get(act.read).json()["data"]
        self._echo(f"  GET  {act.read} -> {len(listed)} in the list, the newest {listed[0]['status']}")
        return seen == ["IN_PROGRESS", "COMPLETED"] and self._download(act, created["task_id"])

    def show_mistake(self) -> bool:
        """Make a mistake that the service would swallow; return whether it was named."""
        path = ACTS[0].create
        self._echo(f"\nA silent mistake: POST {path} with image_list, which the service ignores")
        status = self._client.post(path, json=MISTAKE).status_code
        findings = self._mock.journal.exchanges(limit=1)[0].findings
        for each in findings:
            self._echo(f"  {status}, and the fake says {each.code} {each.severity.value}: {each.message}")
        return [each.code for each in findings] == ["K001"]

    def _webhook_and_poll(self, act: Act, task_id: str) -> str:
        try:
            webhook = self._receiver.inbox.get(timeout=_PATIENCE)
            verify(self._mock.settings.secrets(), webhook.headers, webhook.body, now=self._mock.clock.now())
        except (queue.Empty, SignatureError) as error:
            self._echo(f"  webhook missing or not to be trusted: {str(error) or 'none came'}")
            return ""
        self._echo(f"  webhook {webhook.body.decode()[:78]}... signature good")
        told = str(json.loads(webhook.body)["status"])
        status = self._client.get(f"{act.read}/{task_id}").json()["data"]["status"]
        self._echo(f"  GET  {act.read}/{{task-id}} -> {status}")
        # On a slow machine the task may have ended between the webhook and the poll.
        return told if status in (told, "COMPLETED") else ""

    def _download(self, act: Act, task_id: str) -> bool:
        url = self._client.get(f"{act.read}/{task_id}").json()["data"]["generated"][0]
        answer = self._client.get(url)
        video = answer.content
        self._echo(f"  GET  {url[:60]}... -> {answer.headers['content-type']}, {len(video)} bytes")
        return answer.status_code == 200 and video[4:8] == b"ftyp"


def _sum_up(kept: list[bool], seconds: float, echo: Echo, *, named: bool) -> bool:
    good = all(kept) and named
    words = "all as promised" if good else "NOT all as promised"
    done = f"{len(kept)} tasks created, their webhooks verified and their videos downloaded, 1 mistake named"
    echo(f"\n{done}: {words}, in {seconds:.1f} s.")
    return good
