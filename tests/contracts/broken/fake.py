"""Fakes as targets: in this process, on a clock that the referee moves, whole or with one part changed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

from kling3_contracts.target import AsgiTarget
from kling3_contracts.target.asgi import AsgiApp
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings, WebhookTime
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.webhooks.sender import HttpSender, Sender

SECRET = "a2xpbmczLXdlYmhvb2tz"
"""The webhook secret of every fake; it could be base64 too, so that it can be decoded wrongly."""
KEY, OTHER_KEY = "first-key", "second-key"

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
Receive = Callable[[], Awaitable[Scope]]


class FakeTarget(AsgiTarget):
    """A fake to be judged; `app` answers in its place when it is given."""

    def __init__(self, mock: Mock, app: AsgiApp | None = None) -> None:
        super().__init__(app or mock, self._pass)
        self.mock, self.app = mock, app or mock

    def close(self) -> None:
        self.mock.close()
        super().close()

    def _pass(self, seconds: float) -> None:
        self.mock.clock.advance(seconds)
        self.mock.courier.settle()


Opened = Callable[[FakeTarget], FakeTarget]
"""Takes a target that is to be closed after its test, and returns it."""


def a_mock(store: Store | None = None, new_sender: Callable[[], Sender] = HttpSender, **settings: object) -> Mock:
    chosen: dict[str, object] = {
        "clock": ClockKind.MANUAL, "seed": 1, "webhook_secrets": (SECRET,),
        # Else no time passes between two attempts, and a timestamp that is not renewed can't be seen.
        "webhook_time": WebhookTime.CLOCK, **settings,
    }  # fmt: skip
    settled: Callable[..., Settings] = Settings
    return Mock(settled(**chosen), store=store, new_sender=new_sender)


def a_target(
    store: Store | None = None, new_sender: Callable[[], Sender] = HttpSender, **settings: object
) -> FakeTarget:
    """Start a fake with other settings, another store or another sender of webhooks."""
    return FakeTarget(a_mock(store, new_sender, **settings))


class Asked(NamedTuple):
    """A request as a change of its answer sees it."""

    method: str
    path: str
    key: str
    body: bytes
    range: str = ""
    """The value of its Range header."""


class Answered(NamedTuple):
    """An answer on its way out."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def data(self) -> object:
        return json.loads(self.body).get("data") if self.body.startswith(b"{") else None

    def with_data(self, data: object) -> Answered:
        return self.with_body(json.dumps({"data": data}).encode())

    def with_body(self, body: bytes, status: int = 200, content_type: bytes = b"application/json") -> Answered:
        kept = [each for each in self.headers if each[0] not in (b"content-length", b"content-type")]
        return Answered(status, [*kept, (b"content-type", content_type), (b"content-length", b"%d" % len(body))], body)


Ask = Callable[[Asked], Awaitable[Answered]]
Change = Callable[[Asked, Ask], Awaitable[Answered]]


def changed(change: Change, **settings: object) -> FakeTarget:
    """Start a fake behind something that changes its answers: `change` asks the fake by what it is given."""
    make: Callable[..., Mock] = a_mock
    mock = make(**settings)

    async def ask(asked: Asked) -> Answered:
        return await _asked(mock, asked)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        status, headers, body = await change(_request(scope, await whole_body(receive)), ask)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return FakeTarget(mock, app)


async def whole_body(receive: Receive) -> bytes:
    """Read a body to its end."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


def _request(scope: Scope, body: bytes) -> Asked:
    headers = dict(scope["headers"])
    query = bytes(scope["query_string"]).decode()
    path = f"{scope['path']}?{query}" if query else str(scope["path"])
    return Asked(str(scope["method"]), path, headers.get(b"x-freepik-api-key", b"").decode(), body,
                 headers.get(b"range", b"").decode())  # fmt: skip


async def _asked(mock: Mock, asked: Asked) -> Answered:
    sent: list[Scope] = []
    path, _, query = asked.path.partition("?")
    headers = [(b"host", b"target.test"), (b"content-type", b"application/json")]
    headers += [(b"x-freepik-api-key", asked.key.encode())] if asked.key else []
    headers += [(b"range", asked.range.encode())] if asked.range else []

    async def receive() -> Scope:
        return {"type": "http.request", "body": asked.body}

    async def send(message: Scope) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": asked.method, "path": path, "raw_path": path.encode(), "headers": headers,
        "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip
    await mock(scope, receive, send)
    start, body = sent
    return Answered(int(str(start["status"])), list(start["headers"]), bytes(body["body"]))
