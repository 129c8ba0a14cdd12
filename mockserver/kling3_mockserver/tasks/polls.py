"""Polls: readings that go on and on while a clock stands which alone could end what they wait for, or after the end."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from kling3_mockserver.errors import ApiError
from kling3_mockserver.tasks.spans import Span
from kling3_mockserver.tasks.task import Status, Task

_MOST_SECONDS = 30.0
"""Real seconds after which such readings have gone on for too long as well, if the program pauses between them."""
_FEW_READS = 10
"""So many readings are no loop, however long they take: somebody is at a debugger."""
_LISTS = 10
"""How many times as many readings of a list of ended tasks are too many: whoever pages through one reads it often."""
_SOME_READS = 100
"""The same of a task that has ended: the tests that share a fake may all look at it."""
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
    says why; a program that is asked in process gets EndlessPollError besides. A loop that reads on after the end waits
    for another word or outcome: it gets an answer that is none, ApiError 400.
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
            what = f"task {task.id}, which has ended {task.plan.outcome.value},"
            self._refuse_loop(self._too_many(f"the end of {task.id}", what, task, "", now), in_process=in_process)
        elif not task.plan.reads_left and (reads := self._too_many(task.id, f"task {task.id}", task, _BY_READS, now)):
            failed = await self._end(task, Status.FAILED)
            self._tell(reads, now, in_process=in_process)
            return failed
        return task

    async def listed(self, tasks: Sequence[Task], now: float, *, in_process: bool) -> Sequence[Task]:
        """Count a reading of a list; return its tasks, which have all ended if this was one too many."""
        waiting = next((each for each in tasks if now < each.plan.ended_at), None)
        if waiting is None:
            if tasks:
                name, what = f"the end of {tasks[0].family.path} {tasks[0].key}", "a list of tasks that have all ended"
                reads = self._too_many(name, what, tasks[0], "", now, _LISTS)
                self._refuse_loop(reads, in_process=in_process)
            return tasks
        name, what = f"{waiting.family.path} {waiting.key}", f"the list with task {waiting.id}"
        if not (reads := self._too_many(name, what, waiting, _BY_LIST, now)):
            return tasks
        ended = [await self._end(each, Status.FAILED) for each in tasks]
        self._tell(reads, now, in_process=in_process)
        return ended

    def hint(self, now: float) -> str:
        """Return what would end a loop that goes on while the clock stands, or nothing where there is none yet."""
        reads = max((each for each in self._reads.values() if each.besides), key=lambda each: each.times, default=None)
        if now != self._moment or reads is None or reads.times < _FEW_READS or self.reason:
            return ""
        return f"{_seen(reads, now)}: {_mend(reads.task, now)}. Besides, {reads.besides}"

    def clear(self) -> None:
        """Forget everything."""
        self._reads.clear()
        self.reason = ""

    def _refuse_loop(self, reads: _Reads | None, *, in_process: bool) -> None:
        """End a loop that reads on after the end of what it waits for."""
        if reads is None:
            return
        self.reason = (
            f"{reads.what} was read {reads.times:,} times more: the program waits for another status or for a URL that "
            "doesn't come. Have its loop end at COMPLETED and at FAILED, with or without a URL, or give it a limit of "
            "its own. The setting poll_limit says how many readings are too many, 0 for none"
        )
        if in_process:
            raise EndlessPollError(self.reason)
        raise ApiError(400, self.reason)

    def _too_many(  # noqa: PLR0913, PLR0917  (what is known of a reading)
        self, name: str, what: str, task: Task, besides: str, now: float, scale: int = 1
    ) -> _Reads | None:
        """Count a reading; return all that there were if that is too many."""
        if now != self._moment:
            self._moment = now
            self._reads.clear()
        before = self._reads.get(name)
        since = before.since if before is not None else self._seconds()
        reads = self._reads[name] = _Reads(before.times + 1 if before is not None else 1, since, what, task, besides)
        few = _FEW_READS if besides else _SOME_READS
        too_long = reads.times >= few * scale and self._seconds() - since >= _MOST_SECONDS
        return reads if too_long or reads.times >= self._limit * scale else None

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
