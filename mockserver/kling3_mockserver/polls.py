"""Polls: readings that go on and on while a clock stands which alone could end what they wait for."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Sequence

from kling3_mockserver.tasks import Status, Task

_MOST_SECONDS = 30.0
"""Real seconds after which such readings have gone on for too long as well, if the program pauses between them."""
_FEW_READS = 10
"""So many readings are no loop, however long they take: somebody is at a debugger."""
_BY_READS = "the scenario 'reads 3' ends a task by readings alone"
_BY_LIST = "reading a list brings no task nearer to its end, reading the task does"

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
        # How many readings there were of each, and when the first was.
        self._reads: dict[str, tuple[int, float]] = {}
        self.reason = ""

    async def read(self, task: Task, now: float, *, in_process: bool) -> Task:
        """Count a reading of a task; return the task, which has failed if this was one too many."""
        if task.plan.reads_left or now >= task.plan.ended_at or not (count := self._too_many(task.id, now)):
            return task
        failed = await self._end(task, Status.FAILED)
        self._tell(f"task {task.id} was read {count:,} times", task, now, _BY_READS, in_process=in_process)
        return failed

    async def listed(self, tasks: Sequence[Task], now: float, *, in_process: bool) -> Sequence[Task]:
        """Count a reading of a list; return its tasks, which have all ended if this was one too many."""
        waiting = next((each for each in tasks if now < each.plan.ended_at), None)
        if waiting is None or not (count := self._too_many(f"{waiting.family.value} {waiting.key}", now)):
            return tasks
        ended = [await self._end(each, Status.FAILED) for each in tasks]
        self._tell(
            f"the list with task {waiting.id} was read {count:,} times", waiting, now, _BY_LIST, in_process=in_process
        )
        return ended

    def clear(self) -> None:
        """Forget everything."""
        self._reads.clear()
        self.reason = ""

    def _too_many(self, what: str, now: float) -> int:
        """Count a reading; return how many there were if that is too many, else 0."""
        if now != self._moment:
            self._moment = now
            self._reads.clear()
        count, since = self._reads.get(what, (0, self._seconds()))
        self._reads[what] = (count + 1, since)
        too_long = count + 1 >= _FEW_READS and self._seconds() - since >= _MOST_SECONDS
        return count + 1 if too_long or count + 1 >= self._limit else 0

    def _tell(self, what: str, task: Task, now: float, besides: str, *, in_process: bool) -> None:
        self.reason = (
            f"{what} while the clock stood, and {_ahead(task, now)}: the program polls without a limit of its own. "
            f"Give its loop one, or move the clock meanwhile (kling3.clock.advance(seconds)); {besides}. The setting "
            "poll_limit says how many readings are too many, 0 for none"
        )
        if in_process:
            raise EndlessPollError(self.reason)


def _ahead(task: Task, now: float) -> str:
    if task.plan.ended_at == math.inf:
        return "by its scenario it never ends"
    return f"it ends only when the clock is {task.plan.ended_at - now:g} s further"
