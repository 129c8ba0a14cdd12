"""Store: the tasks that the fake holds. An interface with async methods; memory is the first that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Protocol

from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import Family

Due = Sequence[tuple[float, Status]]
"""The changes of a task that its receiver is to be told of, each with its moment."""


class Store(Protocol):
    """Holds tasks by id, and in the order of their creation for each API key and family."""

    def check(self) -> None:
        """Return if a task can be held now; raise ApiError if not."""

    async def add(self, task: Task, due: Due = ()) -> None:
        """Hold a new task, and, where more than memory does, what is to be told of it."""

    async def replace(self, task: Task, due: Due = (), before: Task | None = None) -> bool:
        """Hold this task instead of the one with the same id, and return whether that was as it was `before`.

        A task that is not held stays so. Where another process has changed it meanwhile, nothing is done, and False is
        returned.
        """

    async def get(self, task_id: str) -> Task | None:
        """Return the task of this id, whoever owns it."""

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        """Return a key's tasks of a family, newest first: at most `limit` after the first `skip`."""

    async def all(self, limit: int) -> Sequence[Task]:
        """Return up to `limit` tasks of all keys, newest first."""

    async def count(self) -> int:
        """Return how many tasks are held."""

    async def clear(self) -> None:
        """Forget every task."""


class MemoryStore:
    """Holds tasks in dictionaries; no method ever waits, and the cost of none but `clear` grows with the tasks."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._ids: dict[tuple[str, Family], list[str]] = {}

    async def add(self, task: Task, due: Due = ()) -> None:  # noqa: ARG002  (the lifecycle has it in memory too)
        """Hold a new task."""
        self.hold(task)

    def hold(self, task: Task) -> None:
        """Hold a new task, at once."""
        self._tasks[task.id] = task
        self._ids.setdefault((task.key, task.family), []).append(task.id)

    def remove(self, task: Task) -> None:
        """Hold a task no more."""
        if self._tasks.pop(task.id, None) is not None:
            self._ids[task.key, task.family].remove(task.id)

    def check(self) -> None:
        """Return: there is always room."""

    async def replace(self, task: Task, due: Due = (), before: Task | None = None) -> bool:  # noqa: ARG002  (the same)
        """Hold this task instead of the one with the same id; a task that is not held stays so."""
        if task.id in self._tasks:
            self._tasks[task.id] = task
        return True

    async def get(self, task_id: str) -> Task | None:
        """Return the task of this id, whoever owns it."""
        return self._tasks.get(task_id)

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        """Return a key's tasks of a family, newest first: at most `limit` after the first `skip`."""
        ids = self._ids.get((key, family), [])
        last = len(ids) - skip
        first = 0 if limit is None else max(0, last - limit)
        return [self._tasks[task_id] for task_id in reversed(ids[first : max(0, last)])]

    async def all(self, limit: int) -> Sequence[Task]:
        """Return up to `limit` tasks of all keys, newest first."""
        # In one step, during which no other thread adds a task.
        return list(islice(reversed(self._tasks.values()), limit))

    async def count(self) -> int:
        """Return how many tasks are held."""
        return len(self._tasks)

    async def clear(self) -> None:
        """Forget every task."""
        self._tasks.clear()
        self._ids.clear()
