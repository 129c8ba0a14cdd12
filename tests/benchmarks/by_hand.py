"""By hand: what an application itself costs, without a socket and without an event loop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import process_time
from typing import TYPE_CHECKING

from kling3_mockserver.mock import Mock
from kling3_mockserver.scenario import NeverEnd
from kling3_mockserver.settings import Settings
from tests.benchmarks import orders
from tests.benchmarks.bare import bare
from tests.benchmarks.effort import Effort
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

_CREATE = Target(3)
_READ = Target(2)


class Asked:
    """One application and one request, which can be asked again and again."""

    def __init__(self, app: ASGIApp, method: str, path: str, body: bytes = b"") -> None:
        self._app, self._body = app, body
        self._scope = scope(method, path, len(body))
        self._sent: list[Message] = []

    def once(self) -> bytes:
        """Ask, and return the body of the answer."""
        self._sent.clear()
        # Routers write into the scope.
        coroutine = self._app({**self._scope}, self._receive, self._send)
        try:
            coroutine.__await__().__next__()
        except StopIteration:
            body: bytes = self._sent[-1]["body"]
            return body
        raise AssertionError("the application waited for something")

    def cost(self, calls: int) -> float:
        """Return the microseconds of processor time that a call takes."""
        began = process_time()
        for _ in range(calls):
            self.once()
        return (process_time() - began) / calls * 1e6

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: Message) -> None:
        self._sent.append(message)


def measure(effort: Effort) -> Iterator[Section]:
    """Compare creating and reading with a bare route."""
    mock, body = Mock(Settings(scenario=NeverEnd())), orders.long()
    ours, theirs = (Asked(app, "POST", orders.CREATE, body) for app in (mock, bare()))
    task_id = json.loads(ours.once())["data"]["task_id"]
    our_read, their_read = (Asked(app, "GET", orders.path_of(task_id)) for app in (mock, bare()))
    rows = (
        _row(f"create, {len(body):,} bytes", ours, theirs, effort, _CREATE),
        _row("get a task in progress", our_read, their_read, effort, _READ),
    )
    mock.close()
    yield Section("By hand, without a socket: microseconds of processor time a call", ("fake", "bare route"), rows)


def scope(method: str, path: str, length: int) -> Scope:
    """Return what a server would say of a request."""
    headers = [(name.encode(), value.encode()) for name, value in orders.HEADERS]
    common = [(b"host", b"127.0.0.1:8333"), (b"user-agent", b"benchmark"), (b"accept", b"*/*")]
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
        "method": method, "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": [*common, *headers, (b"content-length", b"%d" % length)],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8_333),
    }  # fmt: skip


def _row(what: str, ours: Asked, theirs: Asked, effort: Effort, target: Target) -> Row:
    rounds = 2 * effort.rounds + 1
    measured = alternate(lambda: ours.cost(effort.calls), lambda: theirs.cost(effort.calls), rounds)
    return Row.of(what, pairs_of(measured, float), target)
