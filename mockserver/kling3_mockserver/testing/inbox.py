"""Inbox: the webhooks that a test's mock has sent, each verified as it came."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kling3_mockserver.errors import MockError
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.masking.text import shown_text, shown_url

_SHOWN = 5


@dataclass(frozen=True, slots=True, repr=False)
class Webhook:
    """One call as its receiver gets it.

    `distrust` says why the signature can't be trusted, and is empty for a good one.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    distrust: str
    _answer: Answer
    _looks: list[None] = field(default_factory=list, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        """Return what a failed assertion shows of it, without secrets; this is no look at its answer."""
        outcome = f"not taken: {shown_text(self.refusal)}" if self.refusal else f"answered {self._answer.status}"
        distrust = f", not to be trusted: {shown_text(self.distrust)}" if self.distrust else ""
        what = f"{self.status} of task {self.task_id}" if self.task_id else f"with {len(self.body)} bytes"
        return f"<Webhook {shown_text(what)} to {shown_url(self.url)}, {outcome}{distrust}>"

    @property
    def answer(self) -> Answer:
        """What the receiver said: its status, or None and the reason. Who looks at it knows of what was raised."""
        self._looks.append(None)
        return self._answer

    @property
    def looked_at(self) -> bool:
        """Whether anybody has looked at the answer; comparing and printing webhooks is no look."""
        return bool(self._looks)

    @property
    def refusal(self) -> str:
        """Why the receiver did not take it, in words; empty when it did. This is no look at the answer."""
        return "" if self._answer.delivered else self._answer.error or f"answered {self._answer.status}"

    @property
    def raised(self) -> BaseException | None:
        """What the receiver raised, if it did; this is no look at the answer either."""
        return self._answer.raised

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


class NoWebhookError(MockError, IndexError):
    """A webhook was asked for that has not come; `came` is how many have, `why` says what keeps it away."""

    def __init__(self, place: int, came: int, why: Sequence[str] = ()) -> None:
        super().__init__(f"there is no webhook {place}, {came} came: {'; '.join(why) or 'wait for it first'}")
        self.came = came


class Inbox:
    """A sequence of webhooks in the order of their arrival; `why` says in sentences why there are no more."""

    def __init__(self, why: Callable[[], Sequence[str]] = tuple) -> None:
        self._webhooks: list[Webhook] = []
        self._why = why

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

    def __repr__(self) -> str:
        """Return what a failed assertion shows of it: the newest webhooks, without secrets."""
        newest = list(self)[-_SHOWN:]
        before = ["..."] if len(newest) < len(self) else []
        return f"<Inbox of {len(self)}: [{', '.join([*before, *map(repr, newest)])}]>"

    def __len__(self) -> int:
        return len(self._webhooks)

    def __getitem__(self, place: int) -> Webhook:
        try:
            return self._webhooks[place]
        except IndexError:
            raise NoWebhookError(place, len(self._webhooks), self._why()) from None

    def __iter__(self) -> Iterator[Webhook]:
        return iter(list(self._webhooks))
