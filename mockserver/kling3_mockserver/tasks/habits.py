"""Habits: what a program does over several requests, as facts for the rules on history, bounded in memory."""

from __future__ import annotations

from collections import OrderedDict

from kling3_mockserver.clock import Clock
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding
from kling3_openapi.rules.history import (
    LIMIT_SECONDS,
    PATIENCE_READS,
    Repetition,
    Retry,
    TaskReads,
    failed_order_again,
    polling_after_end,
    retry_within_limit,
)

_MOST_REMEMBERED = 10_000

_Order = tuple[str, Family, Tier, int]


class Habits:
    """Counts reads after a task's end and repetitions of an order, and knows who was answered 429.

    The longest unused is forgotten first.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._reads: OrderedDict[str, int] = OrderedDict()
        # The last task of an order, and how many before it failed one after the other.
        self._orders: OrderedDict[_Order, tuple[str, int]] = OrderedDict()
        self.limited: OrderedDict[int, float] = OrderedDict()
        """The hashes of keys whose last 429 is not long ago, with its moment: a key may be as long as a megabyte."""

    def refused(self, key: str, now: float) -> None:
        """Remember that a key was answered 429."""
        who = hash(key)
        self.limited.pop(who, None)
        self.limited[who] = now
        if len(self.limited) > _MOST_REMEMBERED:
            self.limited.popitem(last=False)

    def asked(self, key: str, now: float) -> tuple[Finding, ...]:
        """Return the findings of a request by a key: it may come too soon after a 429."""
        who = hash(key)
        if who not in self.limited:
            return ()
        passed = now - self.limited[who]
        if passed >= LIMIT_SECONDS:
            del self.limited[who]
        return tuple(retry_within_limit.findings(Retry(passed)))

    def read(self, task: Task, status: Status) -> tuple[Finding, ...]:
        """Count a read and return its findings; the first read that shows the end is not one after it.

        A program that polls for ever is told at its third read too many, and then at the tenth, hundredth and so on.
        """
        if not status.ended:
            return ()
        reads = self._reads.get(task.id, -1) + 1
        self._reads[task.id] = reads
        self._reads.move_to_end(task.id)
        if len(self._reads) > _MOST_REMEMBERED:
            self._reads.popitem(last=False)
        if reads != PATIENCE_READS and not _is_power_of_ten(reads):
            return ()
        return tuple(polling_after_end.findings(TaskReads(status.value, status.ended, reads)))

    async def ordered(self, task: Task, body: bytes) -> tuple[Finding, ...]:
        """Remember an order and return its findings: the same bytes to the same model count as the same order."""
        order = (task.key, task.family, task.tier, hash(body))
        known = self._orders.pop(order, None)
        last = None if known is None else await self._store.get(known[0])
        has_failed = last is not None and last.status(self._clock.now()) is Status.FAILED
        failures = known[1] + 1 if known is not None and has_failed else 0
        self._orders[order] = (task.id, failures)
        if len(self._orders) > _MOST_REMEMBERED:
            self._orders.popitem(last=False)
        return tuple(failed_order_again.findings(Repetition(failures))) if failures else ()

    def clear(self) -> None:
        """Forget everything."""
        self._reads.clear()
        self._orders.clear()
        self.limited.clear()


def _is_power_of_ten(number: int) -> bool:
    return number % 10 == 0 and str(number).strip("0") == "1"
