"""OrderedTask: a task as a test sees it: what it is now, whenever it is asked."""

from __future__ import annotations

import math
from collections.abc import Callable

from kling3_mockserver.tasks.scenario import words
from kling3_mockserver.tasks.task import Task


class OrderedTask:
    """One ordered video; what it tells is that of the moment at which it is asked, by the fake's clock.

    Two of them are equal when they are of one task.
    """

    __slots__ = ("_generated", "_now", "_task")

    def __init__(
        self, task: Callable[[], Task], now: Callable[[], float], generated: Callable[[Task], tuple[str, ...]]
    ) -> None:
        self._task, self._now, self._generated = task, now, generated

    @property
    def id(self) -> str:
        """The id by which the service knows it."""
        return self._task().id

    @property
    def task_id(self) -> str:
        """The same under the name that answers and webhooks have for it."""
        return self.id

    @property
    def status(self) -> str:
        """CREATED, IN_PROGRESS, COMPLETED or FAILED."""
        return self._task().status(self._now()).value

    @property
    def generated(self) -> list[str]:
        """The URL of its video; none before it is COMPLETED."""
        return list(self._generated(self._task()))

    @property
    def model(self) -> str:
        """The tier that was ordered, as its path has it: `kling-v3-pro`."""
        task = self._task()
        return task.family.model(task.tier)

    @property
    def scenario(self) -> str:
        """How it ends, in words: `complete`, `fail 5`."""
        return words(self._task().scenario)

    @property
    def webhook_url(self) -> str | None:
        """Where its webhooks go, or None."""
        return self._task().webhook_url

    @property
    def created_at(self) -> float:
        """When it was ordered, in unix seconds of the fake's clock."""
        return self._task().created_at

    @property
    def ends_in(self) -> float:
        """Seconds of the fake's clock until it ends; 0 when it has ended, infinite when the clock alone won't do."""
        return max(self._task().plan.ended_at - self._now(), 0.0)

    def __repr__(self) -> str:
        return f"<task {self.id} {self.model} {self.status}{self._end()}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OrderedTask) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def _end(self) -> str:
        left, reads = self.ends_in, self._task().plan.reads_left
        if not left:
            return ""
        ways = [f"in {left:.6g} s"] * (left != math.inf) + [f"after {reads} readings"] * bool(reads)
        return f", ends {' or '.join(ways)}" if ways else ", never ends"
