"""Polls: readings that go on and on while a clock stands which alone could end what they wait for."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from kling3_mockserver.spans import Span
from kling3_mockserver.tasks import Status, Task

_MOST_SECONDS = 30.0
"""Real seconds after which such readings have gone on for too long as well, if the program pauses between them."""
_FEW_READS = 10
"""So many readings are no loop, however long they take: somebody is at a debugger."""
_BY_READS = "the scenario 'reads 3' ends a task by readings alone"
_BY_LIST = "reading a list brings no task nearer to its end, reading the task does"


class _Reads(NamedTuple):
    """The readings of one task or list: how many, since when, and what they find not ended."""

    times: int
    since: float
    what: str
    task: Task
    besides: str


End = Callable[[Task, Status], Awaitable[Task]]


class EndlessPollError(BaseException):
    """A program polls for what can't come about; a test that meets it fails.

    It is no Exception on purpose: loops that poll catch those, and poll on.
    """


class Polls:
    """Counts readings that find a task not ended, between two moves of a manual clock.

    At the `limit` of one task's, or of one list's, the tasks fail, so that every loop comes to its end, and `reason`
    says why; a program that is asked in process gets EndlessPollError besides.
    """

    def __init__(self, limit: int, end: End, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._end, self._seconds = limit, end, seconds
        self._moment = -math.inf
        self._reads: dict[str, _Reads] = {}
        self.reason = ""

    async def read(self, task: Task, now: float, *, in_process: bool) -> Task:
        """Count a reading of a task; return the task, which has failed if this was one too many."""
        if now >= task.plan.ended_at:
            self._reads.pop(task.id, None)
        elif not task.plan.reads_left and (reads := self._too_many(task.id, f"task {task.id}", task, _BY_READS, now)):
            failed = await self._end(task, Status.FAILED)
            self._tell(reads, now, in_process=in_process)
            return failed
        return task

    async def listed(self, tasks: Sequence[Task], now: float, *, in_process: bool) -> Sequence[Task]:
        """Count a reading of a list; return its tasks, which have all ended if this was one too many."""
        waiting = next((each for each in tasks if now < each.plan.ended_at), None)
        if waiting is None:
            return tasks
        name, what = f"{waiting.family.value} {waiting.key}", f"the list with task {waiting.id}"
        if not (reads := self._too_many(name, what, waiting, _BY_LIST, now)):
            return tasks
        ended = [await self._end(each, Status.FAILED) for each in tasks]
        self._tell(reads, now, in_process=in_process)
        return ended

    def hint(self, now: float) -> str:
        """Return what would end a loop that goes on while the clock stands, or nothing where there is none yet."""
        reads = max(self._reads.values(), key=lambda each: each.times, default=None)
        if now != self._moment or reads is None or reads.times < _FEW_READS or self.reason:
            return ""
        return f"{_seen(reads, now)}: {_mend(reads.task, now)}. Besides, {reads.besides}"

    def clear(self) -> None:
        """Forget everything."""
        self._reads.clear()
        self.reason = ""

    def _too_many(self, name: str, what: str, task: Task, besides: str, now: float) -> _Reads | None:
        """Count a reading; return all that there were if that is too many."""
        if now != self._moment:
            self._moment = now
            self._reads.clear()
        before = self._reads.get(name)
        since = before.since if before is not None else self._seconds()
        reads = self._reads[name] = _Reads(before.times + 1 if before is not None else 1, since, what, task, besides)
        too_long = reads.times >= _FEW_READS and self._seconds() - since >= _MOST_SECONDS
        return reads if too_long or reads.times >= self._limit else None

    def _tell(self, reads: _Reads, now: float, *, in_process: bool) -> None:
        self.reason = (
            f"{_seen(reads, now)}: the program polls without a limit of its own. Give its loop one, or "
            f"{_mend(reads.task, now)}; {reads.besides}. The setting poll_limit says how many readings are too many, "
            "0 for none"
        )
        if in_process:
            raise EndlessPollError(self.reason)


def _seen(reads: _Reads, now: float) -> str:
    return f"{reads.what} was read {reads.times:,} times while the clock stood, and {_ahead(reads.task, now)}"


def _ahead(task: Task, now: float) -> str:
    if task.plan.ended_at == math.inf:
        return "by its scenario it never ends"
    return f"it ends only when the clock is {Span(task.plan.ended_at, now).seconds} s further"


def _mend(task: Task, now: float) -> str:
    if task.plan.ended_at == math.inf:
        return 'give the order another scenario (kling3.next("complete") before it)'
    return f"move the clock meanwhile ({Span(task.plan.ended_at, now).mend})"
