"""Inbox: the webhooks that a test's mock has sent, each verified as it came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kling3_mockserver.delivery import Answer


@dataclass(frozen=True, slots=True)
class Webhook:
    """One call as its receiver gets it.

    `distrust` says why the signature can't be trusted, and is empty for a good one; `answer` is what the receiver
    said: its status, or None and the reason.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    distrust: str
    answer: Answer

    @property
    def json(self) -> Mapping[str, object]:
        """The body as JSON; an empty object when it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def task_id(self) -> str:
        """The task that it tells of."""
        return str(self.json.get("task_id", ""))

    @property
    def status(self) -> str:
        """The status that it tells."""
        return str(self.json.get("status", ""))

    @property
    def trusted(self) -> bool:
        """Whether its signature, timestamp and form are good."""
        return not self.distrust


class Inbox:
    """A sequence of webhooks in the order of their arrival."""

    def __init__(self) -> None:
        self._webhooks: list[Webhook] = []

    def add(self, webhook: Webhook) -> None:
        """Keep a webhook."""
        self._webhooks.append(webhook)

    def of(self, task_id: str) -> list[Webhook]:
        """Return the webhooks that tell of one task."""
        return [each for each in self._webhooks if each.task_id == task_id]

    @property
    def statuses(self) -> list[str]:
        """The statuses that were told, in their order."""
        return [each.status for each in self._webhooks]

    def __len__(self) -> int:
        return len(self._webhooks)

    def __getitem__(self, place: int) -> Webhook:
        return self._webhooks[place]

    def __iter__(self) -> Iterator[Webhook]:
        return iter(list(self._webhooks))
