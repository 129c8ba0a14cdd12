"""Stores that show other tasks than those that they were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from kling3_mockserver.tasks.store import Due, MemoryStore
from kling3_mockserver.tasks.task import Task
from kling3_openapi.endpoints import Family


class Lives(MemoryStore):
    """Shows tasks of another kind than those that it was given."""

    def __init__(self, kind: type[Task]) -> None:
        super().__init__()
        self._kind = kind

    async def add(self, task: Task, due: Due = ()) -> None:
        await super().add(self._kind(*task), due)


class Eager(MemoryStore):
    """Each reading brings a task of these families a tenth of a second nearer to its end, but never to it."""

    def __init__(self, *families: Family) -> None:
        super().__init__()
        self._families, self._reads = families, Counter[str]()

    async def get(self, task_id: str) -> Task | None:
        task = await super().get(task_id)
        self._reads[task_id] += 1
        if task is not None and task.family in self._families and self._reads[task_id] < 20:
            plan = task.plan
            sooner = plan._replace(in_progress_at=plan.in_progress_at - 0.1, ended_at=plan.ended_at - 0.1)
            await self.replace(task._replace(plan=sooner))
        return await super().get(task_id)


class Listing(MemoryStore):
    """Lists other tasks than those that were asked for; `choose` has all of them, newest first, and the page."""

    def __init__(self, choose: Callable[[Sequence[Task], int, int | None], Sequence[Task]]) -> None:
        super().__init__()
        self._choose = choose

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        return self._choose(await super().newest(key, family), skip, limit)


def cut(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return tasks[skip:] if limit is None else tasks[max(0, skip) : skip + limit]
