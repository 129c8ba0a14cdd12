"""Tenant: the object `kling3` that a test holds: a mock of its own, its clock, its inbox, and what to ask of them."""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kling3_mockserver import scenario as scenarios
from kling3_mockserver.clock import ManualClock
from kling3_mockserver.errors import MockError
from kling3_mockserver.expectations import created_or_explain, told_or_explain
from kling3_mockserver.inbox import Inbox, Webhook
from kling3_mockserver.journal import Exchange
from kling3_mockserver.mock import Mock
from kling3_mockserver.receivers import InboxSender, Receiver, receiver_of
from kling3_mockserver.scenario import Scenario
from kling3_mockserver.scenario_queue import Queued
from kling3_mockserver.settings import Settings
from kling3_mockserver.tasks import Task
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.findings import Finding

if TYPE_CHECKING:
    from kling3_mockserver.switchboard import Switchboard

_MODELS = tuple(each.model for each in ENDPOINTS if each.tier is not None)
_PATIENCE = 10.0
"""Real seconds to wait for webhooks under way."""


class Kling3:
    """The fake as one test sees it.

    Point a program at `url` (or `base_url`, which ends in /v1); programs that use httpx or httpx2 need no pointing.
    Time stands still: `clock.advance(seconds)` moves it. Everything that came in and went out stands in
    `requests`, `findings`, `tasks` and `webhooks`.
    """

    def __init__(self, url: str, key: str, settings: Settings, switchboard: Switchboard) -> None:
        self.url = url
        self.base_url = f"{url}/v1"
        self.api_key = key
        self.secret = settings.webhook_secrets[0]
        self.webhooks = Inbox()
        self.clock = ManualClock(time.time())
        self.allowed: set[str] = set()
        self._receiver: Receiver | None = None
        self._switchboard = switchboard
        self.mock = Mock(replace(settings, api_keys=()), clock=self.clock, new_sender=self._sender)
        self.clock.moved = self._moved
        switchboard.plug(key, self.mock)

    def next(
        self,
        scenario: Scenario | str,
        *,
        times: int = 1,
        model: str | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> None:
        """Have the next order end like this; with `model` or `fields`, the next that is of this model or has these.

        `scenario` is an object of `kling3_mockserver.scenario`, or its text: `fail`, `complete 5`, `never`. Raises
        ScenarioError for a text that can't be read, MockError for a model that there is not.
        """
        if model is not None and model not in _MODELS:
            raise MockError(f"no model '{model}': expected one of {', '.join(_MODELS)}")
        wanted = scenarios.parse(scenario) if isinstance(scenario, str) else scenario
        self.mock.scenarios.put(Queued(wanted, times, model, fields or {}))

    def run_to_end(self) -> list[Task]:
        """Move the clock until every task that ends by the clock has ended; return all tasks, newest first."""
        while ahead := [end for task in self.tasks if self.clock.now() < (end := task.plan.ended_at) < math.inf]:
            self.clock.set(max(ahead))
        self._settle()
        return self.tasks

    def deliver_to(self, receiver: object) -> None:
        """Hand each webhook from now on to an ASGI app, a WSGI app or a URL as well; raise ReceiverError."""
        self._receiver = receiver_of(receiver)

    def allow(self, *codes: str) -> None:
        """Let findings of these codes pass in this test."""
        self.allowed.update(codes)

    @property
    def tasks(self) -> list[Task]:
        """All tasks, newest first; `task.status(kling3.clock.now())` is its status now."""
        return list(_now(self.mock.store.all(limit=1_000_000)))

    @property
    def requests(self) -> Sequence[Exchange]:
        """What was asked and answered, oldest first."""
        return self.mock.journal.exchanges()

    @property
    def findings(self) -> list[Finding]:
        """What the requests so far did wrong, without what is allowed."""
        found = itertools.chain.from_iterable(each.findings for each in self.requests)
        return [each for each in found if each.code not in self.allowed]

    def assert_created(self, *, model: str | None = None, **fields: object) -> Exchange:
        """Return the request that created a task of this model with these body fields; else fail, with near misses."""
        __tracebackhide__ = True
        return created_or_explain(self.requests, model, fields)

    def assert_webhook(self, *, status: str | None = None, task_id: str | None = None) -> Webhook:
        """Return the trusted webhook with this status and task; else fail and say which came."""
        __tracebackhide__ = True
        self._settle()
        return told_or_explain(self.webhooks, status, task_id)

    def close(self) -> None:
        """Answer no more; what came in can still be read."""
        self._switchboard.unplug(self.api_key)
        self.mock.close()

    def _sender(self) -> InboxSender:
        return InboxSender(self.webhooks, self.mock.settings.secrets, self.clock.now, lambda: self._receiver)

    def _moved(self) -> None:
        self.mock.courier.wake()
        self._settle()

    def _settle(self) -> None:
        # A receiver that is served by the loop which runs this test can't answer while the test waits here.
        if not _in_loop() or self._receiver is not None:
            self.mock.courier.settle(_PATIENCE)


def _in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _now(coroutine: Coroutine[object, object, Sequence[Task]]) -> Sequence[Task]:
    """Return what a method of a store in memory answers: it never waits, so no event loop is needed."""
    try:
        coroutine.send(None)
    except StopIteration as answer:
        return tuple(answer.value)
    raise MockError("the store waited: only a store in memory can be read without an event loop")
