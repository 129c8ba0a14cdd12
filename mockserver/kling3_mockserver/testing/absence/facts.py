"""Facts of absence: what a fake knows at one moment of a webhook that a test misses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.tasks.spans import Span
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.testing.inbox import Webhook
from kling3_mockserver.webhooks.lanes import Waiting
from kling3_openapi.endpoints import ENDPOINTS, Kind
from kling3_openapi.masking.text import shown_url

if TYPE_CHECKING:
    from kling3_mockserver.mock import Mock

_CREATING = frozenset(each.path for each in ENDPOINTS if each.kind is Kind.CREATE)


@dataclass(frozen=True, slots=True)
class Facts:
    """Tasks are the newest first, all else the oldest first; `sent` are the statuses that webhooks are sent for, `runs`
    tells of a clock that no hand moves."""

    now: float
    tasks: Sequence[Task]
    orders: Sequence[Exchange]
    webhooks: Sequence[Webhook]
    deliveries: Sequence[Delivery]
    waiting: Sequence[Waiting]
    sent: frozenset[Status]
    runs: bool = False

    def until(self, moment: float) -> Span:
        """Return how far a moment is."""
        return Span(moment, self.now, self.runs)

    def deliveries_of(self, task_id: str, status: Status) -> list[Delivery]:
        """Return the attempts to deliver one message."""
        return [each for each in self.deliveries if (each.message.task_id, each.message.status) == (task_id, status)]

    def waiting_of(self, task_id: str, status: Status) -> Waiting | None:
        """Return the message that waits to be delivered, if it does."""
        found = (each for each in self.waiting if (each.message.task_id, each.message.status) == (task_id, status))
        return next(found, None)

    def webhooks_of(self, task_id: str, status: Status) -> list[Webhook]:
        """Return what came of one message."""
        return [each for each in self.webhooks if (each.task_id, each.status) == (task_id, status.value)]

    def named_url(self, task_id: str) -> str:
        """Return what a task's order named as its webhook_url, as it may be shown; empty for nothing."""
        order = next((each for each in self.orders if each.task_id == task_id), None)
        named = _webhook_url(order) if order is not None else None
        return "" if named is None else shown_url(str(named))[:200]


def facts_of(mock: Mock, tasks: Sequence[Task], webhooks: Iterable[Webhook]) -> Facts:
    """Return what a mock knows now."""
    return Facts(
        mock.clock.now(),
        tasks,
        [each for each in mock.journal.exchanges() if _is_order(each)],
        list(webhooks),
        mock.journal.deliveries(),
        mock.courier.waiting(),
        frozenset(mock.settings.webhook_statuses),
        runs=not isinstance(mock.clock, ManualClock),
    )


def _is_order(exchange: Exchange) -> bool:
    return exchange.request.method == "POST" and exchange.request.path in _CREATING


def _webhook_url(order: Exchange) -> object:
    try:
        body = json.loads(order.request.body)
    except ValueError:
        return None
    return body.get("webhook_url") if isinstance(body, dict) else None
